import { HLC_HOLD_AHEAD_MS } from '../../model/hlc/index.ts'
import { publicKeyOf } from '../../model/identity/index.ts'
import { UnknownLensError } from '../../policy/lens/index.ts'
import { InvalidQueryError } from './errors.ts'
import { textField, timeField, uriField } from './resolve/fields.ts'
import { lensField } from './resolve/lens-field.ts'
import type { Hlc } from '../../model/hlc/index.ts'
import type { LensRegistry, ResolvingLens } from '../../policy/lens/index.ts'

/** The field of a query as it is read, or undefined when it is not given. */
export function givenField<Value, Read> (field: string, value: Value | undefined, read: (field: string, value: Value) => Read): Read | undefined {
  return value == null ? undefined : read(field, value)
}

/**
 * The beginning of URIs in normal form; a `/` or `:` at its end stays.
 *
 * @throws {InvalidQueryError}
 */
export function prefixField (field: string, text: unknown): string {
  const open = textField(field, text).trim()

  // Nothing normal ends in a slash or colon: a letter in the place of what may follow goes through unchanged.
  return /[:/]$/.test(open) ? uriField(field, `${open}x`).slice(0, -1) : uriField(field, open)
}

/**
 * True or false.
 *
 * @throws {InvalidQueryError}
 */
export function flagField (field: string, flag: unknown): boolean {
  if (typeof flag !== 'boolean') {
    throw new InvalidQueryError(field, 'is neither true nor false')
  }

  return flag
}

/**
 * The key of a peer id.
 *
 * @throws {InvalidQueryError}
 */
export function authorField (field: string, text: unknown): Uint8Array {
  const key = publicKeyOf(textField(field, text))

  if (key == null) {
    throw new InvalidQueryError(field, 'is not the peer id of an Ed25519 key')
  }

  return key
}

/**
 * A number from 0 to 1.
 *
 * @throws {InvalidQueryError}
 */
export function shareField (field: string, share: unknown): number {
  if (typeof share !== 'number' || !(share >= 0 && share <= 1)) {
    throw new InvalidQueryError(field, 'is not a number from 0 to 1')
  }

  return share
}

/**
 * The place of a name in a list.
 *
 * @throws {InvalidQueryError}
 */
export function choiceField (field: string, name: string, names: readonly string[]): number {
  const place = names.indexOf(name)

  if (place === -1) {
    throw new InvalidQueryError(field, `is not one of ${names.join(', ')}`)
  }

  return place
}

/**
 * A time that is not in the future, small differences of clocks left out.
 *
 * @throws {InvalidQueryError}
 */
export function pastField (field: string, time: string | number | undefined, nowMs: number): Hlc | undefined {
  const hlc = timeField(field, time)

  if (hlc != null && hlc.wallMs > nowMs + HLC_HOLD_AHEAD_MS) {
    throw new InvalidQueryError(field, `lies in the future: more than ${HLC_HOLD_AHEAD_MS / 1_000} seconds ahead of this node's clock`, 'future_as_of')
  }

  return hlc
}

/**
 * The lens that an expression names; a filter like the others, so one that is not there is a filter that cannot be read.
 *
 * @throws {InvalidQueryError}
 */
export function lensNamed (lenses: LensRegistry, expression: string): ResolvingLens {
  try {
    return lensField(lenses, expression)
  } catch (err) {
    if (err instanceof UnknownLensError) {
      throw new InvalidQueryError('lens', `is not one of ${err.names.join(', ')}`, 'unknown_lens')
    }

    throw err
  }
}
