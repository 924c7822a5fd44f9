import { createHash } from 'node:crypto'
import { LOGINS_MAX, LOGIN_CODE_BYTES, LOGIN_LIFE_MS } from '../constants.ts'
import { hexText } from './hex.ts'
import type { Platform } from '../../../platform/index.ts'

/** A code, and when it ends in milliseconds since 1970. */
export interface Login {
  readonly code: string
  readonly untilMs: number
}

/** Codes that open one session of the dashboard each. They are in memory alone, by their hashes, and end with the process. */
export class LoginCodes {
  private readonly machine: Pick<Platform, 'clock' | 'random'>
  private readonly ends = new Map<string, number>()

  constructor (machine: Pick<Platform, 'clock' | 'random'>) {
    this.machine = machine
  }

  /** Makes a code; it is told here and nowhere else. */
  issue (): Login {
    const { clock, random } = this.machine
    const login = { code: hexText(random.bytes(LOGIN_CODE_BYTES)), untilMs: clock.nowMs() + LOGIN_LIFE_MS }
    this.ends.set(hashOf(login.code), login.untilMs)
    for (const key of [...this.ends.keys()].slice(0, -LOGINS_MAX)) { this.ends.delete(key) }
    return login
  }

  /** Uses a code up. False when it was used, has ended, or never was. */
  take (code: string): boolean {
    const key = hashOf(code)
    const untilMs = this.ends.get(key)
    return this.ends.delete(key) && untilMs != null && this.machine.clock.nowMs() < untilMs
  }
}

/** Codes are looked up by their hashes, so that the time of a look-up tells nothing about them. */
function hashOf (code: string): string {
  return createHash('sha256').update(code).digest('base64')
}
