import { LANE_BYTES } from '../../../model/bundle/index.ts'
import type { BundleHeader } from '../../../model/bundle/index.ts'

const AUTHOR_BYTES = 32
const SEQ_AT = AUTHOR_BYTES + LANE_BYTES

/** Bytes of a place in a chain. */
export const PLACE_BYTES = SEQ_AT + 8

/** A place in a chain: the author's public key of 32 bytes, the lane of 8 bytes, and the seq. */
export type ChainPlace = Pick<BundleHeader, 'author' | 'lane' | 'seq'>

/**
 * A place in a chain as rows hold it.
 *
 * ```
 *   | author 32 | lane 8 | seq 8 |
 * ```
 */
export function encodePlace ({ author, lane, seq }: ChainPlace): Uint8Array {
  const place = new Uint8Array(PLACE_BYTES)
  place.set(author)
  place.set(lane, AUTHOR_BYTES)
  new DataView(place.buffer).setBigUint64(SEQ_AT, BigInt(seq))

  return place
}

/** Reads what {@link encodePlace} wrote. */
export function decodePlace (place: Uint8Array): ChainPlace {
  return {
    author: place.subarray(0, AUTHOR_BYTES),
    lane: place.subarray(AUTHOR_BYTES, SEQ_AT),
    seq: Number(new DataView(place.buffer, place.byteOffset).getBigUint64(SEQ_AT))
  }
}
