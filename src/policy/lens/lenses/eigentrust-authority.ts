import { MILLION, TRILLION } from '../constants.ts'
import { entryOf } from '../ranking/check.ts'
import { note } from '../ranking/note.ts'
import { weightedLens } from '../ranking/weighted-lens.ts'
import type { LensCandidate, LensContext } from '../interface.ts'

/**
 * The statement with the largest product of confidence, trust of its author in the EigenTrust vector, and
 * (0.5 + 0.5 × standing in the domain) answers. An author to whom no path of trust leads from a seed weighs nothing, so
 * any number of new keys has no say. Weights are answered in trillionths.
 */
export const eigentrustAuthority = weightedLens({
  name: 'eigentrust-authority',
  weigh: (candidate, context) => {
    const { eigentrust, domain } = standingOf(candidate, context)

    return BigInt(candidate.confidence) * BigInt(eigentrust) * BigInt(MILLION + domain)
  },
  unit: BigInt(MILLION) * BigInt(2 * MILLION),
  why: (candidate, context) => note('eigentrust', standingOf(candidate, context))
})

function standingOf ({ author }: LensCandidate, context: LensContext): { eigentrust: number, domain: number } {
  return {
    eigentrust: entryOf('eigentrust', context, { author, most: TRILLION }),
    domain: entryOf('domainTrust', context, { author, most: MILLION })
  }
}
