import { RAW_BYTES_MAX } from './constants.ts'
import { InvalidFactError } from './errors.ts'
import { checkIdentifier } from './text.ts'
import { uriForm } from './uri-form.ts'
import type { Spelling } from './uri-form.ts'

/** Passes after which a URI has to be stable; one is the rule, decoding and case folding can each add one. */
const PASSES_MAX = 4

/**
 * What almost every URI looks like that is in normal form already. Each segment begins with another character than a
 * dot, so `.` and `..` never match. No two parts of the pattern can match the same character, so it runs in one pass.
 */
const PLAINLY_NORMAL =
  /^[a-z][a-z0-9+.-]*:(?:\/\/[a-z0-9][a-z0-9.-]*\/)?[a-z0-9_~!$&'()*+,;=:@-][a-z0-9_~!$&'()*+,;=:@.-]*(?:\/[a-z0-9_~!$&'()*+,;=:@-][a-z0-9_~!$&'()*+,;=:@.-]*)*$/

const UNICODE_SPELLING: Spelling = {
  compose: text => text.normalize('NFC'),
  lower: text => text.toLowerCase(),
  joinBlanks: text => text.trim().replace(/\p{Zs}+/gu, '-'),
  beyondAscii: true
}

/** The part of the rules on which all runtimes agree. A blank stays where it is, and no normal form has one. */
const ASCII_SPELLING: Spelling = {
  compose: text => text,
  lower: text => text.replace(/[A-Z]+/g, letters => letters.toLowerCase()),
  joinBlanks: text => text,
  beyondAscii: false
}

/**
 * Brings an entity, source or ref URI into its normal form, so that its variants meet in one place.
 *
 * Blanks at both ends go, and characters are composed (NFC). Scheme and host are put into lower case. In `stigmem:` URIs and in
 * short forms such as `user:Alice`, the rest is put into lower case too, runs of blanks inside a path segment become one
 * hyphen, empty segments are refused, and a peer id in base58 is rewritten to base36. Other schemes get the syntax
 * normalisation of RFC 3986 §6.2.2 and keep their case. Percent-encoded characters that need no encoding are made
 * plain, and what must not stand plain is encoded.
 *
 * @throws {InvalidFactError} with the field `uri` when the text has no normal form
 */
export function normaliseUri (text: string): string {
  return normalUri('uri', text)
}

/**
 * As {@link normaliseUri}, for a named field of a fact.
 *
 * @throws {InvalidFactError}
 */
export function normalUri (field: string, text: unknown): string {
  if (typeof text === 'string' && text.length <= RAW_BYTES_MAX && PLAINLY_NORMAL.test(text)) {
    return text
  }

  let uri = trimmed(field, text)

  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const form = uriForm(uri, UNICODE_SPELLING)

    if (form.fault !== undefined) {
      throw new InvalidFactError(field, form.fault)
    }

    const next = form.uri.normalize('NFC')

    if (next === uri) {
      return uri
    }

    uri = next
  }

  throw new InvalidFactError(field, 'has no normal form: each normalisation changes it again. Write it in plain letters.')
}

/**
 * Whether a URI that came from outside is in normal form, as far as that can be said without tables of Unicode. Two
 * runtimes with different tables give the same answer. The text has no control characters.
 */
export function isNormalUri (text: string): boolean {
  return PLAINLY_NORMAL.test(text) || (!text.includes(' ') && uriForm(text, ASCII_SPELLING).uri === text)
}

function trimmed (field: string, text: unknown): string {
  if (typeof text !== 'string') {
    throw new InvalidFactError(field, 'is not text. Send it as a string.')
  }

  const start = text.trimStart()

  if (text.slice(0, text.length - start.length).includes('\ufeff')) {
    throw new InvalidFactError(field, 'begins with a byte order mark (U+FEFF). Leave the mark out.')
  }

  const uri = start.trimEnd()

  checkIdentifier(field, uri, { bytesMax: RAW_BYTES_MAX })

  return uri
}
