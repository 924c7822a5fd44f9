import { DATETIME_MS_MAX } from '../../fact/index.ts'
import { isSourceName } from '../../identity/index.ts'
import { expectField, isText } from '../form.ts'
import { isScopeUri } from '../scope-uri.ts'
import { ACT_KEY_BYTES, ACT_NAMES_MAX, REASON_BYTES_MAX } from './constants.ts'
import { compareTexts, expectAscending } from './list.ts'
import type { Fact } from '../../fact/index.ts'

/** Requires bytes of one length; keys, hashes and scope ids have 32. */
export function expectBytes (field: string, value: unknown, length = ACT_KEY_BYTES): asserts value is Uint8Array {
  expectField(field, value instanceof Uint8Array && value.length === length, `is not ${length} bytes.`)
}

/** Requires an integer within bounds. */
export function expectInteger (field: string, value: unknown, [least, most]: readonly [number, number]): void {
  const holds = typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
  expectField(field, holds, `is not an integer from ${least} to ${most}.`)
}

/** Requires a moment in milliseconds since 1970. */
export function expectMoment (field: string, value: unknown): void {
  expectInteger(field, value, [0, DATETIME_MS_MAX])
}

/** Requires names in the form of host names, which is how sources spell them. */
export function expectNames (field: string, names: readonly unknown[]): void {
  expectField(field, names.length <= ACT_NAMES_MAX, `are more than ${ACT_NAMES_MAX}.`)
  expectField(field, names.every(name => typeof name === 'string' && isSourceName(name)), 'are not host-like names of a-z, 0-9, "." and "-".')
  expectAscending(field, names as readonly string[], { max: ACT_NAMES_MAX, compare: compareTexts })
}

/** Requires the sentence that says why. */
export function expectReason (value: unknown): void {
  expectField('reason', isText(value, REASON_BYTES_MAX), `is not text of at most ${REASON_BYTES_MAX} bytes.`)
}

/** Requires that a fact speaks of a scope as a whole. Whether it is the scope that it stands in, the bundle tells. */
export function expectScope ({ entity }: Pick<Fact, 'entity'>): void {
  expectField('entity', isScopeUri(entity), 'is not the URI of a scope.')
}
