import type { Frame } from '../frame.ts'
import type { BundleHeader } from '../interface.ts'
import type { RefuseVerdict } from '../verdict.ts'

/**
 * A bundle taken apart without a look at its facts: enough to send it. A decoded bundle is one, too.
 */
export interface OpenBundle extends Frame {
  readonly header: BundleHeader
  /** BLAKE3-256 of `headerBytes`. */
  readonly hash: Uint8Array
  /** The encoded bundle. */
  readonly bytes: Uint8Array
}

/**
 * What is known of the signature of a bundle.
 *
 * | standing | meaning |
 * | --- | --- |
 * | `good` | it was checked by the strict rule and holds |
 * | `unchecked` | a newer bundle of the chain vouches for header and facts; the signature was not looked at |
 *
 * An unchecked bundle is handed on inside a run only, and never as the last one there.
 */
export type SignatureStanding = 'good' | 'unchecked'

/**
 * A bundle and what is known of its signature.
 */
export interface SignedBundle<B extends OpenBundle = OpenBundle> {
  readonly bundle: B
  readonly signature: SignatureStanding
}

/**
 * Whether a run counts. A refusal names the newest bundle, whose signature does not hold, and stands for the whole run.
 */
export type RunVerdict<B extends OpenBundle = OpenBundle> = RunPass<B> | RefuseVerdict

/**
 * The newest signature holds, so all headers and facts of the run are the author's.
 */
export interface RunPass<B extends OpenBundle = OpenBundle> {
  readonly result: 'pass'
  /** Oldest first. The last is `good`, the others are `unchecked`. */
  readonly bundles: ReadonlyArray<SignedBundle<B>>
}

/**
 * Bundles in the parcels in which they travel.
 */
export interface RunGroups<B extends OpenBundle = OpenBundle> {
  /** Lists of 2 and more are runs, lists of one travel as they are. They stand in the order of their first bundles. */
  readonly parcels: ReadonlyArray<readonly B[]>
  /** Unchecked bundles that no checked one follows. Their signatures are to be checked before they travel. */
  readonly unchecked: readonly B[]
}

/**
 * Bounds of a run.
 */
export interface RunLimits {
  /**
   * Most bytes of a run, and of its bundles together, each by itself.
   *
   * @default RUN_BYTES_MAX
   */
  readonly bytesMax?: number

  /**
   * Most bundles.
   *
   * @default RUN_BUNDLES_MAX
   */
  readonly bundlesMax?: number
}
