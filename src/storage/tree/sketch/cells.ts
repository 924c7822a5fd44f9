import { InvalidSketchInputError } from '../errors.ts'
import type { CellWidth } from './interface.ts'

/*
 * A cell is the exclusive or of its items, and their number modulo 4. In memory it is two words:
 *
 *   | first 4 bytes of the id |   | fifth byte | check 22 | count 2 |
 *
 * On the wire the two stand big-endian, 8 bytes. A narrower cell leaves out the bytes behind the fifth: 7 bytes have the lower
 * 14 bits of the check, 6 bytes the lower 6.
 */
const WIDTHS: readonly number[] = [6, 7, 8]
const TAIL_AT = 4

/** The bits of a cell's second word that count at a width. */
export function maskOf (width: CellWidth): number {
  return 0xff000000 | 2 ** (8 * (width - TAIL_AT - 1)) - 1
}

/** Whether cells of so many bytes travel. */
export function isCellWidth (width: number): width is CellWidth {
  return WIDTHS.includes(width)
}

/** Refuses a width that is none. */
export function checkWidth (width: number): void {
  if (!isCellWidth(width)) {
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
    bytes[offset + TAIL_AT] = word >>> 24

    for (let place = width - 1, rest = word; place > TAIL_AT; place--, rest >>>= 8) {
      bytes[offset + place] = rest
    }
  }

  return bytes
}

/** Reads whole cells into words; the bits that a width leaves out are 0. */
export function decodeCells (bytes: Uint8Array, width: CellWidth): Int32Array {
  const words = new Int32Array(bytes.length / width * 2)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

  for (let index = 0, offset = 0; index < words.length; index += 2, offset += width) {
    let word = 0

    for (let place = TAIL_AT + 1; place < width; place++) {
      word = word << 8 | bytes[offset + place]
    }

    words[index] = view.getInt32(offset)
    words[index + 1] = bytes[offset + TAIL_AT] << 24 | word
  }

  return words
}
