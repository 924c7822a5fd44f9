import { describedCommand, runtimeOf } from '../command.ts'
import { limitOption, numberBetween, ROWS_DEFAULT } from '../flags.ts'
import { connect, inTime } from '../runtime.ts'
import { tellMissing, tellWanted } from '../terminal/missing.ts'
import { table } from '../terminal/table.ts'
import { valueText } from '../terminal/value.ts'
import { writeLines } from '../terminal/write-lines.ts'
import type { ApiClient, FactFilter, FactJson } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Runtime } from '../runtime.ts'
import type { Command } from 'commander'

interface QueryFlags {
  readonly entityPrefix?: string
  /** False after `--no-aliases`. */
  readonly aliases: boolean
  readonly relation?: string
  readonly relations?: string
  readonly target?: string
  readonly scope?: string
  readonly source?: string
  readonly author?: string
  readonly lens?: string
  readonly minConfidence?: number
  readonly includeContradicted?: boolean
  readonly includeExpired?: boolean
  readonly includeRetracted?: boolean
  readonly contradicted?: boolean
  readonly lifecycle?: FactFilter['lifecycle']
  readonly sourceClass?: FactFilter['source_class']
  readonly edition?: string
  readonly after?: string
  readonly asOf?: string
  readonly limit?: number
}

const PAGE_ROWS_MAX = 500

/** `factmesh query`: lists facts. */
export function queryCommand (setting: CommandSetting): Command {
  return describedCommand('query', {
    summary: 'List facts: a table on a terminal, JSON Lines otherwise.',
    examples: [
      'factmesh query city:paris',
      'factmesh query --relation geo:population --limit 10',
      'factmesh query --entity-prefix code://rust/app --lifecycle approved',
      'factmesh query city:paris --lens vote-aware-consensus --as-of 2026-01-31T12:00:00Z',
      'factmesh query city:paris --include-contradicted --json'
    ]
  })
    .argument('[entity]', 'URI of what the facts are about')
    .option('--entity-prefix <uri>', 'only entities that are this one or stand below it')
    .option('--no-aliases', 'only the name that was given, not the other names of the entity')
    .option('--relation <name>', 'only this relation')
    .option('--relations <list>', 'any of these relations, with commas between them')
    .option('--target <uri>', 'only facts whose value refers to this entity')
    .option('--scope <name>', 'only this scope')
    .option('--source <uri>', 'only this source')
    .option('--author <peer>', 'only facts signed by this peer')
    .option('--lens <expression>', 'how a contradiction is resolved; factmesh lenses lists the lenses')
    .option('--min-confidence <number>', 'only facts with at least this confidence', numberBetween(0, 1))
    .option('--include-contradicted', 'all sides of a contradiction')
    .option('--include-expired', 'facts past their time too')
    .option('--include-retracted', 'retractions too')
    .option('--contradicted', 'only facts that are contradicted')
    .option('--lifecycle <state>', 'only facts in this state: proposed, under-review, approved, rejected, deprecated or any')
    .option('--source-class <class>', 'only facts of this class, such as regulatory or anecdotal')
    .option('--edition <name>', 'only facts of this knowledge edition')
    .option('--after <time>', 'only facts that are later')
    .option('--as-of <time>', 'as if nothing later existed')
    .addOption(limitOption('facts'))
    .action(async (entity: string | undefined, flags: QueryFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const filter = filterOf(entity, flags)
      if (runtime.flags.quiet === true) {
        await writeLines(runtime, { client, filter, mapLine: line => (JSON.parse(line) as FactJson).id })
      } else if (runtime.isJson) {
        await writeLines(runtime, { client, filter })
        await tellWanted(runtime, client, filter.scope)
      } else {
        await showTable(runtime, client, filter)
      }
    })
}

function filterOf (entity: string | undefined, flags: QueryFlags): FactFilter {
  return {
    entity,
    entity_prefix: flags.entityPrefix,
    aliases: flags.aliases ? undefined : false,
    relation: flags.relation,
    relations: flags.relations,
    target: flags.target,
    scope: flags.scope,
    source: flags.source,
    author: flags.author,
    lens: flags.lens,
    min_confidence: flags.minConfidence,
    include_contradicted: flags.includeContradicted,
    include_expired: flags.includeExpired,
    include_retracted: flags.includeRetracted,
    contradicted: flags.contradicted,
    lifecycle: flags.lifecycle,
    source_class: flags.sourceClass,
    edition: flags.edition,
    after: flags.after,
    as_of: flags.asOf,
    limit: flags.limit
  }
}

async function showTable (runtime: Runtime, client: ApiClient, filter: FactFilter): Promise<void> {
  const { facts, total, isCapped, missing } = await gather(runtime, client, { ...filter, limit: filter.limit ?? ROWS_DEFAULT })
  await runtime.terminal.out(table([
    ['ENTITY', 'RELATION', 'VALUE', 'CONF', 'SCOPE', 'AUTHOR', 'TIME', ''],
    ...facts.map(fact => [
      fact.entity, fact.relation, valueText(fact.value), String(fact.confidence), fact.scope, fact.author.slice(-8),
      fact.timestamp.slice(0, 19), fact.contradicted ? 'contradicted' : ''
    ])
  ]))
  tellMissing(runtime, missing.size)
  if (runtime.isChatty && facts.length < total) {
    runtime.terminal.err(`${facts.length} of ${total}${isCapped ? ' or more' : ''}; --limit N shows more, --json all\n`)
  }
}

/** Facts of several pages. */
interface Gathered {
  readonly facts: FactJson[]
  readonly total: number
  readonly isCapped: boolean
  /** Ids of bundles whose facts may belong to the answer and are not here. */
  readonly missing: ReadonlySet<string>
}

/** As many facts as were asked for, page by page. */
async function gather (runtime: Runtime, client: ApiClient, filter: FactFilter & { limit: number }): Promise<Gathered> {
  const facts: FactJson[] = []
  const missing = new Set<string>()
  for (let cursor: string | undefined; ;) {
    const limit = Math.min(PAGE_ROWS_MAX, filter.limit - facts.length)
    const page = await inTime(runtime, async options => client.facts({ ...filter, limit, cursor }, options))
    facts.push(...page.facts)
    page.missing?.forEach(id => missing.add(id))
    if (page.cursor == null || facts.length >= filter.limit) {
      return { facts, total: page.total, isCapped: page.total_capped === true, missing }
    }
    cursor = page.cursor
  }
}
