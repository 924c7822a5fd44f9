import { describedCommand, runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

interface ForgetFlags {
  readonly reason?: string
  readonly hereOnly?: true
  readonly undo?: true
}

/** `factmesh forget`: takes the content of a fact or bundle out. */
export function forgetCommand (setting: CommandSetting): Command {
  return describedCommand('forget', {
    summary: 'Erase a fact, or all facts of a bundle: every node that hears of it takes the content out.',
    examples: [
      'factmesh forget bafyr4i….0 --reason "asked by the person"',
      'factmesh forget bafyr4i…',
      'factmesh forget bafyr4i….0 --here-only',
      'factmesh forget bafyr4i….0 --here-only --undo'
    ],
    notes: 'It prints the id of the erasure, which is a fact that travels; "retract" takes back what was said and keeps it readable.\n' +
      'Its author may erase a fact, and in a closed scope an admin. --here-only drops the content of any fact on this node alone.\n' +
      'The bytes stay in the files until "factmesh journal compact", and in older backups for as long as you keep them.'
  })
    .argument('<id>', 'fact id, or bundle id')
    .option('--reason <text>', 'why; it travels with the erasure')
    .option('--here-only', 'drop the content on this node, and write nothing')
    .option('--undo', 'ask peers again for content that was dropped with --here-only')
    .action(async (id: string, { hereOnly, reason, undo }: ForgetFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const answer = await inTime(runtime, async options => undo === true
        ? client.remember(id, options)
        : client.forget(id, { reason, here_only: hereOnly }, options))
      await runtime.terminal.out((runtime.flags.json === true ? JSON.stringify(answer) : answer.erasure ?? `${answer.id} ${answer.state}`) + '\n')
    })
}
