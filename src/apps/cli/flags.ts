import { InvalidArgumentError, Option } from 'commander'

/** Rows of a table when the caller names no limit. */
export const ROWS_DEFAULT = 50

const ROWS_MAX = 1_000_000_000

/** The flag of every command that lists things. */
export function limitOption (things: string): Option {
  return new Option('--limit <number>', `most ${things} (default: ${ROWS_DEFAULT} on a terminal, all otherwise)`).argParser(wholeBetween(1, ROWS_MAX))
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

/** Reads a duration such as `90s`, `12h` or `30d`, in milliseconds. */
export function longDuration (text: string): number {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? []
  return days == null ? Math.trunc(duration(text)) : Number(days) * UNITS_MS.h * 24
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** Reads `on` or `off`. */
export function onOrOff (text: string): boolean {
  if (text !== 'on' && text !== 'off') { throw new InvalidArgumentError('It is "on" or "off".') }
  return text === 'on'
}
