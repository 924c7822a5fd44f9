import { DEFAULT_CONSTRAINT_RELATIONS } from '../constants.ts'
import { decidingLens } from '../ranking/deciding-lens.ts'
import { byWeight, rankBy } from '../ranking/decision.ts'
import { conflictScore } from '../ranking/entropy.ts'
import { note } from '../ranking/note.ts'
import { groupByValue, valueKey } from '../ranking/values.ts'
import type { ConstraintRule, LensCandidate, LensNote } from '../interface.ts'
import type { ValueGroup } from '../ranking/values.ts'

/** Rules of one side by the value that they speak of. */
type Side = ReadonlyMap<string, ValueGroup>

/**
 * What an agent must use and must not use, before it acts: of all live facts about one entity, those that stand under
 * the two relations of the context are rules, and their values are what is ruled about. It gives no winner. What both
 * sides name is listed on both and warned about; the conflict score is the greatest one among such things.
 */
export const constraints = decidingLens('constraints', (candidates, context) => {
  const relations = context.constraintRelations ?? DEFAULT_CONSTRAINT_RELATIONS
  const mustUse = under(candidates, relations.mustUse)
  const forbidden = under(candidates, relations.forbidden)
  const sides = { mustUse: groupByValue(mustUse), forbidden: groupByValue(forbidden) }
  const contested = [...sides.mustUse.keys()].filter(key => sides.forbidden.has(key))
  const { ranked } = rankBy([...mustUse, ...forbidden].map(weigh), byWeight)

  return {
    ranked,
    answers: false,
    confidence: 0,
    conflictScore: Math.max(0, ...contested.map(key => conflictOver(key, sides))),
    constraints: { mustUse: rulesOf(mustUse, sides.mustUse), forbidden: rulesOf(forbidden, sides.forbidden) },
    notes: [
      note('rules', { mustUse: sides.mustUse.size, forbidden: sides.forbidden.size }),
      ...contested.length === 0 ? [] : [note('rules-disagree', { count: contested.length })]
    ]
  }
})

function under (candidates: readonly LensCandidate[], wanted: string): LensCandidate[] {
  return candidates.filter(({ relation }) => relation === wanted)
}

function weigh (candidate: LensCandidate): { candidate: LensCandidate, weight: bigint, why: LensNote[] } {
  return { candidate, weight: BigInt(candidate.confidence), why: [note('stated', { confidence: candidate.confidence })] }
}

function conflictOver (key: string, { mustUse, forbidden }: { mustUse: Side, forbidden: Side }): number {
  return conflictScore([mustUse, forbidden].map(side => side.get(key)?.confidence ?? 0))
}

/** The rules of a side, ordered by their values as text. */
function rulesOf (candidates: readonly LensCandidate[], side: Side): ConstraintRule[] {
  const facts = Map.groupBy(candidates, ({ value }) => valueKey(value))

  return [...side.keys()].sort().map(key => {
    const said = facts.get(key) ?? []

    return { value: said[0].value, facts: said.map(({ id }) => id) }
  })
}
