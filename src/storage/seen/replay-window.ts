import { DEFAULT_KEPT_MS_MIN, NAME_BYTES_MAX, TIME_MS_MAX } from './constants.ts'
import { InvalidNonceError } from './errors.ts'
import { ExpiryQueue } from './expiry-queue.ts'
import { NoncesByIssuer } from './nonces-by-issuer.ts'
import { decodeHorizon, decodeNonce, encodeHorizon, encodeNonce } from './record.ts'
import type { NonceVerdict, SeenNonces, SeenNoncesComponents, SeenNoncesInit } from './interface.ts'
import type { Entry } from './nonces-by-issuer.ts'

/**
 * The nonces that are kept, by issuer, and a **horizon**: the latest end of a nonce that was forgotten. A nonce that
 * ends at or before the horizon may be one of those, so it counts as seen. Without the horizon a clock that is set back
 * would bring forgotten nonces back into their time.
 */
export class ReplayWindow implements SeenNonces {
  private readonly components: SeenNoncesComponents
  private readonly kept: NoncesByIssuer
  private readonly keptMsMin: number
  private readonly expiring = new ExpiryQueue<Entry>()
  private horizonMs = 0
  /** The horizon that the journal holds: records up to it may go. */
  private durableHorizonMs = 0

  constructor (components: SeenNoncesComponents, init: SeenNoncesInit = {}) {
    this.components = components
    this.kept = new NoncesByIssuer(init)
    this.keptMsMin = init.keptMsMin ?? DEFAULT_KEPT_MS_MIN
    // fault-point gate.nonce-dropped-at-its-end: this.keptMsMin = 0
  }

  get size (): number {
    this.forget()

    return this.kept.count
  }

  async start (): Promise<void> {
    for await (const { payload } of this.components.journal.records()) {
      this.replay(payload)
    }
  }

  async add (issuer: Uint8Array, nonce: Uint8Array, endMs: number): Promise<NonceVerdict> {
    demandNonce(issuer, nonce, endMs)
    this.forget()
    const timeMs = this.components.clock.nowMs()
    const untilMs = Math.max(endMs, timeMs + this.keptMsMin)
    const entry: Entry = { issuer: nameOf(issuer), nonce: nameOf(nonce), untilMs }
    const known = this.kept.find(entry)

    if (known != null || endMs <= this.horizonMs) {
      await known?.written // While it is on its way to the disk nobody can be told that it was seen.

      return 'seen'
    }
    if (!this.kept.hasRoom(entry.issuer, issuer)) {
      return 'full'
    }

    entry.written = this.components.journal.append(encodeNonce({ issuer, nonce, timeMs, untilMs }))
    this.kept.keep(entry, issuer)
    try {
      await entry.written
    } catch (error) {
      this.kept.drop(entry)
      throw error
    }
    entry.written = undefined
    this.expiring.push(entry)

    return 'fresh'
  }

  has (issuer: Uint8Array, nonce: Uint8Array): boolean {
    this.forget()

    return this.kept.find({ issuer: nameOf(issuer), nonce: nameOf(nonce) }) != null
  }

  async isUsed (issuer: Uint8Array, nonce: Uint8Array): Promise<boolean> {
    this.forget()
    const known = this.kept.find({ issuer: nameOf(issuer), nonce: nameOf(nonce) })

    await known?.written

    return known != null
  }

  replay (payload: Uint8Array): boolean {
    // fault-point token.forget-at-restart: return (decodeHorizon(payload) ?? decodeNonce(payload)) != null
    const horizon = decodeHorizon(payload)
    const record = decodeNonce(payload)

    if (horizon != null) {
      this.durableHorizonMs = Math.max(this.durableHorizonMs, horizon.horizonMs)
      this.horizonMs = Math.max(this.horizonMs, horizon.horizonMs)
    }
    if (record != null) {
      this.restore({ issuer: nameOf(record.issuer), nonce: nameOf(record.nonce), untilMs: record.untilMs }, record.issuer)
    }

    return horizon != null || record != null
  }

  async beforeCompaction (): Promise<void> {
    this.forget()
    const { horizonMs } = this

    if (horizonMs > this.durableHorizonMs) {
      await this.components.journal.append(encodeHorizon({ timeMs: this.components.clock.nowMs(), horizonMs }))
      this.durableHorizonMs = Math.max(this.durableHorizonMs, horizonMs)
    }
  }

  needs (payload: Uint8Array): boolean | undefined {
    const record = decodeNonce(payload)

    if (record != null) {
      return record.untilMs > this.durableHorizonMs || this.kept.find({ issuer: nameOf(record.issuer), nonce: nameOf(record.nonce) }) != null
    }
    const horizon = decodeHorizon(payload)

    return horizon == null ? undefined : horizon.horizonMs >= this.durableHorizonMs
  }

  /** Takes in a nonce of the journal: those whose time is over only move the horizon. */
  private restore (entry: Entry, issuer: Uint8Array): void {
    const known = this.kept.find(entry)

    if (entry.untilMs <= this.components.clock.nowMs()) {
      this.horizonMs = Math.max(this.horizonMs, entry.untilMs)
    } else if (known == null || known.untilMs < entry.untilMs) {
      this.kept.keep(entry, issuer)
      this.expiring.push(entry)
    }
  }

  private forget (): void {
    const nowMs = this.components.clock.nowMs()

    for (let entry = this.expiring.popDue(nowMs); entry != null; entry = this.expiring.popDue(nowMs)) {
      this.kept.drop(entry)
      this.horizonMs = Math.max(this.horizonMs, entry.untilMs)
    }
  }
}

function nameOf (bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

function demandNonce (issuer: Uint8Array, nonce: Uint8Array, endMs: number): void {
  for (const [field, { length }] of [['issuer', issuer], ['nonce', nonce]] as const) {
    if (length < 1 || length > NAME_BYTES_MAX) {
      throw new InvalidNonceError(field, length)
    }
  }
  if (!(Number.isSafeInteger(endMs) && endMs >= 0 && endMs <= TIME_MS_MAX)) {
    throw new InvalidNonceError('untilMs', endMs)
  }
}
