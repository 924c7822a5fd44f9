import { hash } from 'blake3-jit'
import { FORMAT_VERSION, MAGIC, NAME_DIGITS, NAME_SUFFIX, PLAIN_FORM, SEGMENT_HEADER_BYTES } from '../constants.ts'
import { readUint32, writeUint32 } from './little-endian.ts'
import type { Crc32c } from '../../../platform/interface.ts'

/*
 * A segment begins with 32 bytes, integers little-endian:
 *
 *   | magic 8 | version u32 | salt u32 | base offset u64 | form u32 | crc32c u32 of the 28 bytes before |
 *   0         8             12         16                24         28                                32
 *
 * Later versions keep these places, so that every release can name a version that it does not read.
 */
const VERSION_AT = 8
const SALT_AT = 12
const BASE_AT = 16
const FORM_AT = 24
const CRC_AT = 28
const UINT32_RANGE = 0x1_0000_0000

/** What the header of a segment says. */
export interface SegmentHeader {
  readonly version: number
  /** A number that nobody outside this machine knows; it goes into the checksum of each record. */
  readonly salt: number
  /** Global offset of the first byte of the segment, this header included. */
  readonly base: number
  /** How the records stand in the file: PLAIN_FORM or COMPACTED_FORM. */
  readonly form: number
}

/** The header of a new segment. */
export function encodeSegmentHeader ({ salt, base, form = PLAIN_FORM }: { salt: number, base: number, form?: number }, crc32c: Crc32c): Uint8Array {
  const bytes = new Uint8Array(SEGMENT_HEADER_BYTES)

  bytes.set(MAGIC)
  writeUint32(bytes, VERSION_AT, FORMAT_VERSION)
  writeUint32(bytes, SALT_AT, salt)
  writeUint32(bytes, BASE_AT, base % UINT32_RANGE)
  writeUint32(bytes, BASE_AT + 4, Math.floor(base / UINT32_RANGE))
  writeUint32(bytes, FORM_AT, form)
  writeUint32(bytes, CRC_AT, crc32c(bytes.subarray(0, CRC_AT)))

  return bytes
}

/** Reads the first 32 bytes of a segment; undefined when they are no undamaged header. */
export function decodeSegmentHeader (bytes: Uint8Array, crc32c: Crc32c): SegmentHeader | undefined {
  const whole = bytes.length >= SEGMENT_HEADER_BYTES && MAGIC.every((byte, index) => byte === bytes[index])

  if (!whole || crc32c(bytes.subarray(0, CRC_AT)) !== readUint32(bytes, CRC_AT)) {
    return undefined
  }

  return {
    version: readUint32(bytes, VERSION_AT),
    salt: readUint32(bytes, SALT_AT),
    base: readUint32(bytes, BASE_AT) + readUint32(bytes, BASE_AT + 4) * UINT32_RANGE,
    form: readUint32(bytes, FORM_AT)
  }
}

/** The name of the segment that begins at an offset: 20 digits, so that names sort like offsets. */
export function segmentName (base: number): string {
  return `${base.toString().padStart(NAME_DIGITS, '0')}${NAME_SUFFIX}`
}

/** The base offset that a file name stands for; undefined when it is not the name of a segment. */
export function parseSegmentName (name: string): number | undefined {
  const base = Number(name.slice(0, NAME_DIGITS))

  return Number.isSafeInteger(base) && segmentName(base) === name ? base : undefined
}

/**
 * A salt from what a file system says about a new file (device, inode, time of creation). It keeps no secret from who
 * can read the disk; it is only unknown to who sends us bytes.
 */
export function saltOf (stamp: string): number {
  return readUint32(hash(new TextEncoder().encode(stamp)), 0)
}
