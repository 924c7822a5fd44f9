import { base32 } from 'multiformats/bases/base32'
import { base64url } from 'multiformats/bases/base64'
import { MalformedTextError } from './errors.ts'

const BASE32_TEXT = /^[a-z2-7]*$/
const BASE64URL_TEXT = /^[A-Za-z0-9_-]*$/
const HEX_TEXT = /^(?:[0-9a-f]{2})*$/
const HEX_DIGITS = Uint8Array.from('0123456789abcdef', digit => digit.charCodeAt(0))

/**
 * Bytes that are spelled in one step. Texts that are joined digit by digit take four times the memory.
 */
const HEX_BYTES_TOGETHER = 1_024

/**
 * The digits of the latest text; they are written and read within one call.
 */
const digits: number[] = []

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
 * Spells bytes in base64url (RFC 4648, section 5, without padding and without a multibase prefix).
 */
export function toBase64url (bytes: Uint8Array): string {
  return base64url.baseEncode(bytes)
}

/**
 * Reads base64url as {@link toBase64url} spells it. Padding, the digits of plain base64 and non-zero spare bits are
 * refused, so bytes have one spelling only.
 *
 * @throws {MalformedTextError} when the text is anything else
 */
export function fromBase64url (text: string): Uint8Array {
  if (!BASE64URL_TEXT.test(text)) {
    throw new MalformedTextError('base64url')
  }

  try {
    return base64url.baseDecode(text)
  } catch {
    throw new MalformedTextError('base64url')
  }
}

/**
 * Spells bytes in hexadecimal digits, lower case, two per byte.
 */
export function toHex (bytes: Uint8Array): string {
  const { length } = bytes

  if (length > HEX_BYTES_TOGETHER) {
    return toHex(bytes.subarray(0, length >>> 1)) + toHex(bytes.subarray(length >>> 1))
  }

  digits.length = 2 * length

  for (let i = 0; i < length; i++) {
    digits[2 * i] = HEX_DIGITS[bytes[i] >>> 4]
    digits[2 * i + 1] = HEX_DIGITS[bytes[i] & 15]
  }

  return String.fromCharCode(...digits)
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
