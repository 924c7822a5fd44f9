import { createDeriveKey } from 'blake3-jit'
import { ADDRESS_BYTES, DIGEST_BYTES } from '../constants.ts'
import { TreeCorruptError } from '../errors.ts'
import { readU48, writeU48 } from './row-keys.ts'

/** What the topmost row of a stored tree says. */
export interface TopRow {
  /** The number of the checkpoint that wrote it. */
  readonly checkpoint: number
  /** What the caller gave with the checkpoint. */
  readonly watermark: number
  /** How many keys there are. */
  readonly count: number
  /** The first checkpoint whose replaced blocks may still be stored. */
  readonly retiredFrom: number
  /** Where the topmost block stands; 38 zeros when there are no keys. */
  readonly address: Uint8Array
}

/*
 *   0    1             7            13       19              25          63
 *   | 1  | checkpoint  | watermark  | count  | retired from  | address   | check    |
 *     u8   u48           u48          u48      u48             38          32
 *
 * Integers are big-endian as in keys. The check is over the scope id and all bytes before it.
 */
const FORM_TOP = 1
const ADDRESS_AT = 25
const CHECK_AT = ADDRESS_AT + ADDRESS_BYTES
const ROW_BYTES = CHECK_AT + DIGEST_BYTES

const HASHER = createDeriveKey('factmesh tree top v1')

/** The topmost row of a tree. */
export function encodeTopRow (scope: Uint8Array, { checkpoint, watermark, count, retiredFrom, address }: TopRow): Uint8Array {
  const row = new Uint8Array(ROW_BYTES)

  row[0] = FORM_TOP
  ;[checkpoint, watermark, count, retiredFrom].forEach((value, index) => { writeU48(row, 1 + index * 6, value) })
  row.set(address, ADDRESS_AT)
  row.set(checkOf(scope, row), CHECK_AT)

  return row
}

/**
 * Reads a topmost row.
 *
 * @throws {TreeCorruptError} when it is not what a checkpoint of this scope wrote
 */
export function decodeTopRow (scope: Uint8Array, row: Uint8Array): TopRow {
  if (row.length !== ROW_BYTES || row[0] !== FORM_TOP) {
    throw new TreeCorruptError('form')
  }
  const check = checkOf(scope, row)

  if (check.some((byte, index) => byte !== row[CHECK_AT + index])) {
    throw new TreeCorruptError('hash')
  }
  const [checkpoint, watermark, count, retiredFrom] = [1, 7, 13, 19].map(offset => readU48(row, offset))

  return { checkpoint, watermark, count, retiredFrom, address: row.slice(ADDRESS_AT, CHECK_AT) }
}

function checkOf (scope: Uint8Array, row: Uint8Array): Uint8Array {
  return HASHER.reset().update(scope).update(row.subarray(0, CHECK_AT)).finalize()
}
