/**
 * @packageDocumentation
 *
 * Questions about the facts of a replica: a query is checked once, planned by what it names (an entity, a relation, a
 * source, an author, or nothing but time), and answered fact by fact from the index and the journal, contradictions
 * resolved by a lens while reading. It stands on the index; the pipeline and the replica stand on it.
 *
 * The invariant: an answer depends on the set of facts and the time of the question, never on the order in which facts
 * came, and memory stays bounded however many facts match.
 *
 * @example Stream what is known about an entity
 *
 * ```TypeScript
 * import { QueryEngine } from './index.ts'
 * import type { QueryEngineComponents } from './index.ts'
 *
 * async function print (components: QueryEngineComponents): Promise<void> {
 *   for await (const fact of new QueryEngine(components).scan({ entity: 'user:alice' })) {
 *     console.info(fact.relation, fact.value.v, fact.contradicted)
 *   }
 * }
 * ```
 */

export { openAnswers } from './answers/open-answers.ts'
export { decodeHead, headOf } from './bundles/bundle-head.ts'
export { DEFAULT_PAGE_LIMIT, DEFAULT_SCOPE, PAGE_LIMIT_MAX, TOTAL_MAX } from './constants.ts'
export { newestVersion } from './effect/newest-version.ts'
export { ContentMissingError, FactDamagedError, InvalidQueryError, isUnreadable, UnknownScopeError } from './errors.ts'
export { FactReader } from './fact-reader.ts'
export { proofIn } from './proof-in.ts'
export { recordOf } from './fact-record.ts'
export { authorField, givenField, prefixField, shareField } from './filters.ts'
export { GroupJudge } from './group-judge.ts'
export { Rulings } from './judge/rulings.ts'
export { QueryEngine } from './query-engine.ts'
export { DEFAULT_RESOLVE_LENS } from './resolve/constants.ts'
export { relationField, textField, uriField } from './resolve/fields.ts'
export { isBelow } from './search/names.ts'
export { VoteCounts } from './resolve/vote-counts.ts'
export type { Answers, AnswersComponents } from './answers/answers.ts'
export type { BundleHead } from './bundles/bundle-head.ts'
export type { Effect, EffectGovernance } from './effect/effect.ts'
export type { ContentDamage, FactRef, StoredFact } from './fact-reader.ts'
export type { FactStanding } from './fact-record.ts'
export type { Candidate, EffectiveResolution, GroupJudgeComponents, GroupName, Judgement, Moment } from './group-judge.ts'
export type * from './interface.ts'
export type { RulingsComponents } from './judge/rulings.ts'
export type { QueryCuration, QueryEngineComponents, ScopeNames } from './query-engine.ts'
export type { ViewsInit } from './resolve/views.ts'
