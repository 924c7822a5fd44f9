import type { Clock } from '../../platform/interface.ts'
import type { Journal } from '../journal/index.ts'

/**
 * What becomes of a nonce.
 *
 * - `fresh`: it was never seen from this issuer, and now it is kept.
 * - `seen`: it was used before, or it may have been: it belongs to a time that was already forgotten.
 * - `full`: there is no room for one more, so nobody can say later whether it was used.
 */
export type NonceVerdict = 'fresh' | 'seen' | 'full'

/** Remembers which nonces were used until they cannot matter any more. */
export interface SeenNonces {
  /** Reads what the journal holds. It must be started. */
  start (): Promise<void>
  /**
   * Keeps the nonce of an issuer until a time in milliseconds since 1970, from when on it opens nothing, or longer if
   * `keptMsMin` says so, and says whether that was its first use. It answers once the nonce is durable; of many calls with one nonce exactly one is told `fresh`. Issuer and nonce have
   * 1..255 bytes. The caller bounds the time: what is kept takes room until then. Throws InvalidNonceError, or what the
   * journal throws: then nothing is kept in memory.
   */
  add (issuer: Uint8Array, nonce: Uint8Array, endMs: number): Promise<NonceVerdict>
  /** Whether a nonce of an issuer is kept. */
  has (issuer: Uint8Array, nonce: Uint8Array): boolean
  /**
   * Whether a nonce of an issuer is kept, told once that is durable. Throws what the journal throws when a nonce that was
   * on its way to the disk did not get there: then it is not kept.
   */
  isUsed (issuer: Uint8Array, nonce: Uint8Array): Promise<boolean>
  /** How many nonces are kept. */
  readonly size: number
  /**
   * For the owner of a journal that others write to as well, who reads it once for all: takes a payload in and answers
   * whether it was one of this room.
   */
  replay (payload: Uint8Array): boolean
  /** Makes durable up to when nonces were forgotten. To be called before `needs` decides what a compaction drops. */
  beforeCompaction (): Promise<void>
  /** Whether a payload of this room must stay in the journal; undefined for a payload of another room. */
  needs (payload: Uint8Array): boolean | undefined
}

/** Bounds of the replay window. */
export interface SeenNoncesInit {
  /**
   * Milliseconds for which a nonce is kept at least after its use, also when its own end comes earlier.
   *
   * @default DEFAULT_KEPT_MS_MIN
   */
  keptMsMin?: number
  /**
   * Nonces that are kept at a time for one issuer.
   *
   * @default DEFAULT_NONCES_PER_ISSUER_MAX
   */
  noncesPerIssuerMax?: number
  /**
   * Nonces that are kept at a time for all issuers.
   *
   * @default DEFAULT_NONCES_MAX
   */
  noncesMax?: number
  /** Whether an issuer may take of the half of all room that is reserved; without it nobody is kept out of that half. */
  isReserved? (issuer: Uint8Array): boolean
  /**
   * Whether an issuer that is reserved no room is a stranger, of whom anybody can make many; without it nobody is. It is
   * asked at each use, so an answer may change.
   */
  isNew? (issuer: Uint8Array): boolean
  /**
   * Nonces that are kept at a time for all new issuers together.
   *
   * @default DEFAULT_NONCES_OF_NEW_MAX
   */
  noncesOfNewMax?: number
}

/** What the replay window stands on. */
export interface SeenNoncesComponents {
  /** Where nonces are kept; its records are durable when it answers. */
  journal: Pick<Journal, 'append' | 'records'>
  /** Tells when a nonce may be forgotten. */
  clock: Pick<Clock, 'nowMs'>
}
