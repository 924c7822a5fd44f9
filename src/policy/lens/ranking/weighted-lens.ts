import { MILLION } from '../constants.ts'
import { InvalidLensInputError } from '../errors.ts'
import { decidingLens, fewNote } from './deciding-lens.ts'
import { byWeight, rankBy } from './decision.ts'
import { millionthsOf, sumOf } from './fixed-point.ts'
import { note } from './note.ts'
import type { LensCandidate, LensContext, LensNote, ResolvingLens } from '../interface.ts'

/** A rule that gives each statement a weight of its own. */
export interface WeightedLensInit {
  readonly name: string
  /** The weight of a statement: an integer from 0, in millionths or in parts of `unit`. */
  weigh (candidate: LensCandidate, context: LensContext): bigint
  /**
   * Parts of a weight that make one millionth of the weights that are answered.
   *
   * @default DEFAULT_UNIT
   */
  readonly unit?: bigint
  /** The sentence about each candidate; absent: its weight. */
  why? (candidate: LensCandidate, context: LensContext): LensNote
  /**
   * Whether the answer is as sure as its own weight, at most 1; otherwise it is as sure as its part of all weights.
   *
   * @default DEFAULT_SURE_AS_WEIGHT
   */
  readonly sureAsWeight?: boolean
}

/** Weights are millionths unless a lens says otherwise. */
const DEFAULT_UNIT = 1n

/** An answer is as sure as its part of all weights unless a lens says otherwise. */
const DEFAULT_SURE_AS_WEIGHT = false

/**
 * A lens that lets the largest weight answer; the tie-break decides between equal ones. A statement without weight never
 * answers: when none has any, there is no answer.
 */
export function weightedLens (init: WeightedLensInit): ResolvingLens {
  const { unit = DEFAULT_UNIT, sureAsWeight = DEFAULT_SURE_AS_WEIGHT } = init

  return decidingLens(init.name, (candidates, context) => {
    const { ranked, notes } = rankBy(candidates.map(candidate => weigh(init, candidate, context)), byWeight)
    const best = ranked[0]?.weight ?? 0n
    const answers = best > 0n
    const verdict = fewNote(ranked) ?? note('most-weight')
    const silence = note(ranked.length === 0 ? 'no-candidates' : 'no-weight')

    return {
      ranked,
      unit,
      answers,
      confidence: sureAsWeight ? Math.min(Number(best / unit), MILLION) : millionthsOf(best, sumOf(ranked.map(({ weight }) => weight))),
      notes: answers ? [verdict, ...notes] : [silence]
    }
  })
}

function weigh (init: WeightedLensInit, candidate: LensCandidate, context: LensContext): { candidate: LensCandidate, weight: bigint, why: LensNote[] } {
  const weight = init.weigh(candidate, context)

  if (weight < 0n) {
    throw new InvalidLensInputError('weight', 'is below zero', candidate.id)
  }

  const why = init.why?.(candidate, context) ?? note('weighed', { weight: Number(weight / (init.unit ?? DEFAULT_UNIT)) })

  return { candidate, weight, why: [why] }
}
