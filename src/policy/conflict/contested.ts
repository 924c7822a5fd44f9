import { equalBytes } from '../../model/bytes/index.ts'
import type { LiveRow } from './interface.ts'

/**
 * Whether two of the rows contradict each other: they differ in value and in claimant. The walk is linear in the number
 * of rows. If no row differs from the first in both, then each row with another value has the first one's claimant, and
 * a row with the first one's value and another claimant contradicts exactly those.
 */
export function contested (rows: readonly LiveRow[]): boolean {
  const first = rows[0]
  let otherValue = false
  let otherClaimant = false

  for (const row of rows) {
    const valueDiffers = !equalBytes(row.value, first.value)
    const claimantDiffers = !equalBytes(row.claimant, first.claimant)

    if (valueDiffers && claimantDiffers) {
      // fault-point gate.conflict-unseen: return false
      return true
    }

    otherValue ||= valueDiffers
    otherClaimant ||= claimantDiffers
  }

  return otherValue && otherClaimant
}
