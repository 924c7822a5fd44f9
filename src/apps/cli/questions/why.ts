import { describedCommand, runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import { factRows } from '../terminal/fact.ts'
import { factsText, shortPeer, shortSource, shortTime } from '../terminal/names.ts'
import { list, table } from '../terminal/table.ts'
import { valueText } from '../terminal/value.ts'
import { tallyText } from '../terminal/votes.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

type Why = Awaited<ReturnType<ApiClient['why']>>

/** `factmesh why`: where a fact comes from. */
export function whyCommand (setting: CommandSetting): Command {
  return describedCommand('why', {
    summary: 'Show who says a fact, what proves it, how it came here, and what stands against it.',
    examples: ['factmesh why bafyr4i….0', 'factmesh why bafyr4i….0 --json']
  })
    .argument('<id>', 'fact id')
    .action(async (id: string, _flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const why = await inTime(runtime, async options => client.why(id, options))
      await runtime.terminal.out(runtime.isJson ? JSON.stringify(why) + '\n' : page(why))
      if (runtime.isChatty) { runtime.terminal.err(`next  ${nextOf(why)}\n`) }
    })
}

function page (why: Why): string {
  const { fact, rivals } = why
  const fields = list([...factRows(fact).filter(([name]) => name !== 'came'), ...originRows(why), ...relatedRows(why)])
  return rivals.length === 0 ? fields : `${fields}\nWhat stands against it:\n${rivalTable(rivals)}`
}

/** The signature over it, and the way it came. */
function originRows ({ proof, arrival }: Why): Array<[string, string]> {
  return [
    ['signed by', `${proof.author}, checked`],
    ['bundle', `${proof.bundle}, number ${proof.seq} of lane ${proof.lane}, ${factsText(proof.facts)}`],
    ...proof.parents.map((parent): [string, string] => ['after', parent]),
    ['came', `${arrival.peer == null ? 'written here' : `by ${arrival.via} from ${arrival.peer}`} at ${arrival.at}`]
  ]
}

/** What stands beside it. */
function relatedRows ({ replaced_by: newer, replaces, votes, conflict, derived_from: origins }: Why): Array<[string, string]> {
  return [
    ...newer == null ? [] : [['replaced by', newer] as [string, string]],
    ...replaces.map((older): [string, string] => ['replaces', older]),
    ...origins.map(({ id, here }): [string, string] => ['derived from', here ? id : `${id}, which is not here`]),
    ['votes', tallyText(votes)],
    ['conflict', conflict == null ? 'none' : `${conflict.conflict_id}, ${conflict.status}`],
    ...resolutionRows(conflict)
  ]
}

function resolutionRows (conflict: Why['conflict']): Array<[string, string]> {
  if (conflict?.resolution == null) { return [] }
  const { resolver, winning_fact_id: winner, resolution_note: note } = conflict.resolution
  return [['resolution', `by ${resolver}: ${winner ?? 'no side is preferred'}${note == null ? '' : `, "${note}"`}`]]
}

function rivalTable (rivals: Why['rivals']): string {
  return table([
    ['VALUE', 'CONF', 'SOURCE', 'AUTHOR', 'TIME', 'FACT'],
    ...rivals.map(({ value, confidence, source, author, timestamp, id }) => [
      valueText(value), String(confidence), shortSource(source), shortPeer(author), shortTime(timestamp), id
    ])
  ])
}

function nextOf ({ fact, conflict }: Why): string {
  return conflict?.status === 'unresolved' ? `factmesh conflicts show ${conflict.conflict_id}` : `factmesh votes ${fact.id}`
}
