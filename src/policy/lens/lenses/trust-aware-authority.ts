import { MILLION, TRUST_UNKNOWN } from '../constants.ts'
import { note } from '../ranking/note.ts'
import { weightedLens } from '../ranking/weighted-lens.ts'

/**
 * The statement with the largest product of confidence and reputation of its author answers, and it is as sure as that
 * product. An author without a reputation has half of it.
 */
export const trustAwareAuthority = weightedLens({
  name: 'trust-aware-authority',
  weigh: ({ confidence, trust = TRUST_UNKNOWN }) => BigInt(confidence) * BigInt(trust),
  unit: BigInt(MILLION),
  why: ({ trust = TRUST_UNKNOWN }) => note('trust', { trust }),
  sureAsWeight: true
})
