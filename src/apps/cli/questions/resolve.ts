import { describedCommand, runtimeOf } from '../command.ts'
import { duration, ROWS_DEFAULT, wholeBetween } from '../flags.ts'
import { connect, inTime } from '../runtime.ts'
import { candidateTable, percent, truncatedText } from '../terminal/candidates.ts'
import { tellMissing } from '../terminal/missing.ts'
import { factsText } from '../terminal/names.ts'
import { list } from '../terminal/table.ts'
import { valueText } from '../terminal/value.ts'
import type { ResolveJson } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

const CANDIDATES_MAX = 500

interface ResolveFlags {
  readonly scope?: string
  readonly lens?: string
  readonly asOf?: string
  readonly cut?: string
  readonly edition?: string
  readonly includeExpired?: boolean
  readonly maxStale?: number
  readonly limit?: number
}

/** `factmesh resolve`: what a lens makes of one entity and relation. */
export function resolveCommand (setting: CommandSetting): Command {
  return describedCommand('resolve', {
    summary: 'Ask a lens who answers for an entity and relation, how sure that is, and why.',
    examples: [
      'factmesh resolve city:paris geo:population',
      'factmesh resolve city:paris geo:population --lens vote-aware-consensus',
      'factmesh resolve city:paris geo:population --lens "epoch-aware(skeptic)" --as-of 2026-01-31T12:00:00Z --json'
    ],
    notes: '"factmesh lenses" lists the lenses. Nodes with equal facts give equal answers to the same question.'
  })
    .argument('<entity>', 'URI of what the facts are about')
    .argument('<relation>', 'namespaced predicate')
    .option('--scope <name>', 'the scope to look in (default: public)')
    .option('--lens <expression>', 'who decides')
    .option('--as-of <time>', 'as if nothing later existed')
    .option('--cut <time>', 'the moment at which age and expiry are looked at; the answer names the one that was used')
    .option('--edition <name>', 'only facts of this knowledge edition')
    .option('--include-expired', 'facts past their time too')
    .option('--max-stale <duration>', 'take an answer that was worked out at most so long ago', duration)
    .option('--limit <number>', `most candidates to list (default: ${ROWS_DEFAULT}); all of them are weighed`, wholeBetween(1, CANDIDATES_MAX))
    .action(async (entity: string, relation: string, flags: ResolveFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const { scope, lens, asOf, cut, edition, includeExpired, maxStale, limit } = flags
      const question = { entity, relation, scope, lens, as_of: asOf, cut, edition, include_expired: includeExpired, limit }
      const maxStaleS = maxStale == null ? undefined : maxStale / 1_000
      const answer = await inTime(runtime, async options => client.resolve({ ...question, max_stale: maxStaleS }, options))
      if (runtime.flags.quiet === true) {
        await runtime.terminal.out(answer.winner == null ? '' : `${answer.winner.id}\n`)
      } else {
        await runtime.terminal.out(runtime.isJson ? JSON.stringify(answer) + '\n' : page(answer))
      }
      tellMissing(runtime, answer.missing?.length ?? 0)
      if (!runtime.isChatty) { return }
      if (answer.truncated) { runtime.terminal.err(truncatedText(answer)) }
      runtime.terminal.err(`next  ${nextOf(answer)}\n`)
    })
}

function page (answer: ResolveJson): string {
  const { winner, conflict, tiers = [] } = answer
  return [
    list([
      ['entity', answer.entity],
      ['relation', answer.relation],
      ['answer', winner == null ? 'none' : `${valueText(winner.value)} (${winner.value.type})`],
      ['lens', answer.lens],
      ['confidence', String(answer.resolution_confidence)],
      ['disagreement', percent(answer.conflict_score)],
      ...answer.status == null ? [] : [['status', answer.status] as [string, string]],
      ...tiers.map((tier): [string, string] => ['tier', `${tier.source_class ?? 'anecdotal'}: ${factsText(tier.candidates_count)}, ${tier.winner}`]),
      ...ruleRows(answer),
      ['conflict', conflict == null ? 'none' : `${conflict.conflict_id}, ${conflict.status}`],
      ...answer.explanation.map(({ level, text }): [string, string] => [level === 'warning' ? 'warning' : 'because', text]),
      ['cut', answer.cut]
    ]),
    '\n',
    candidateTable(answer)
  ].join('')
}

function ruleRows ({ constraints }: ResolveJson): Array<[string, string]> {
  if (constraints == null) { return [] }
  return [
    ...constraints.must_use.map(({ value }): [string, string] => ['must use', valueText(value)]),
    ...constraints.forbidden.map(({ value }): [string, string] => ['forbidden', valueText(value)])
  ]
}

function nextOf ({ winner, conflict }: ResolveJson): string {
  if (conflict?.status === 'unresolved') { return `factmesh conflicts show ${conflict.conflict_id}` }
  return winner == null ? 'factmesh lenses' : `factmesh why ${winner.id}`
}
