import { Command } from 'commander'
import { createRuntime } from './runtime.ts'
import type { GlobalFlags, Runtime } from './runtime.ts'
import type { Terminal } from './terminal/terminal.ts'

/** What every command is built with. */
export interface CommandSetting {
  readonly terminal: Terminal
  /** Sets the exit code of the program. */
  exit (code: number): void
}

/** What the help of a command begins with. */
export interface CommandText {
  readonly summary: string
  /** Whole lines to type, without the prompt. */
  readonly examples: readonly string[]
  /** What else is worth saying, below the options. */
  readonly notes?: string
}

/** Makes a command whose help begins with examples. */
export function describedCommand (name: string, { summary, examples, notes }: CommandText): Command {
  const command = new Command(name).description(summary)
  command.addHelpText('before', `Examples:\n${examples.map(example => `  $ ${example}\n`).join('')}`)
  return notes == null ? command : command.addHelpText('after', `\n${notes}`)
}

/** What the run of one command works with, from the flags it was started with. */
export function runtimeOf ({ terminal, exit }: CommandSetting, command: Command): Runtime {
  return createRuntime(terminal, command.optsWithGlobals<GlobalFlags>(), exit)
}
