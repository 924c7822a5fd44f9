import { DEFAULT_LOG } from './constants.ts'
import { InvalidLogLevelsError } from './errors.ts'
import { formatMessage } from './log-format.ts'
import type { DaemonConsole } from './interface.ts'
import type { Clock } from '../../platform/index.ts'
import type { ComponentLogger, Logger } from '@libp2p/interface'

const LEVELS = ['off', 'error', 'warn', 'info', 'debug', 'trace'] as const

/** How much a line of the log matters. */
export type LogLevel = typeof LEVELS[number]

/** The log of a daemon: libp2p's kind of logger, and a method for its own lines. */
export interface DaemonLog extends ComponentLogger {
  write (level: LogLevel, component: string, message: string): void
}

/** What the log writes to. */
export interface LogComponents {
  console: DaemonConsole
  clock: Clock
}

/** Which level applies to the components whose names match. */
interface LevelRule {
  readonly pattern: RegExp
  readonly level: LogLevel
}

/**
 * Makes the log: lines for people on a terminal, JSON Lines otherwise.
 *
 * Levels are a list such as `info,sync=debug,libp2p:*=error`: one for all, then
 * one for each component, `*` standing for any text; a later one wins. Plain
 * lines of factmesh components are `info`, their traces `debug`. Components of
 * libp2p report each failed dial as an error, so all of theirs are `debug` and
 * `trace`.
 *
 * @throws {InvalidLogLevelsError}
 */
export function createLog ({ console, clock }: LogComponents, levels: string = DEFAULT_LOG): DaemonLog {
  const rules = levels.split(',').map(part => part.trim()).filter(part => part !== '').map(part => parseRule(levels, part))
  const isOn = (level: LogLevel, component: string): boolean => LEVELS.indexOf(level) <= LEVELS.indexOf(levelOf(rules, component))
  const write: DaemonLog['write'] = (level, component, message) => {
    if (isOn(level, component)) { console.err(lineOf(console, { time: new Date(clock.nowMs()).toISOString(), level, component, msg: message })) }
  }
  const forComponent = (component: string): Logger => {
    const isOurs = component.startsWith('factmesh')
    const at = (level: LogLevel) => (formatter: unknown, ...values: unknown[]): void => {
      if (isOn(level, component)) { write(level, component, formatMessage(formatter, values)) }
    }
    return Object.assign(at(isOurs ? 'info' : 'debug'), {
      enabled: isOn(isOurs ? 'debug' : 'trace', component),
      trace: at(isOurs ? 'debug' : 'trace'),
      error: at(isOurs ? 'error' : 'debug'),
      newScope: (name: string) => forComponent(`${component}:${name}`)
    })
  }
  return { write, forComponent }
}

function parseRule (text: string, part: string): LevelRule {
  const [, pattern, name] = /^(?:([\w:.*-]+)=)?(\w+)$/.exec(part) ?? []
  const level = LEVELS.find(candidate => candidate === name)
  if (level == null) { throw new InvalidLogLevelsError(text, part) }
  const form = (pattern ?? '*').replaceAll('.', '\\.').replaceAll('*', '.*')
  return { pattern: new RegExp(`^(?:factmesh:)?${form}$`), level }
}

function levelOf (rules: readonly LevelRule[], component: string): LogLevel {
  return rules.findLast(rule => rule.pattern.test(component))?.level ?? DEFAULT_LOG
}

interface LogLine {
  readonly time: string
  readonly level: LogLevel
  readonly component: string
  readonly msg: string
}

function lineOf (console: DaemonConsole, line: LogLine): string {
  return console.isTty ? `${line.time.slice(11, 23)} ${line.level.padEnd(5)} ${line.component}  ${line.msg}` : JSON.stringify(line)
}
