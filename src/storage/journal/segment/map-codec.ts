import { GAP_BYTES, MAP_HEAD_BYTES, RECORD_HEADER_BYTES } from '../constants.ts'
import { GapMap, gapsHold, mapLength } from './gap-map.ts'
import { readUint32, writeUint32 } from './little-endian.ts'
import { faultOf, writeRecord } from './record.ts'
import type { Gaps } from './gap-map.ts'
import type { Crc32c } from '../../../platform/interface.ts'

/*
 * A map is a record whose checksum is bound to the offset of the segment itself, where no record can be. Its payload,
 * integers little-endian:
 *
 *   | extent u32 | start u32 | length u32 | start u32 | length u32 | ...
 *   0            4           8            12          16
 */

/** The record that holds a map; the tag is that of the segment's base. */
export function encodeMap ({ extent, starts, lengths }: Gaps, tag: number, crc32c: Crc32c): Uint8Array {
  const record = new Uint8Array(mapLength(starts.length))
  const payload = new Uint8Array(record.length - RECORD_HEADER_BYTES)

  writeUint32(payload, 0, extent)
  for (let index = 0; index < starts.length; index++) {
    writeUint32(payload, MAP_HEAD_BYTES + index * GAP_BYTES, starts[index])
    writeUint32(payload, MAP_HEAD_BYTES + index * GAP_BYTES + 4, lengths[index])
  }
  writeRecord(record, { payload, tag }, crc32c)

  return record
}

/** Reads the record that holds a map; undefined when it is not whole, or says what cannot be. */
export function decodeMap (record: Uint8Array, tag: number, crc32c: Crc32c): GapMap | undefined {
  if (faultOf(record, tag, crc32c) != null) {
    return undefined
  }
  const payload = record.subarray(RECORD_HEADER_BYTES)
  const count = (payload.length - MAP_HEAD_BYTES) / GAP_BYTES
  const word = (index: number, at: number): number => readUint32(payload, MAP_HEAD_BYTES + index * GAP_BYTES + at)
  const gaps: Gaps = {
    extent: readUint32(payload, 0),
    starts: Uint32Array.from({ length: count }, (_, index) => word(index, 0)),
    lengths: Uint32Array.from({ length: count }, (_, index) => word(index, 4))
  }

  return gapsHold(gaps) ? new GapMap(gaps) : undefined
}
