import { largestFirst, millionthsOf, sumOf, unitOf } from './fixed-point.ts'
import { note } from './note.ts'
import { tieBrokenBy } from './tie-break.ts'
import { conflictAmong, groupByValue, valueKey, valueShares } from './values.ts'
import type { LensCandidate, LensNote, RankedCandidate, Resolution } from '../interface.ts'

/** A candidate with what a lens found out about it. */
export interface Weighed {
  readonly candidate: LensCandidate
  /** In parts of the decision's unit. */
  readonly weight: bigint
  readonly why: readonly LensNote[]
}

/** What a lens decides about checked candidates. */
export interface Decision extends Pick<Resolution, 'status' | 'tiers' | 'crossTierConflict' | 'constraints'> {
  /** Best first. */
  readonly ranked: readonly Weighed[]
  /** Parts of the weights that make one part of the weights that are answered; absent: 1. */
  readonly unit?: bigint
  /** Whether the first one answers. */
  readonly answers: boolean
  /** How sure the lens is of it, millionths. */
  readonly confidence: number
  /** When it is not the one over the distinct values: millionths. */
  readonly conflictScore?: number
  readonly notes: readonly LensNote[]
}

/**
 * Ranks candidates by a rule; where the rule finds two equal, they stay in the order of the tie-break. A note tells when
 * that order, and not the rule, put the first one before another value.
 */
export function rankBy<Item extends Weighed> (items: readonly Item[], rule: (a: Item, b: Item) => number): { ranked: Item[], notes: LensNote[] } {
  const ranked = [...items].sort(rule)
  const [first] = ranked
  const equals = ranked.filter(one => rule(first, one) === 0)
  const rival = equals.find(({ candidate }) => valueKey(candidate.value) !== valueKey(first.candidate.value))

  return { ranked, notes: rival == null ? [] : [note('tie-broken', { by: tieBrokenBy(first.candidate, rival.candidate) })] }
}

/** Orders by weight, the largest first. */
export function byWeight (a: Weighed, b: Weighed): number {
  return largestFirst(a.weight, b.weight)
}

/** The resolution that a decision about all the candidates, in the order of the tie-break, comes to. */
export function conclude (lens: string, candidates: readonly LensCandidate[], decision: Decision): Resolution {
  const { ranked, unit, answers, confidence, conflictScore, notes, ...extras } = decision
  const groups = groupByValue(candidates)
  const total = sumOf(ranked.map(({ weight }) => weight))
  const places = ranked.map(weighed => placeOf(weighed, { total, unit: unit ?? 1n }))

  return {
    lens,
    ...answers && places.length > 0 ? { winner: places[0] } : {},
    candidates: places,
    candidatesCount: candidates.length,
    confidence: unitOf(confidence),
    conflictScore: unitOf(conflictScore ?? conflictAmong(groups.values())),
    values: valueShares(groups),
    ...extras,
    explanation: notes
  }
}

function placeOf ({ candidate, weight, why }: Weighed, scale: { total: bigint, unit: bigint }): RankedCandidate {
  return {
    id: candidate.id,
    value: candidate.value,
    weight: Number(weight / scale.unit),
    share: unitOf(millionthsOf(weight, scale.total)),
    why
  }
}
