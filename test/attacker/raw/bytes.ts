import { blake3 } from '@noble/hashes/blake3.js'
import { concatBytes } from '@noble/hashes/utils.js'

/** Bytes one after another. */
export const join = concatBytes

/** BLAKE3 in key derivation mode, 32 bytes. */
export function derive (context: string, ...parts: Uint8Array[]): Uint8Array {
  return blake3(join(...parts), { context: utf8(context) })
}

/** Plain BLAKE3, 32 bytes. */
export function hash (bytes: Uint8Array): Uint8Array {
  return blake3(bytes)
}

/** Keyed BLAKE3, 32 bytes. */
export function keyed (key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return blake3(bytes, { key })
}

/** A number in so many bytes, the most significant one first. */
export function big (number: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, place) => Math.floor(number / 256 ** (length - 1 - place)) % 256)
}

/** A number in so many bytes, the least significant one first. */
export function little (number: number, length: number): Uint8Array {
  return big(number, length).reverse()
}

/** Text as UTF-8. */
export function utf8 (text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** An unsigned varint in its shortest form, also of numbers above 32 bits. */
export function varint (number: number): Uint8Array {
  const bytes: number[] = []

  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      return Uint8Array.of(...bytes, rest)
    }

    bytes.push(rest % 128 + 128)
  }
}

/** A frame: the length of the body, then the body. */
export function frame (body: Uint8Array): Uint8Array {
  return join(varint(body.length), body)
}
