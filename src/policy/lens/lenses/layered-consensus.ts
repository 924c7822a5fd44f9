import { DEFAULT_HALF_LIVES_MS, MILLION, SOURCE_CLASS_COUNT, TRILLION } from '../constants.ts'
import { decidingLens, fewNote } from '../ranking/deciding-lens.ts'
import { byWeight, rankBy } from '../ranking/decision.ts'
import { conflictScore } from '../ranking/entropy.ts'
import { decayFactor, largestFirst, millionthsOf, sumOf, unitOf } from '../ranking/fixed-point.ts'
import { note } from '../ranking/note.ts'
import { conflictAmong, groupByValue, valueKey } from '../ranking/values.ts'
import type { LensCandidate, LensContext, LensNote, TierResolution } from '../interface.ts'
import type { Weighed } from '../ranking/decision.ts'

/** The candidates of one source class in rank. */
interface Tier {
  readonly sourceClass: number
  /** In the order of the tie-break. */
  readonly candidates: readonly LensCandidate[]
  readonly ranked: readonly Weighed[]
  /** Millionths. */
  readonly confidence: number
  readonly notes: readonly LensNote[]
}

/** A candidate with the weight of all that states its value. */
interface Standing extends Weighed {
  readonly standing: bigint
}

/**
 * The most authoritative source class that anybody speaks from answers, however many statements of lower classes oppose
 * it. Inside a class the value with the largest sum of confidence × decay answers, with its strongest statement; decay
 * halves a weight with each half-life of the class between the statement and the cut. Every class with statements has
 * its own winner, and the disagreement between those is a score of its own: the entropy over their values, each class
 * weighing the same.
 */
export const layeredConsensus = decidingLens('layered-consensus', (candidates, context) => {
  const classes = Map.groupBy(candidates, classOf)
  const tiers = [...classes.keys()].sort((a, b) => a - b).map(sourceClass => tierOf(sourceClass, classes.get(sourceClass) ?? [], context))
  const disagreement = crossTierConflict(tiers)
  const verdict = note('top-tier', { sourceClass: tiers[0]?.sourceClass ?? 0, tiers: tiers.length })

  return {
    ranked: tiers.flatMap(({ ranked }) => ranked),
    unit: BigInt(TRILLION),
    answers: true,
    confidence: tiers[0]?.confidence ?? 0,
    tiers: tiers.map(resolutionOf),
    crossTierConflict: unitOf(disagreement),
    notes: [fewNote(candidates) ?? verdict, ...disagreement > 0 ? [note('tiers-disagree')] : [], ...tiers[0]?.notes ?? []]
  }
})

function classOf ({ sourceClass }: LensCandidate): number {
  return sourceClass ?? SOURCE_CLASS_COUNT - 1
}

function tierOf (sourceClass: number, candidates: readonly LensCandidate[], context: LensContext): Tier {
  const halfLifeMs = (context.halfLivesMs ?? DEFAULT_HALF_LIVES_MS)[sourceClass]
  const weighed = candidates.map(candidate => weigh(candidate, sourceClass, decayFactor(context.cut.wallMs - candidate.hlc.wallMs, halfLifeMs)))
  const weights = new Map(weighed.map(({ candidate, weight }) => [candidate, weight]))
  const sums = new Map(Array.from(groupByValue(candidates), ([key, { members }]) => [key, sumOf(members.map(one => weights.get(one) ?? 0n))]))
  const standing = weighed.map(one => ({ ...one, standing: sums.get(valueKey(one.candidate.value)) ?? 0n }))
  const { ranked, notes } = rankBy(standing, byStanding)

  return { sourceClass, candidates, ranked, confidence: millionthsOf(ranked[0].standing, sumOf(sums.values())), notes }
}

function weigh (candidate: LensCandidate, sourceClass: number, factor: number): Weighed {
  return { candidate, weight: BigInt(candidate.confidence) * BigInt(factor), why: [note('tier', { sourceClass, factor })] }
}

function byStanding (a: Standing, b: Standing): number {
  return largestFirst(a.standing, b.standing) || byWeight(a, b)
}

function resolutionOf ({ sourceClass, candidates, ranked, confidence }: Tier): TierResolution {
  return {
    sourceClass,
    winner: ranked[0].candidate.id,
    candidatesCount: candidates.length,
    confidence: unitOf(confidence),
    conflictScore: unitOf(conflictAmong(groupByValue(candidates).values()))
  }
}

/** Millionths. */
function crossTierConflict (tiers: readonly Tier[]): number {
  const winners = Map.groupBy(tiers, ({ ranked }) => valueKey(ranked[0].candidate.value))

  return conflictScore(Array.from(winners.values(), ({ length }) => length * MILLION))
}
