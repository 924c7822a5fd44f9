import { DEFAULT_NONCES_MAX, DEFAULT_NONCES_OF_NEW_MAX, DEFAULT_NONCES_PER_ISSUER_MAX } from './constants.ts'
import type { SeenNoncesInit } from './interface.ts'

/** A nonce in memory. Names are byte strings with one character for each byte. */
export interface Entry {
  readonly issuer: string
  readonly nonce: string
  readonly untilMs: number
  /** Resolves once it is durable; absent for one that was read from the journal. */
  written?: Promise<unknown>
}

/** Of which part of the room an issuer may take. */
type Standing = 'reserved' | 'known' | 'new'

/** What one issuer holds, and in which part it is counted. */
interface Share {
  standing: Standing
  readonly nonces: Map<string, Entry>
}

/**
 * The nonces that are kept, by issuer, and how much room there is for more:
 *
 * ```
 *   noncesMax        all
 *   noncesMax / 2    issuers that are not reserved room, together
 *   noncesOfNewMax   new ones among these, together
 * ```
 *
 * What an issuer holds is counted by what it was when it was last met, so one that is known only after a start moves over.
 */
export class NoncesByIssuer {
  private readonly noncesPerIssuerMax: number
  private readonly noncesMax: number
  private readonly noncesOfNewMax: number
  private readonly standingOf: (issuer: Uint8Array) => Standing
  private readonly shares = new Map<string, Share>()
  private readonly counts: Record<Standing, number> = { reserved: 0, known: 0, new: 0 }

  constructor (init: SeenNoncesInit) {
    this.noncesPerIssuerMax = init.noncesPerIssuerMax ?? DEFAULT_NONCES_PER_ISSUER_MAX
    this.noncesMax = init.noncesMax ?? DEFAULT_NONCES_MAX
    this.noncesOfNewMax = init.noncesOfNewMax ?? DEFAULT_NONCES_OF_NEW_MAX
    this.standingOf = issuer => {
      if (init.isReserved?.(issuer) ?? true) {
        return 'reserved'
      }

      return init.isNew?.(issuer) === true ? 'new' : 'known'
    }
  }

  /** How many nonces are kept. */
  get count (): number {
    return this.counts.reserved + this.counts.known + this.counts.new
  }

  /** The nonce of an issuer. */
  find ({ issuer, nonce }: Pick<Entry, 'issuer' | 'nonce'>): Entry | undefined {
    return this.shares.get(issuer)?.nonces.get(nonce)
  }

  /** Whether one more nonce of an issuer, given by name and by bytes, has room. */
  hasRoom (name: string, issuer: Uint8Array): boolean {
    const { counts } = this
    const { standing, nonces } = this.shareOf(name, issuer)

    if (this.count >= this.noncesMax || nonces.size >= this.noncesPerIssuerMax) {
      return false
    }
    if (standing === 'reserved') {
      return true
    }

    return counts.known + counts.new < Math.ceil(this.noncesMax / 2) && (standing === 'known' || counts.new < this.noncesOfNewMax)
  }

  /** Puts a nonce in, or in the place of itself. */
  keep (entry: Entry, issuer: Uint8Array): void {
    const share = this.shareOf(entry.issuer, issuer)

    this.counts[share.standing] += share.nonces.has(entry.nonce) ? 0 : 1
    this.shares.set(entry.issuer, share)
    share.nonces.set(entry.nonce, entry)
  }

  /** Takes an entry out, unless another one has its place. */
  drop (entry: Entry): void {
    const share = this.shares.get(entry.issuer)

    if (share?.nonces.get(entry.nonce) === entry) {
      share.nonces.delete(entry.nonce)
      this.counts[share.standing]--
    }
    if (share?.nonces.size === 0) {
      this.shares.delete(entry.issuer)
    }
  }

  /** The share of an issuer, counted in the part in which it stands now; one that holds nothing is not kept. */
  private shareOf (name: string, issuer: Uint8Array): Share {
    const standing = this.standingOf(issuer)
    const share = this.shares.get(name) ?? { standing, nonces: new Map<string, Entry>() }

    this.counts[share.standing] -= share.nonces.size
    this.counts[standing] += share.nonces.size
    share.standing = standing

    return share
  }
}
