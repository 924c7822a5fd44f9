const TRIPLETS = /(?:%[0-9A-Fa-f]{2})+/g
const STRAY_PERCENT = /%(?![0-9A-Fa-f]{2})/g
const UNRESERVED = /^[A-Za-z0-9._~-]$/

/** Printable ASCII that RFC 3986 allows nowhere behind the authority. */
const ILLEGAL = /[ "<>[\\\]^`{|}]/g

/**
 * Characters that RFC 3987 lets stand plain in an IRI (`ucschar`), without those that only steer the direction of
 * writing and without U+FEFF. The ranges are fixed, so they do not change with editions of Unicode.
 */
const PLAIN = /^(?![\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff])[\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\u{10000}-\u{efffd}]$/u

/**
 * Brings percent-encoding into its one form (RFC 3986 §6.2.2.1 and §6.2.2.2): unreserved characters stand plain, what
 * may not stand plain is encoded, and hexadecimal digits are in upper case.
 *
 * @param text - a part of a URI behind its authority
 * @param beyondAscii - whether encoded characters beyond ASCII are made plain too (RFC 3987 §5.3.2.3)
 */
export function percentForm (text: string, beyondAscii: boolean): string {
  return text
    .replace(STRAY_PERCENT, '%25')
    .replace(TRIPLETS, run => plainRun(run, beyondAscii))
    .replace(ILLEGAL, character => triplet(character.charCodeAt(0)))
}

/**
 * Puts the hexadecimal digits of all triplets into upper case, after the text around them was put into lower case.
 */
export function upperTriplets (text: string): string {
  return text.replace(TRIPLETS, run => run.toUpperCase())
}

function plainRun (run: string, beyondAscii: boolean): string {
  let plain = ''

  for (let i = 0; i < run.length;) {
    const character = characterAt(run, i)

    if (character !== undefined && (UNRESERVED.test(character) || (beyondAscii && PLAIN.test(character)))) {
      plain += character
      i += 3 * sequenceLength(run, i)
    } else {
      plain += run.slice(i, i + 3).toUpperCase()
      i += 3
    }
  }

  return plain
}

/**
 * The character whose UTF-8 begins with the triplet at `position`, or nothing when no valid sequence begins there.
 */
function characterAt (run: string, position: number): string | undefined {
  try {
    return decodeURIComponent(run.slice(position, position + 3 * sequenceLength(run, position)))
  } catch {
    return undefined
  }
}

function sequenceLength (run: string, position: number): number {
  const lead = Number.parseInt(run.slice(position + 1, position + 3), 16)

  if (lead < 0xe0) {
    return lead < 0x80 ? 1 : 2
  }

  return lead < 0xf0 ? 3 : 4
}

function triplet (byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
