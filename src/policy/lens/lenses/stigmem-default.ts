import { compareHlc } from '../../../model/hlc/index.ts'
import { note } from '../ranking/note.ts'
import { orderedLens } from '../ranking/ordered-lens.ts'

/**
 * The lens of the Stigmem wire format: highest confidence, then newest (wall, counter), then lowest digest of the
 * evidence with facts that have none behind those that have one, then lowest fact id. It is as sure as its winner is.
 */
export const stigmemDefault = orderedLens({
  name: 'stigmem-default',
  compare: (a, b) => a.confidence === b.confidence ? compareHlc(b.hlc, a.hlc) : b.confidence - a.confidence,
  confidence: first => first.confidence,
  explain: first => note('most-confident', { confidence: first.confidence }),
  why: ({ confidence }) => note('stated', { confidence })
})
