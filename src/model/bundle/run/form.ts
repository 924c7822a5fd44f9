import { CBOR_DEPTH_MAX } from '../../bytes/index.ts'
import { RUN_BUNDLES_MAX, RUN_BUNDLES_MIN, RUN_BYTES_MAX } from '../constants.ts'
import { MalformedBundleError, TooLargeError } from '../errors.ts'
import type { RunLimits } from './interface.ts'
import type { CborLimits } from '../../bytes/index.ts'

/** `ext` stands two lists deeper than in a header. */
const DEPTH_MAX = CBOR_DEPTH_MAX + 2

/**
 * What canonical CBOR may be when it is a run. Each item takes a byte at least, so the bytes bound the items.
 */
export function formLimits ({ bytesMax = RUN_BYTES_MAX }: RunLimits): Required<CborLimits> {
  return { bytesMax, depthMax: DEPTH_MAX, itemsMax: bytesMax }
}

/**
 * Requires that a run has no more and no fewer bundles than it may.
 *
 * @throws {MalformedBundleError} when there are too few
 * @throws {TooLargeError} when there are too many
 */
export function checkLength (length: number, { bundlesMax = RUN_BUNDLES_MAX }: RunLimits): void {
  if (length < RUN_BUNDLES_MIN) {
    throw new MalformedBundleError('run', `it has ${length} bundles, fewer than ${RUN_BUNDLES_MIN}`)
  }

  if (length > bundlesMax) {
    throw new TooLargeError('bundles', bundlesMax)
  }
}

/**
 * Requires that the bundles of a run are together within the limit, each by itself.
 *
 * @throws {TooLargeError}
 */
export function checkSum (bytes: number, { bytesMax = RUN_BYTES_MAX }: RunLimits): void {
  if (bytes > bytesMax) {
    throw new TooLargeError('run', bytesMax)
  }
}
