import { Option } from 'commander'
import { describedCommand, runtimeOf } from '../command.ts'
import { numberBetween } from '../flags.ts'
import { connect, inTime } from '../runtime.ts'
import { VALUE_TYPES, valueOf } from '../terminal/value.ts'
import type { CommandSetting } from '../command.ts'
import type { ValueType } from '../terminal/value.ts'
import type { Command } from 'commander'

interface AssertFlags {
  readonly scope?: string
  readonly source?: string
  readonly confidence?: number
  readonly validUntil?: string
  readonly type?: ValueType
}

/** `factmesh assert`: writes one fact. */
export function assertCommand (setting: CommandSetting): Command {
  return describedCommand('assert', {
    summary: 'Write one fact and print its id once it is durable.',
    examples: [
      'factmesh assert city:paris geo:population 2102650',
      'factmesh assert user:alice memory:role "team lead" --confidence 0.8 --scope local',
      'factmesh assert city:paris geo:country country:france --type ref'
    ],
    notes: 'Without --type, numbers, true, false and null are read as such, and everything else is text.'
  })
    .argument('<entity>', 'URI of what the fact is about')
    .argument('<relation>', 'namespaced predicate')
    .argument('<value>', 'what is said')
    .option('--scope <name>', 'scope to write to (default: public)')
    .option('--source <uri>', 'who says it, in a namespace of this node')
    .option('--confidence <number>', '0 to 1 (default: 1)', numberBetween(0, 1))
    .option('--valid-until <time>', 'RFC 3339 time after which the fact is hidden')
    .addOption(new Option('--type <type>', 'how to read the value').choices([...VALUE_TYPES]))
    .action(async (entity: string, relation: string, text: string, flags: AssertFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const fact = await inTime(runtime, async options => client.assert({
        entity,
        relation,
        value: valueOf(text, flags.type),
        scope: flags.scope,
        source: flags.source,
        confidence: flags.confidence,
        valid_until: flags.validUntil
      }, options))
      await runtime.terminal.out((runtime.flags.json === true ? JSON.stringify(fact) : fact.id) + '\n')
      if (runtime.isChatty) { runtime.terminal.err(`next  factmesh get ${fact.id}\n`) }
    })
}
