import { inOrder } from './check.ts'
import { conclude } from './decision.ts'
import { note } from './note.ts'
import type { Decision } from './decision.ts'
import type { LensCandidate, LensContext, LensNote, ResolvingLens } from '../interface.ts'

/** A lens of a decision over candidates that were checked and stand in the order of the tie-break. */
export function decidingLens (name: string, decide: (candidates: readonly LensCandidate[], context: LensContext) => Decision): ResolvingLens {
  return {
    name,

    resolve: (candidates, context) => {
      const ordered = inOrder(candidates, context)

      return conclude(name, ordered, decide(ordered, context))
    }
  }
}

/** The note about a set of candidates with none or one in it; undefined for more. */
export function fewNote (candidates: readonly unknown[]): LensNote | undefined {
  return candidates.length > 1 ? undefined : note(candidates.length === 0 ? 'no-candidates' : 'sole-candidate')
}
