import { decodeRun } from './decode.ts'
import { encodeRun } from './encode.ts'
import { groupRuns } from './group.ts'
import { openBundle } from './open.ts'
import type { RunLimits } from './interface.ts'
import type { Bundle } from '../interface.ts'

/** What travels in one piece: a bundle, or bundles that follow each other in one chain as a run. */
export interface Parcel {
  readonly kind: 'bundle' | 'run'
  readonly bytes: Uint8Array
}

/** A bundle on its way in: encoded, or one that passed the gate already. */
export type OfferedBundle = Uint8Array | Bundle

/** The bytes of a bundle on its way in. */
export function offeredBytes (offer: OfferedBundle): Uint8Array {
  return offer instanceof Uint8Array ? offer : offer.bytes
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
  return groupRuns(bundles.map(openBundle), limits).map(parcel => parcel.length === 1
    ? { kind: 'bundle', bytes: parcel[0].bytes, count: 1 }
    : { kind: 'run', bytes: encodeRun(parcel, limits), count: parcel.length })
}

/**
 * The bundles of a parcel; those of a run have passed the gate. The signature of each is still to be checked.
 *
 * @throws {MalformedBundleError | TooLargeError | UnknownVersionError} for a run that cannot be read; a bundle is passed on as it is
 */
export function unpackParcel ({ kind, bytes }: Parcel): OfferedBundle[] {
  return kind === 'run' ? decodeRun(bytes) : [bytes]
}
