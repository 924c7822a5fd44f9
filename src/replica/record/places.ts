import { concatBytes } from '../../model/bytes/index.ts'
import { encodeHlc } from '../../model/hlc/index.ts'
import { readU16, readU32, readU48, readVarint, varintLength, writeU16, writeU32, writeU48, writeVarint } from './numbers.ts'
import type { ArrivedBundle } from './interface.ts'
import type { Crc32c } from '../../platform/interface.ts'

const OFFSET_AT = 0
const SCOPE_AT = 6
const COUNT_AT = 8
const START_AT = 10
const STAMP_AT = 14
const REST_AT = 22
const TABLE_AT = 38

/** Bytes of a hash by which a bundle's places are found; the others stand in the row. */
const HASH_KEY_BYTES = 16

/** Bytes of a fact that is gone: a list of one byte string of 32 bytes. */
const GONE_BYTES = 35

/** Lengths of the head of a byte string, by the size of its length. */
const HEAD_BYTES = [1, 2, 3, 5]

/** Where a fact's bytes lie in its journal record, and the CRC-32C they must have. */
export interface FactPlace {
  readonly position: number
  readonly length: number
  readonly crc: number
}

/**
 * Encodes where a bundle and each of its facts lie in the journal, and what its tree key has beside the beginning of its
 * hash.
 *
 * ```
 *   0        6       8       10      14    22             38
 *   | offset | scope | count | start | hlc | rest of hash | per fact: length (varint) | crc32c 4 |
 * ```
 *
 * `start` is the position of the first item of the fact list in the record; a fact that is gone has length 0 and no
 * checksum. The offset stands there once it is known; see {@link writeOffset}.
 */
export function encodePlaces ({ bundle, lead }: ArrivedBundle, scope: number, crc32c: Crc32c): Uint8Array {
  const { bytes, facts, hash, header } = bundle
  const row = new Uint8Array(TABLE_AT + facts.length * 8)
  let position = TABLE_AT
  let listBytes = 0

  for (const fact of facts) {
    position = writeVarint(row, position, fact?.length ?? 0)
    listBytes += itemBytes(fact?.length ?? 0)

    if (fact != null) {
      writeU32(row, position, crc32c(fact))
      position += 4
    }
  }

  writeU16(row, SCOPE_AT, scope)
  writeU16(row, COUNT_AT, facts.length)
  // The fact list ends the bundle, so it is measured from behind.
  writeU32(row, START_AT, lead + bytes.length - listBytes)
  row.set(encodeHlc(header.hlc), STAMP_AT)
  row.set(hash.subarray(HASH_KEY_BYTES), REST_AT)

  return row.slice(0, position)
}

/** Writes the global offset of the bundle's journal record into its places. */
export function writeOffset (row: Uint8Array, offset: number): void {
  writeU48(row, OFFSET_AT, offset)
}

/** Global offset of the bundle's journal record. */
export function offsetOf (row: Uint8Array): number {
  return readU48(row, OFFSET_AT)
}

/** Number of the bundle's scope. */
export function scopeOf (row: Uint8Array): number {
  return readU16(row, SCOPE_AT)
}

/** How many facts the bundle has, those included that are gone. */
export function countOf (row: Uint8Array): number {
  return readU16(row, COUNT_AT)
}

/** Position in the record where the list of facts begins; header, signature and salt stand before it. */
export function startOf (row: Uint8Array): number {
  return readU32(row, START_AT)
}

/**
 * The key of the bundle in the tree of its scope, 40 bytes.
 *
 * @param row - the places
 * @param bundle - the first 16 bytes of the hash, by which the row is found
 */
export function treeKeyOf (row: Uint8Array, bundle: Uint8Array): Uint8Array {
  return concatBytes([row.subarray(STAMP_AT, REST_AT), bundle, row.subarray(REST_AT, TABLE_AT)])
}

/** The places of all facts of a bundle; undefined where a fact is gone. */
export function placesOf (row: Uint8Array): Array<FactPlace | undefined> {
  return placesFrom(row, 0, countOf(row))
}

/** The place of one fact, or undefined when it is gone or there is none with this number. */
export function placeOf (row: Uint8Array, index: number): FactPlace | undefined {
  return index < countOf(row) ? placesFrom(row, index, index + 1)[0] : undefined
}

/** The places from one fact to another one; those before are passed over. */
function placesFrom (row: Uint8Array, first: number, end: number): Array<FactPlace | undefined> {
  const places: Array<FactPlace | undefined> = []
  let position = TABLE_AT
  let item = readU32(row, START_AT)

  for (let index = 0; index < end; index++) {
    const length = readVarint(row, position)
    position += varintLength(length)
    item += itemBytes(length)

    if (index >= first) {
      places.push(length === 0 ? undefined : { position: item - length, length, crc: readU32(row, position) })
    }

    position += length === 0 ? 0 : 4
  }

  return places
}

/** Bytes of a fact in the list: a CBOR byte string, head included. */
function itemBytes (length: number): number {
  if (length === 0) {
    return GONE_BYTES
  }

  // The head holds the length in its first byte, or in one, two or four bytes behind it.
  return length + HEAD_BYTES[Number(length >= 24) + Number(length >= 0x100) + Number(length >= 0x1_0000)]
}
