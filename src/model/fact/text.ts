import { InvalidFactError } from './errors.ts'
import type { FactErrorCode } from './errors.ts'

/** NUL, the C0 and C1 controls, and DEL. */
const CONTROL = /\p{Cc}/u

/**
 * How long a text may be, and what is said when it is longer.
 */
export interface TextBound {
  readonly bytesMax: number
  readonly code?: FactErrorCode
  /** How a caller puts it right. */
  readonly advice?: string
}

/**
 * Length of well-formed text in bytes of UTF-8, counted without encoding it.
 */
export function utf8Length (text: string): number {
  let length = text.length

  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)

    // A surrogate pair is two units and four bytes, hence one more byte for each of the two.
    if (unit > 0x7f) {
      length += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
    }
  }

  return length
}

/**
 * Requires text that has a canonical form and fits its bound.
 *
 * @throws {InvalidFactError}
 */
export function checkText (field: string, text: unknown, bound: TextBound): asserts text is string {
  if (typeof text !== 'string') {
    throw new InvalidFactError(field, 'is not text. Send it as a string.')
  }

  checkLength(field, text, bound)

  if (!text.isWellFormed()) {
    throw new InvalidFactError(field, 'holds half of a surrogate pair, which no UTF-8 can carry. Send whole characters.')
  }

  if (text.charCodeAt(0) === 0xfeff) {
    throw new InvalidFactError(field, 'begins with a byte order mark (U+FEFF). Leave the mark out.')
  }
}

/**
 * Requires text of at least one character without control characters: what may stand in an index key or on a terminal.
 *
 * @throws {InvalidFactError}
 */
export function checkIdentifier (field: string, text: unknown, bound: TextBound): asserts text is string {
  checkText(field, text, bound)

  if (text === '') {
    throw new InvalidFactError(field, 'is empty. Give it at least one character.')
  }

  if (CONTROL.test(text)) {
    throw new InvalidFactError(field, 'holds a control character, such as NUL or a line break. Remove it.')
  }
}

function checkLength (field: string, text: string, bound: TextBound): void {
  // No character of UTF-16 takes more than three bytes, so short texts need no counting.
  if (text.length * 3 <= bound.bytesMax) {
    return
  }

  const length = text.length > bound.bytesMax ? text.length : utf8Length(text)

  if (length > bound.bytesMax) {
    const advice = bound.advice ?? 'Shorten it.'

    throw new InvalidFactError(field, `takes more than ${bound.bytesMax} bytes of UTF-8. ${advice}`, bound.code)
  }
}
