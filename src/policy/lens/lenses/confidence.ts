import { note } from '../ranking/note.ts'
import { orderedLens } from '../ranking/ordered-lens.ts'

/** The statement with the highest stated confidence answers; the tie-break decides between equal ones. */
export const confidence = orderedLens({
  name: 'confidence',
  compare: (a, b) => b.confidence - a.confidence,
  confidence: first => first.confidence,
  explain: first => note('most-confident', { confidence: first.confidence }),
  why: candidate => note('stated', { confidence: candidate.confidence })
})
