import { decodeRun } from './decode.ts'
import { encodeRun } from './encode.ts'
import { groupRuns } from './group.ts'
import { openBundle } from './open.ts'
import type { RunLimits } from './interface.ts'

/** What travels in one piece: a bundle, or bundles that follow each other in one chain as a run. */
export interface Parcel {
  readonly kind: 'bundle' | 'run'
  readonly bytes: Uint8Array
}

/** A parcel that was just packed. */
export interface PackedParcel extends Parcel {
  /** How many bundles it holds. */
  readonly count: number
}

/**
 * Packs bundles that went through the gate before, with signatures that were checked, for a peer that checks them again.
 *
 * @param bundles - in key order
 * @throws {MalformedBundleError} when one is not a bundle
 */
export function packBundles (bundles: readonly Uint8Array[], limits: RunLimits = {}): PackedParcel[] {
  const { parcels } = groupRuns(bundles.map(bytes => ({ bundle: openBundle(bytes), signature: 'good' as const })), limits)

  return parcels.map(parcel => parcel.length === 1
    ? { kind: 'bundle', bytes: parcel[0].bytes, count: 1 }
    : { kind: 'run', bytes: encodeRun(parcel, limits), count: parcel.length })
}

/**
 * The bundles of a parcel, each in the bytes that it has by itself. Their signatures are still to be checked, each one.
 *
 * @throws {MalformedBundleError | TooLargeError | UnknownVersionError} for a run that cannot be read; a bundle is passed on as it is
 */
export function unpackParcel ({ kind, bytes }: Parcel): Uint8Array[] {
  return kind === 'run' ? decodeRun(bytes).map(bundle => bundle.bytes) : [bytes]
}
