/**
 * The decoder keeps a leading U+FEFF and throws on bad bytes; neither occurs in text that was checked before.
 */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Where the decoder of the platform overtakes character by character work, in bytes.
 */
const SHORT_TEXT = 12

/**
 * Bounds of the second byte behind the leads that do not take every continuation byte.
 */
const SECOND_BYTES = new Map([[0xe0, [0xa0, 0xbf]], [0xed, [0x80, 0x9f]], [0xf0, [0x90, 0xbf]], [0xf4, [0x80, 0x8f]]])
const ANY_CONTINUATION = [0x80, 0xbf]

/**
 * True when the bytes from `start` to `end` are UTF-8 as RFC 3629 has it: shortest forms, no surrogates, nothing above
 * U+10FFFF.
 */
export function isUtf8 (bytes: Uint8Array, start: number, end: number): boolean {
  let position = start

  while (position < end) {
    const lead = bytes[position]

    if (lead < 0x80) {
      position++
      continue
    }

    const length = sequenceLength(lead)

    if (length === 0 || position + length > end || !isSequence(bytes, position, length)) {
      return false
    }

    position += length
  }

  return true
}

function sequenceLength (lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) {
    return 0
  }

  if (lead < 0xe0) {
    return 2
  }

  return lead < 0xf0 ? 3 : 4
}

/**
 * The second byte alone tells overlong forms, surrogates and numbers above U+10FFFF (RFC 3629, section 4).
 */
function isSequence (bytes: Uint8Array, position: number, length: number): boolean {
  const [least, most] = SECOND_BYTES.get(bytes[position]) ?? ANY_CONTINUATION
  const second = bytes[position + 1]

  if (second < least || second > most) {
    return false
  }

  for (let i = 2; i < length; i++) {
    if ((bytes[position + i] & 0xc0) !== 0x80) {
      return false
    }
  }

  return true
}

/**
 * Decodes the bytes from `start` to `end`, which {@link isUtf8} found good.
 */
export function decodeUtf8 (bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT_TEXT) {
    return decoder.decode(bytes.subarray(start, end))
  }

  let text = ''

  for (let i = start; i < end; i++) {
    if (bytes[i] >= 0x80) {
      return decoder.decode(bytes.subarray(start, end))
    }

    text += String.fromCharCode(bytes[i])
  }

  return text
}

/**
 * Length of a text in UTF-8 bytes, or −1 when it holds a lone surrogate and has no UTF-8 form.
 */
export function utf8Length (text: string): number {
  let length = text.length

  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)

    if (unit < 0x80) {
      continue
    }

    if (unit < 0x800) {
      length++
    } else if (unit < 0xd800 || unit > 0xdfff) {
      length += 2
    } else if (unit < 0xdc00 && (text.charCodeAt(++i) & 0xfc00) === 0xdc00) {
      length += 2
    } else {
      return -1
    }
  }

  return length
}

/**
 * Orders two well formed texts as their UTF-8 bytes are ordered, which is the order of their code points. UTF-16 has
 * the same order but for surrogates, which stand for code points above all others.
 */
export function compareUtf8 (a: string, b: string): number {
  const length = Math.min(a.length, b.length)

  for (let i = 0; i < length; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i))

    if (difference !== 0) {
      return difference
    }
  }

  return a.length - b.length
}

function rank (unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit
}
