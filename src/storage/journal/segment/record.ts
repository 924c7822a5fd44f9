import { hash, hashInto } from 'blake3-jit'
import { RECORD_BYTES_LIMIT, RECORD_HEADER_BYTES } from '../constants.ts'
import { readUint32, writeUint32 } from './little-endian.ts'
import type { Crc32c } from '../../../platform/interface.ts'
import type { CorruptReason } from '../errors.ts'

/*
 * A record, integers little-endian:
 *
 *   | len u32 | crc32c u32 | blake3 32 of the payload | payload, len bytes |
 *   0         4            8                          40
 *
 * The checksum covers the whole record; while it is taken, its own field holds the tag of the place, which is the salt
 * of the segment exclusive-or the low 32 bits of the record's global offset. So a record is valid at one place of one
 * segment only: neither a block that the disk put elsewhere nor bytes of a payload that look like a record pass for one.
 */
const CRC_AT = 4
const HASH_AT = 8

/** The hash of the empty payload begins with this byte, which spares the checksum of every run of zeros. */
const EMPTY_HASH_FIRST = hash(new Uint8Array(0))[0]

/** Where `hashHolds` puts the hash that it compares; it is filled and read within one synchronous call. */
const actualHash = new Uint8Array(32)

/** A payload and where it goes. */
export interface RecordToWrite {
  readonly payload: Uint8Array
  /** The tag of the place; see `placeTag`. */
  readonly tag: number
}

/** What a record's checksum is bound to. */
export function placeTag (salt: number, offset: number): number {
  return (salt ^ (offset % 0x1_0000_0000)) >>> 0
}

/** Bytes that a record with such a payload takes. */
export function recordLength (payload: Uint8Array): number {
  return RECORD_HEADER_BYTES + payload.length
}

/** Writes a record into a buffer that has room for it. The hash is taken of the copy, so that the two belong together. */
export function writeRecord (target: Uint8Array, { payload, tag }: RecordToWrite, crc32c: Crc32c): void {
  target.set(payload, RECORD_HEADER_BYTES)
  writeUint32(target, 0, payload.length)
  writeUint32(target, CRC_AT, tag)
  hashInto(target.subarray(RECORD_HEADER_BYTES, recordLength(payload)), target.subarray(HASH_AT, RECORD_HEADER_BYTES))
  writeUint32(target, CRC_AT, crc32c(target.subarray(0, recordLength(payload))))
}

/**
 * How many bytes a record that begins at a position would take, header included; undefined when what stands there
 * cannot be the beginning of one. It needs 40 bytes from the position on.
 */
export function claimedLength (bytes: Uint8Array, position: number): number | undefined {
  const length = readUint32(bytes, position)

  if (length > RECORD_BYTES_LIMIT || (length === 0 && bytes[position + HASH_AT] !== EMPTY_HASH_FIRST)) {
    return undefined
  }

  return RECORD_HEADER_BYTES + length
}

/** Whether the checksum of a whole record holds at its place. The record is written to and restored meanwhile. */
export function checksumHolds (record: Uint8Array, tag: number, crc32c: Crc32c): boolean {
  // fault-point journal.skip-checksum: return true
  const stored = readUint32(record, CRC_AT)

  writeUint32(record, CRC_AT, tag)
  const actual = crc32c(record)
  writeUint32(record, CRC_AT, stored)

  return actual === stored
}

/** Whether the hash of a whole record is that of its payload. */
export function hashHolds (record: Uint8Array): boolean {
  hashInto(record.subarray(RECORD_HEADER_BYTES), actualHash)

  for (let index = 0; index < actualHash.length; index++) {
    if (actualHash[index] !== record[HASH_AT + index]) {
      return false
    }
  }

  return true
}

/** What is wrong with a whole record. Without the tag of its place, because the salt is lost, the hash alone decides. */
export function faultOf (record: Uint8Array, tag: number | undefined, crc32c: Crc32c): CorruptReason | undefined {
  if (tag != null && !checksumHolds(record, tag, crc32c)) {
    return 'checksum'
  }

  return hashHolds(record) ? undefined : 'hash'
}
