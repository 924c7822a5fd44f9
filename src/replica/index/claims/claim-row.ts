import { VALUE_DIGEST_BYTES } from '../../../model/body/index.ts'
import { CLAIMANT_BYTES, ORDER_BYTES } from '../constants.ts'

/**
 * First bytes of the entry of a (scope, entity, relation). They tell two things about all versions that ever were: whether
 * they have one claimant or more, and whether they have one value or more. Both only ever grow, so the byte is a function
 * of the set of facts.
 *
 * ```
 *                  one value               several values
 *   one claimant   | 01 | claimant 8 | version |     | 04 | claimant 8 | version |
 *   several        | 02 | value 8 |                  | 03 |
 * ```
 *
 * Behind `02` and `03` each claimant has an entry of its own.
 */
export const CLAIM_ONE = 1
export const CLAIM_AGREED = 2
export const CLAIM_DIFFERING = 3
export const CLAIM_CHANGED = 4

/** Where the version begins in an entry with one claimant. */
export const VERSION_AT = 1 + CLAIMANT_BYTES

/** Where the digest of the value lies in a version. */
export const VALUE_AT = ORDER_BYTES

/** Whether an entry holds its one claimant. */
export function hasOneClaimant ([mark]: Uint8Array): boolean {
  return mark === CLAIM_ONE || mark === CLAIM_CHANGED
}

/** Whether an entry stands for several claimants. */
export function hasRivals ([mark]: Uint8Array): boolean {
  return mark === CLAIM_AGREED || mark === CLAIM_DIFFERING
}

/** The digest of the only value that was ever seen, or undefined when there were several. */
export function onlyValue (row: Uint8Array): Uint8Array | undefined {
  switch (row[0]) {
    case CLAIM_ONE: return row.subarray(VERSION_AT + VALUE_AT, VERSION_AT + VALUE_AT + VALUE_DIGEST_BYTES)
    case CLAIM_AGREED: return row.subarray(1)
    default: return undefined
  }
}
