import { equalBytes, toHex } from '../../../model/bytes/index.ts'
import { DECLINED_MAX } from '../constants.ts'
import type { Decline, DiffFilter } from '../driver/interface.ts'

/** Stands for every bundle where one is declined or absent. No bundle has this hash. */
const EVERY_HASH = new Uint8Array(32)
const EVERY_KEY = toHex(EVERY_HASH)

/**
 * What one run moved, and which bundles it found that need not move.
 */
export class RunLedger {
  /** Bundles that were new here. */
  public bundlesIn = 0
  /** Bundles that were sent. */
  public bundlesOut = 0
  /** Bytes of bundles that were new here. */
  public usefulBytes = 0
  /** Bundles that were known or declined. */
  public useless = 0
  /** Bytes of these. */
  public uselessBytes = 0
  /** Bundles that no honest peer has: they cannot be read, or their signature does not hold. */
  public rejected = 0
  /** Earliest wall time in milliseconds at which a declined bundle may be offered again. */
  public retryAtMs = Infinity
  /** Whether the peer gives nothing at all. */
  public isAbsentWhole = false
  private readonly declinedHere = new Map<string, Uint8Array>()
  private readonly declinedThere = new Set<string>()
  private readonly absentThere = new Map<string, Uint8Array>()
  private untold: Decline[] = []
  private absentHere: Uint8Array[] = []
  private openEnded = false
  private owesDeclineOfAll = false

  /** Whether some bundle need not move, so that roots may differ at the end although nobody is at fault. */
  get explained (): boolean {
    return this.explainedHere || this.isAbsentWhole || this.declinedThere.size + this.absentThere.size > 0
  }

  /** Whether something on this side explains it: a bundle was declined here, or its content is not here. */
  get explainedHere (): boolean {
    return this.openEnded || this.declinedHere.size > 0
  }

  /** Whether the peer takes nothing at all, or gets nothing. */
  get isDeclinedWhole (): boolean {
    return this.declinedThere.has(EVERY_KEY)
  }

  /** Bundles that moved in either direction. */
  get moved (): number {
    return this.bundlesIn + this.bundlesOut
  }

  /** Remembers that this side did not take a bundle; a bundle without a hash cannot be named to the peer. */
  declineHere (decline: Omit<Decline, 'hash'> & { hash?: Uint8Array }): void {
    const { hash } = decline
    this.retryAtMs = Math.min(this.retryAtMs, decline.retryAtMs ?? Infinity)

    if (hash === undefined || this.declinedHere.size >= DECLINED_MAX) {
      this.openEnded = true
    } else if (!this.declinedHere.has(toHex(hash))) {
      this.declinedHere.set(toHex(hash), hash)
      this.untold.push({ ...decline, hash })
    }
  }

  /** Remembers that this side takes or gives nothing at all. */
  limit ({ takes, gives }: { takes: boolean, gives: boolean }): void {
    if (!takes) {
      this.openEnded = true
      this.owesDeclineOfAll = true
    }

    if (!gives) {
      this.declinedThere.add(EVERY_KEY)
      this.missHere(EVERY_HASH)
    }
  }

  /** The decline that says so, if the peer was not told yet. */
  takeDeclineOfAll (): Decline[] {
    const owes = this.owesDeclineOfAll
    this.owesDeclineOfAll = false

    return owes ? [{ hash: EVERY_HASH, code: 'scope_violation' }] : []
  }

  /** Remembers what the peer did not take. */
  declineThere (declines: readonly Decline[]): void {
    for (const { hash, retryAtMs } of declines) {
      this.retryAtMs = Math.min(this.retryAtMs, retryAtMs ?? Infinity)

      if (this.declinedThere.size < DECLINED_MAX) {
        this.declinedThere.add(toHex(hash))
      }
    }
  }

  /** Remembers of which bundles the peer has no content. */
  missThere (hashes: readonly Uint8Array[]): void {
    for (const hash of hashes) {
      if (equalBytes(hash, EVERY_HASH)) {
        this.isAbsentWhole = true
      } else if (this.absentThere.size < DECLINED_MAX) {
        this.absentThere.set(toHex(hash), hash)
      }
    }
  }

  /** Remembers of which bundle this side has no content. */
  missHere (hash: Uint8Array): void {
    this.openEnded = true
    this.absentHere.push(hash)
  }

  /** Whether the peer has to be told of a bundle that was declined or has no content. */
  get owesWord (): boolean {
    return this.untold.length + this.absentHere.length > 0
  }

  /** Up to `max` declines that the peer was not told yet. */
  takeDeclines (max: number): Decline[] {
    return this.untold.splice(0, max)
  }

  /** Up to `max` absent hashes that the peer was not told yet. */
  takeAbsent (max: number): Uint8Array[] {
    return this.absentHere.splice(0, max)
  }

  /** What need not move, as far as is known now. */
  filter (): DiffFilter {
    return {
      isUnwelcome: hash => this.declinedThere.size > 0 && (this.isDeclinedWhole || this.declinedThere.has(toHex(hash))),
      useless: [...this.declinedHere.values(), ...this.absentThere.values()]
    }
  }
}
