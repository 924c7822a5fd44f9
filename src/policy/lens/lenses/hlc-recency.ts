import { compareHlc, formatHlc } from '../../../model/hlc/index.ts'
import { MILLION } from '../constants.ts'
import { note } from '../ranking/note.ts'
import { orderedLens } from '../ranking/ordered-lens.ts'

/** Millionths of confidence by the gap to the next in rank, in milliseconds: a gap above the bound gives it. */
const CONFIDENCE_BY_GAP: ReadonlyArray<{ readonly aboveMs: number, readonly confidence: number }> = [
  { aboveMs: 86_400_000, confidence: 950_000 },
  { aboveMs: 3_600_000, confidence: 800_000 },
  { aboveMs: 60_000, confidence: 600_000 }
]

const CLOSE_CONFIDENCE = 500_000

/**
 * The statement with the highest hybrid logical time answers: wall, then counter. Whoever saw a statement writes above
 * it whatever the own wall clock says, so this is "the last word" also among nodes whose clocks differ. The farther the
 * next statement lies behind, the surer it is.
 */
export const hlcRecency = orderedLens({
  name: 'hlc-recency',
  compare: (a, b) => compareHlc(b.hlc, a.hlc),
  confidence: (first, second) => second == null ? MILLION : confidenceOf(first.hlc.wallMs - second.hlc.wallMs),
  explain: (first, second) => note('newest', { gapMs: first.hlc.wallMs - second.hlc.wallMs }),
  why: ({ hlc }) => note('stamped', { hlc: formatHlc(hlc) })
})

function confidenceOf (gapMs: number): number {
  return CONFIDENCE_BY_GAP.find(({ aboveMs }) => gapMs > aboveMs)?.confidence ?? CLOSE_CONFIDENCE
}
