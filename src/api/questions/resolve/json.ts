import { SOURCE_CLASSES } from '../../../model/fact/index.ts'
import { valueJson } from '../../facts/json.ts'
import { momentOf } from '../../facts/moment.ts'
import { weightOf } from '../shared.ts'
import type { conflictNoteSchema, resolveBodySchema, resolveQuerySchema, resolveSchema } from './schema.ts'
import type { FactWhy, ResolveAnswer, ResolvedCandidate, ResolveQuery } from '../../../replica/interface.ts'
import type * as z from 'zod/mini'

/** A question, as a caller writes it. */
export type ResolveFilter = z.infer<typeof resolveQuerySchema>

/** A question with trust handed in. */
export type ResolveBody = z.infer<typeof resolveBodySchema>

/** What a lens makes of a question, as the node tells it. */
export type ResolveJson = z.infer<typeof resolveSchema>

/** Milliseconds of one second. */
const SECOND_MS = 1_000

/**
 * Makes the question that the parameters ask.
 *
 * @throws {ProblemError} `invalid_request` for a time that is none.
 */
export function resolveQueryOf (asked: ResolveBody): ResolveQuery {
  return {
    entity: asked.entity,
    relation: asked.relation,
    scope: asked.scope,
    lens: asked.lens,
    asOf: momentOf('as_of', asked.as_of),
    cut: momentOf('cut', asked.cut),
    includeExpired: asked.include_expired,
    edition: asked.edition,
    limit: asked.limit,
    maxStaleMs: asked.max_stale == null ? undefined : Math.round(asked.max_stale * SECOND_MS),
    trust: asked.trust,
    eigentrust: asked.eigentrust,
    domainTrust: asked.domain_trust
  }
}

/** Tells an answer in the words of the API. The order of the keys is fixed, so that equal answers are equal bytes. */
export function resolveJson (answer: ResolveAnswer): ResolveJson {
  const { missing = [] } = answer
  return {
    entity: answer.entity,
    relation: answer.relation,
    scope: answer.scope,
    lens: answer.lens,
    cut: answer.cut,
    winner: answer.winner == null ? null : candidateJson(answer.winner),
    candidates: answer.candidates.map(candidateJson),
    candidates_count: answer.candidatesCount,
    truncated: answer.truncated,
    resolution_confidence: answer.resolutionConfidence,
    conflict_score: answer.conflictScore,
    values: answer.values.map(({ id, claimants, share }) => ({ id, claimants, share })),
    ...ofOneLens(answer),
    conflict: conflictNoteJson(answer.conflict),
    explanation: answer.explanation.map(noteJson),
    ...(missing.length === 0 ? {} : { partial: true, missing: [...missing] })
  }
}

/** Tells the conflict beside an answer. */
export function conflictNoteJson (conflict: ResolveAnswer['conflict'] | FactWhy['conflict']): z.infer<typeof conflictNoteSchema> | null {
  if (conflict == null) { return null }
  const { id, open, resolution } = conflict
  return {
    conflict_id: id,
    status: open ? 'unresolved' : 'resolved',
    resolution: resolution == null
      ? null
      : { resolved_by: resolution.id, resolver: resolution.resolver, winning_fact_id: resolution.winner, resolution_note: resolution.note ?? null }
  }
}

/** What only some lenses tell. */
function ofOneLens ({ status, tiers, crossTierConflict, constraints }: ResolveAnswer): Pick<ResolveJson, 'status' | 'tiers' | 'cross_tier_conflict' | 'constraints'> {
  return {
    ...(status == null ? {} : { status }),
    ...(tiers == null ? {} : { tiers: tiers.map(tierJson) }),
    ...(crossTierConflict == null ? {} : { cross_tier_conflict: crossTierConflict }),
    ...(constraints == null ? {} : { constraints: { must_use: constraints.mustUse.map(ruleJson), forbidden: constraints.forbidden.map(ruleJson) } })
  }
}

type TierJson = NonNullable<ResolveJson['tiers']>[number]

function tierJson (tier: NonNullable<ResolveAnswer['tiers']>[number]): TierJson {
  return {
    source_class: SOURCE_CLASSES[tier.sourceClass] ?? null,
    winner: tier.winner,
    candidates_count: tier.candidatesCount,
    resolution_confidence: tier.confidence,
    conflict_score: tier.conflictScore
  }
}

type RuleJson = NonNullable<ResolveJson['constraints']>['must_use'][number]

function ruleJson ({ value, facts }: NonNullable<ResolveAnswer['constraints']>['mustUse'][number]): RuleJson {
  return { value: valueJson(value), facts: [...facts] }
}

function candidateJson (candidate: ResolvedCandidate): ResolveJson['candidates'][number] {
  const { votes } = candidate
  return {
    id: candidate.id,
    entity: candidate.entity,
    value: valueJson(candidate.value),
    source: candidate.source,
    author: candidate.author,
    confidence: candidate.confidence,
    timestamp: new Date(candidate.timestampMs).toISOString(),
    hlc: candidate.hlc,
    source_class: candidate.sourceClass ?? null,
    edition: candidate.edition ?? null,
    votes: votes == null ? null : { for: weightOf(votes.for), against: weightOf(votes.against) },
    weight: candidate.weight,
    share: candidate.share,
    why: candidate.why.map(noteJson)
  }
}

function noteJson ({ code, level, params, text }: ResolveAnswer['explanation'][number]): ResolveJson['explanation'][number] {
  return { code, level, params: { ...params }, text }
}
