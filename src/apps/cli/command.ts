import { Command, InvalidArgumentError } from 'commander'
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

/** Gathers the values of a flag that may be given several times. */
export function collect (value: string, previous: readonly string[] = []): string[] {
  return [...previous, value]
}

/** Reads a number between two bounds. */
export function numberBetween (min: number, max: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= min && value <= max)) {
      throw new InvalidArgumentError(`It is a number between ${min} and ${max}.`)
    }
    return value
  }
}

/** Reads a whole number between two bounds. */
export function wholeBetween (min: number, max: number): (text: string) => number {
  return text => {
    if (!/^\d{1,15}$/.test(text)) { throw new InvalidArgumentError(`It is a whole number between ${min} and ${max}.`) }
    return numberBetween(min, max)(text)
  }
}

/** Reads a duration such as `500ms`, `30s`, `2m` or a number of seconds, in milliseconds. */
export function duration (text: string): number {
  const [, amount, unit = 's'] = /^(\d{1,7}(?:\.\d{1,3})?)(ms|s|m|h)?$/.exec(text) ?? []
  if (amount == null) { throw new InvalidArgumentError('It is a duration such as 500ms, 30s or 2m.') }
  return Number(amount) * UNITS_MS[unit]
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** Reads `on` or `off`. */
export function onOrOff (text: string): boolean {
  if (text !== 'on' && text !== 'off') { throw new InvalidArgumentError('It is "on" or "off".') }
  return text === 'on'
}
