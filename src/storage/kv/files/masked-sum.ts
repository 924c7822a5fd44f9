import { readLittle } from './snappy.ts'

/** What LevelDB adds to a checksum that it stores beside what it covers (LevelDB, util/crc32c.h). */
const MASK_DELTA = 0xA282EAD8

/** Whether the four bytes at a place hold a checksum in the form in which LevelDB stores it. */
export function isMaskedSum (bytes: Uint8Array, at: number, checksum: number): boolean {
  return readLittle(bytes, at, 4) === ((checksum >>> 15 | checksum << 17) + MASK_DELTA) >>> 0
}
