import { InvalidArgumentError } from 'commander'
import { describedCommand, runtimeOf } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { collect } from '../flags.ts'
import { table } from '../terminal/table.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

interface GatesFlags {
  readonly out?: string
  readonly gate?: string[]
  readonly realTime?: boolean
}

/** `factmesh gates`: runs the acceptance scenarios. */
export function gatesCommand (setting: CommandSetting): Command {
  return describedCommand('gates', {
    summary: 'Run the acceptance scenarios against nodes of this program, and say of each outcome whether it came.',
    examples: ['factmesh gates', 'factmesh gates --gate 11.3 --out ./evidence', 'factmesh gates --real-time --json'],
    notes: 'It starts nodes of its own on loopback, in temporary homes, and needs no running node. Exit code 0: everything passed.'
  })
    .option('--out <dir>', 'folder for the evidence: answers, audit entries, what was held, ends of logs')
    .option('--gate <number>', 'only this gate, such as 11.1; repeatable', gateNumber)
    .option('--real-time', 'let the five minutes of the split brain and of the replay pass for real')
    .action(async ({ out, gate, realTime }: GatesFlags, command: Command) => {
      const { isJson, terminal, exit } = runtimeOf(setting, command)
      const { runGates } = await import('../../gates/index.ts')
      const outcomes = await runGates({
        program: process.argv[1],
        out,
        only: gate,
        isRealTime: realTime,
        onOutcome: ({ gate, name, passed, why }) => { terminal.err(`${passed ? 'PASS' : 'FAIL'}  ${gate}  ${name}${passed ? '' : `: ${why}`}\n`) }
      })
      const rows = outcomes.map(({ gate, name, passed }) => [gate, passed ? 'PASS' : 'FAIL', name])
      await terminal.out(isJson ? outcomes.map(outcome => JSON.stringify(outcome) + '\n').join('') : table([['GATE', 'RESULT', 'OUTCOME'], ...rows]))
      exit(outcomes.every(({ passed }) => passed) ? EXIT.ok : EXIT.partial)
    })
}

function gateNumber (text: string, previous?: readonly string[]): string[] {
  if (!/^\d{1,2}\.\d{1,2}$/.test(text)) { throw new InvalidArgumentError('It is the number of a gate, such as 11.1.') }
  return collect(text, previous)
}
