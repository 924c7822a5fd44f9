import { DEFAULT_NONCES_MAX, DEFAULT_NONCES_PER_ISSUER_MAX, NAME_BYTES_MAX, TIME_MS_MAX } from './constants.ts'
import { InvalidNonceError } from './errors.ts'
import { ExpiryQueue } from './expiry-queue.ts'
import { decodeHorizon, decodeNonce, encodeHorizon, encodeNonce } from './record.ts'
import type { NonceVerdict, SeenNonces, SeenNoncesComponents, SeenNoncesInit } from './interface.ts'

/** A nonce in memory. Names are byte strings with one character for each byte. */
interface Entry {
  readonly issuer: string
  readonly nonce: string
  readonly untilMs: number
  /** Resolves once it is durable; absent for one that was read from the journal. */
  written?: Promise<unknown>
}

/**
 * The nonces that are kept, by issuer, and a **horizon**: the latest end of a nonce that was forgotten. A nonce that
 * ends at or before the horizon may be one of those, so it counts as seen. Without the horizon a clock that is set back
 * would bring forgotten nonces back into their time.
 */
export class ReplayWindow implements SeenNonces {
  private readonly components: SeenNoncesComponents
  private readonly noncesPerIssuerMax: number
  private readonly noncesMax: number
  private readonly isReserved: (issuer: Uint8Array) => boolean
  private readonly issuers = new Map<string, Map<string, Entry>>()
  private readonly expiring = new ExpiryQueue<Entry>()
  private count = 0
  private horizonMs = 0
  /** The horizon that the journal holds: records up to it may go. */
  private durableHorizonMs = 0

  constructor (components: SeenNoncesComponents, init: SeenNoncesInit = {}) {
    this.components = components
    this.noncesPerIssuerMax = init.noncesPerIssuerMax ?? DEFAULT_NONCES_PER_ISSUER_MAX
    this.noncesMax = init.noncesMax ?? DEFAULT_NONCES_MAX
    this.isReserved = issuer => init.isReserved?.(issuer) ?? true
  }

  get size (): number {
    this.forget()

    return this.count
  }

  async start (): Promise<void> {
    for await (const { payload } of this.components.journal.records()) {
      this.replay(payload)
    }
  }

  async add (issuer: Uint8Array, nonce: Uint8Array, untilMs: number): Promise<NonceVerdict> {
    demandNonce(issuer, nonce, untilMs)
    this.forget()
    const entry: Entry = { issuer: nameOf(issuer), nonce: nameOf(nonce), untilMs }
    const known = this.find(entry)

    if (known != null || untilMs <= this.horizonMs) {
      await known?.written // While it is on its way to the disk nobody can be told that it was seen.

      return 'seen'
    }
    if (!this.hasRoom(entry.issuer, this.isReserved(issuer))) {
      return 'full'
    }
    const timeMs = this.components.clock.nowMs()

    entry.written = this.components.journal.append(encodeNonce({ issuer, nonce, timeMs, untilMs }))
    this.keep(entry)
    try {
      await entry.written
    } catch (error) {
      this.drop(entry)
      throw error
    }
    entry.written = undefined
    this.expiring.push(entry)

    return 'fresh'
  }

  has (issuer: Uint8Array, nonce: Uint8Array): boolean {
    this.forget()

    return this.find({ issuer: nameOf(issuer), nonce: nameOf(nonce) }) != null
  }

  replay (payload: Uint8Array): boolean {
    const horizon = decodeHorizon(payload)
    const record = decodeNonce(payload)

    if (horizon != null) {
      this.durableHorizonMs = Math.max(this.durableHorizonMs, horizon.horizonMs)
      this.horizonMs = Math.max(this.horizonMs, horizon.horizonMs)
    }
    if (record != null) {
      this.restore({ issuer: nameOf(record.issuer), nonce: nameOf(record.nonce), untilMs: record.untilMs })
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
      return record.untilMs > this.durableHorizonMs || this.find({ issuer: nameOf(record.issuer), nonce: nameOf(record.nonce) }) != null
    }
    const horizon = decodeHorizon(payload)

    return horizon == null ? undefined : horizon.horizonMs >= this.durableHorizonMs
  }

  private find ({ issuer, nonce }: Pick<Entry, 'issuer' | 'nonce'>): Entry | undefined {
    return this.issuers.get(issuer)?.get(nonce)
  }

  private hasRoom (issuer: string, isReserved: boolean): boolean {
    const room = isReserved ? this.noncesMax : Math.ceil(this.noncesMax / 2)

    return this.count < room && (this.issuers.get(issuer)?.size ?? 0) < this.noncesPerIssuerMax
  }

  /** Takes in a nonce of the journal: those whose time is over only move the horizon. */
  private restore (entry: Entry): void {
    const known = this.find(entry)

    if (entry.untilMs <= this.components.clock.nowMs()) {
      this.horizonMs = Math.max(this.horizonMs, entry.untilMs)
    } else if (known == null || known.untilMs < entry.untilMs) {
      this.keep(entry)
      this.expiring.push(entry)
    }
  }

  private keep (entry: Entry): void {
    const nonces = this.issuers.get(entry.issuer) ?? new Map<string, Entry>()

    this.count += nonces.has(entry.nonce) ? 0 : 1
    this.issuers.set(entry.issuer, nonces.set(entry.nonce, entry))
  }

  private forget (): void {
    const nowMs = this.components.clock.nowMs()

    for (let entry = this.expiring.popDue(nowMs); entry != null; entry = this.expiring.popDue(nowMs)) {
      this.drop(entry)
      this.horizonMs = Math.max(this.horizonMs, entry.untilMs)
    }
  }

  /** Takes an entry out, unless another one has its place. */
  private drop (entry: Entry): void {
    const nonces = this.issuers.get(entry.issuer)

    if (nonces?.get(entry.nonce) === entry) {
      nonces.delete(entry.nonce)
      this.count--
    }
    if (nonces?.size === 0) {
      this.issuers.delete(entry.issuer)
    }
  }
}

function nameOf (bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

function demandNonce (issuer: Uint8Array, nonce: Uint8Array, untilMs: number): void {
  for (const [field, { length }] of [['issuer', issuer], ['nonce', nonce]] as const) {
    if (length < 1 || length > NAME_BYTES_MAX) {
      throw new InvalidNonceError(field, length)
    }
  }
  if (!(Number.isSafeInteger(untilMs) && untilMs >= 0 && untilMs <= TIME_MS_MAX)) {
    throw new InvalidNonceError('untilMs', untilMs)
  }
}
