import { compare } from 'uint8arrays/compare'
import { concat } from 'uint8arrays/concat'

/**
 * Where comparing whole words begins to pay for looking at the bytes through a view, in bytes.
 */
const LONG_BYTES = 256

/**
 * Bytes at the beginning that are compared one by one. Most keys differ there, and a call into the platform costs as much as
 * a hundred of them.
 */
const NEAR_BYTES = 16

/**
 * Orders two byte strings by their first different byte. When one is the beginning of the other, the shorter stands
 * first. The result is negative, zero or positive, as `Array.prototype.sort` wants it.
 */
export function compareBytes (a: Uint8Array, b: Uint8Array): number {
  const near = Math.min(a.length, b.length, NEAR_BYTES)

  for (let i = 0; i < near; i++) {
    if (a[i] !== b[i]) {
      return a[i] - b[i]
    }
  }

  return compare(a, b)
}

/**
 * True when both byte strings have the same length and the same bytes. The time it takes depends on the bytes, so
 * secrets are not to be compared with it.
 */
export function equalBytes (a: Uint8Array, b: Uint8Array): boolean {
  const length = a.length

  if (length !== b.length) {
    return false
  }

  let i = length > LONG_BYTES ? equalWords(a, b) : 0

  while (i < length && a[i] === b[i]) {
    i++
  }

  return i === length
}

/**
 * Compares four bytes at a time, because eight would be a new object each, and returns how many bytes from the start are known to be equal.
 */
function equalWords (a: Uint8Array, b: Uint8Array): number {
  const wordsOfA = new DataView(a.buffer, a.byteOffset, a.length)
  const wordsOfB = new DataView(b.buffer, b.byteOffset, b.length)
  const end = a.length - 3
  let i = 0

  while (i < end && wordsOfA.getInt32(i) === wordsOfB.getInt32(i)) {
    i += 4
  }

  return i
}

/**
 * Joins byte strings into a new one.
 */
export function concatBytes (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concat([...parts])
}

/**
 * Whether two byte strings are equal, found out without leaving early: the time tells only their lengths.
 */
export function equalSecrets (a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length

  for (let i = 0; i < b.length; i++) {
    difference |= a[i] ^ b[i]
  }

  return difference === 0
}
