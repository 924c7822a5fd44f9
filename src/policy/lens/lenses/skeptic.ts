import { DEFAULT_AGREED_BELOW } from '../constants.ts'
import { decidingLens } from '../ranking/deciding-lens.ts'
import { rankBy } from '../ranking/decision.ts'
import { note } from '../ranking/note.ts'
import { conflictAmong, groupByValue, valueKey } from '../ranking/values.ts'
import type { Agreement, LensCandidate, LensFamily, LensNote, ResolvingLens } from '../interface.ts'
import type { ValueGroup } from '../ranking/values.ts'

/**
 * A picture in place of an answer: whether the statements are `Unanimous` (one value), `Agreed` (a conflict score below
 * a bound) or `Contested`, with the values ranked by their share of the stated confidence. It never names a winner and
 * never averages values.
 *
 * `agreed-below` sets the bound in millionths.
 */
export const skeptic: LensFamily = {
  name: 'skeptic',
  takesInner: false,
  parameters: { 'agreed-below': 1_000_000 },
  make: ({ name, parameters }) => skepticWith(name, parameters.get('agreed-below') ?? DEFAULT_AGREED_BELOW)
}

function skepticWith (name: string, agreedBelow: number): ResolvingLens {
  return decidingLens(name, (candidates) => {
    const groups = groupByValue(candidates)
    const status = statusOf(groups, agreedBelow)
    const weighed = candidates.map(candidate => ({
      candidate,
      standing: groups.get(valueKey(candidate.value))?.confidence ?? 0,
      weight: BigInt(candidate.confidence),
      why: [statedNote(candidate)]
    }))
    const { ranked } = rankBy(weighed, (a, b) => b.standing - a.standing)

    return {
      ranked,
      answers: false,
      confidence: 0,
      ...status == null ? {} : { status },
      notes: [status == null ? note('no-candidates') : note('agreement', { status })]
    }
  })
}

function statusOf (groups: ReadonlyMap<string, ValueGroup>, agreedBelow: number): Agreement | undefined {
  if (groups.size <= 1) {
    return groups.size === 0 ? undefined : 'Unanimous'
  }

  return conflictAmong(groups.values()) < agreedBelow ? 'Agreed' : 'Contested'
}

function statedNote ({ confidence }: LensCandidate): LensNote {
  return note('stated', { confidence })
}
