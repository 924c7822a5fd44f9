import { base32 } from 'multiformats/bases/base32'
import { MalformedTextError } from './errors.ts'

const BASE32_TEXT = /^[a-z2-7]*$/
const HEX_TEXT = /^(?:[0-9a-f]{2})*$/
const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * Spells bytes in base32 (RFC 4648, lower case, without padding and without a multibase prefix).
 */
export function toBase32 (bytes: Uint8Array): string {
  return base32.baseEncode(bytes)
}

/**
 * Reads base32 as {@link toBase32} spells it. Upper case, padding and non-zero spare bits are refused, so bytes have one
 * spelling only.
 *
 * @throws {MalformedTextError} when the text is anything else
 */
export function fromBase32 (text: string): Uint8Array {
  if (!BASE32_TEXT.test(text)) {
    throw new MalformedTextError('base32')
  }

  try {
    return base32.baseDecode(text)
  } catch {
    throw new MalformedTextError('base32')
  }
}

/**
 * Spells bytes in hexadecimal digits, lower case, two per byte.
 */
export function toHex (bytes: Uint8Array): string {
  let text = ''

  for (const byte of bytes) {
    text += HEX_OF_BYTE[byte]
  }

  return text
}

/**
 * Reads hexadecimal digits as {@link toHex} spells them; upper case is refused.
 *
 * @throws {MalformedTextError} when the text is anything else
 */
export function fromHex (text: string): Uint8Array<ArrayBuffer> {
  if (!HEX_TEXT.test(text)) {
    throw new MalformedTextError('hex')
  }

  const bytes = new Uint8Array(text.length / 2)

  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  }

  return bytes
}
