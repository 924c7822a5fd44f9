import type { Frame } from '../frame.ts'
import type { BundleHeader } from '../interface.ts'

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
