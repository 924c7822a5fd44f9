import { TreeCorruptError } from '../errors.ts'
import { readU48, writeU48 } from '../stored/row-keys.ts'
import { decodeCells, encodeCells } from './cells.ts'
import { COUNTERS_BYTES, PAGE_BYTES, PAGE_CELLS, SALT_BYTES, SKETCH_CELLS_MAX, SKETCH_CELLS_MIN, SKETCH_PARAMS } from './constants.ts'
import { decodeCounters, encodeCounters } from './counters.ts'
import { checkSalt } from './salt.ts'
import type { StoredSketchInit } from './interface.ts'

/** What the rows of a sketch say. */
export interface StoredSketch {
  readonly salt: Uint8Array
  /** How many cells there are. */
  readonly size: number
  /** How many keys the set holds. */
  readonly count: number
  /** The counters; only their lowest 12 bits are stored. */
  readonly counters: Int32Array
  /** Two words for each cell. */
  readonly words: Int32Array
}

/*
 *   0        1        9        13       19            103
 *   | params | salt   | cells  | keys   | counters    |
 *     u8       8        u32      u48      56 × 12 bits       integers big-endian
 */
const SIZE_AT = 1 + SALT_BYTES
const COUNT_AT = SIZE_AT + 4
const COUNTERS_AT = COUNT_AT + 6

/** Bytes of the row that says what the pages are. */
export const SKETCH_HEAD_BYTES = COUNTERS_AT + COUNTERS_BYTES

/** The row that says what the pages are. */
export function encodeHead ({ salt, size, count, counters }: Omit<StoredSketch, 'words'>): Uint8Array {
  const head = new Uint8Array(SKETCH_HEAD_BYTES)

  head[0] = SKETCH_PARAMS
  head.set(salt, 1)
  new DataView(head.buffer).setUint32(SIZE_AT, size)
  writeU48(head, COUNT_AT, count)
  head.set(encodeCounters(counters), COUNTERS_AT)

  return head
}

/** The row of 512 cells, each as on the wire. */
export function encodePage (words: Int32Array, page: number): Uint8Array {
  return encodeCells(words.subarray(2 * page * PAGE_CELLS, 2 * (page + 1) * PAGE_CELLS), 8)
}

/**
 * Reads a sketch from its rows.
 *
 * @throws {InvalidSketchInputError} when the salt has not 8 bytes
 * @throws {TreeCorruptError} when a row is missing, or is none that a sketch of these parameters and this salt has
 */
export function decodeRows ({ salt, head, readPage }: StoredSketchInit): StoredSketch {
  checkSalt(salt)
  const { size, count, counters } = decodeHead(salt, head)
  const words = new Int32Array(2 * size)

  for (let page = 0; page < size / PAGE_CELLS; page++) {
    const bytes = readPage(page)

    if (bytes?.length !== PAGE_BYTES) {
      throw new TreeCorruptError(bytes == null ? 'missing' : 'form')
    }
    words.set(decodeCells(bytes, 8), 2 * page * PAGE_CELLS)
  }

  return { salt, size, count, counters, words }
}

function decodeHead (salt: Uint8Array, head: Uint8Array): Omit<StoredSketch, 'words' | 'salt'> {
  if (head.length !== SKETCH_HEAD_BYTES || head[0] !== SKETCH_PARAMS || salt.some((byte, index) => byte !== head[1 + index])) {
    throw new TreeCorruptError('form')
  }
  const size = new DataView(head.buffer, head.byteOffset).getUint32(SIZE_AT)

  if (size < SKETCH_CELLS_MIN || size > SKETCH_CELLS_MAX || size % PAGE_CELLS !== 0) {
    throw new TreeCorruptError('form')
  }

  return { size, count: readU48(head, COUNT_AT), counters: decodeCounters(head.subarray(COUNTERS_AT)) }
}
