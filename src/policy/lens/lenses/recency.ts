import { formatHlc } from '../../../model/hlc/index.ts'
import { note } from '../ranking/note.ts'
import { orderedLens } from '../ranking/ordered-lens.ts'

/**
 * The statement with the highest wall time in milliseconds answers. Statements of one millisecond are equal by this
 * rule. It is as sure as its winner is.
 */
export const recency = orderedLens({
  name: 'recency',
  compare: (a, b) => b.hlc.wallMs - a.hlc.wallMs,
  confidence: first => first.confidence,
  explain: (first, second) => note('newest', { gapMs: first.hlc.wallMs - second.hlc.wallMs }),
  why: ({ hlc }) => note('stamped', { hlc: formatHlc(hlc) })
})
