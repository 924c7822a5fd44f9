import { InvalidSketchInputError } from '../errors.ts'
import type { CellWidth } from './interface.ts'

/*
 * A cell is the exclusive or of its items, and their number modulo 4. In memory it is two words:
 *
 *   | first 4 bytes of the id |   | fifth byte | check 22 | count 2 |
 *
 * On the wire the two stand big-endian, 8 bytes. A cell of 7 bytes leaves out the sixth byte, the upper 8 bits of the check.
 */
const NARROW = 7
const WIDE = 8

/** The bits of a cell's second word that count at a width. */
export function maskOf (width: CellWidth): number {
  return width === NARROW ? 0xff00ffff | 0 : -1
}

/** Refuses a width that is none. */
export function checkWidth (width: number): void {
  if (width !== NARROW && width !== WIDE) {
    throw new InvalidSketchInputError('width')
  }
}

/** The second word of a cell to which an item's mark was added (or from which it was taken), and a number to its count. */
export function changedWord (word: number, mark: number, count: number): number {
  return ((word ^ mark) & ~3) | (word + count & 3)
}

/** Writes cells from words; both are as long as the other needs. */
export function encodeCells (words: Int32Array, width: CellWidth): Uint8Array {
  const bytes = new Uint8Array(words.length / 2 * width)
  const view = new DataView(bytes.buffer)

  for (let index = 0, offset = 0; index < words.length; index += 2, offset += width) {
    const word = words[index + 1]

    view.setInt32(offset, words[index])
    if (width === WIDE) {
      view.setInt32(offset + 4, word)
    } else {
      bytes[offset + 4] = word >>> 24
      view.setInt16(offset + 5, word)
    }
  }

  return bytes
}

/** Reads whole cells into words; the bits that a width leaves out are 0. */
export function decodeCells (bytes: Uint8Array, width: CellWidth): Int32Array {
  const words = new Int32Array(bytes.length / width * 2)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

  for (let index = 0, offset = 0; index < words.length; index += 2, offset += width) {
    words[index] = view.getInt32(offset)
    words[index + 1] = width === WIDE ? view.getInt32(offset + 4) : bytes[offset + 4] << 24 | view.getUint16(offset + 5)
  }

  return words
}
