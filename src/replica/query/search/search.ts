import { equalBytes } from '../../../model/bytes/index.ts'
import { KIND_ASSERTION } from '../../../model/fact/index.ts'
import { advanceHlc, compareHlc } from '../../../model/hlc/index.ts'
import { uriInIndex } from '../../index/index.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { IndexReader, Version } from '../../index/index.ts'
import type { CompiledQuery } from '../compiled-query.ts'
import type { Position } from '../cursor.ts'
import type { FactReader, StoredFact } from '../fact-reader.ts'
import type { MissingBundles } from './missing-bundles.ts'
import type { Answer, Resolver } from '../resolver.ts'

/** Where to search. */
export interface Search {
  /** Number of the scope. */
  readonly scope: number
  /** The last answer of the page before. */
  readonly from?: Position
}

/** What a search stands on. */
export interface SearchComponents {
  readonly index: IndexReader
  readonly reader: FactReader
  readonly resolver: Resolver
  /** Takes note of bundles that answers are missing from. */
  readonly missing: MissingBundles
}

/** A fact that a query answers. */
export interface Match {
  readonly position: Position
  readonly answer: Answer
  /** The fact itself, when it had to be read to know that it matches. */
  readonly stored: StoredFact | undefined
}

/** Whether a version passes the filters that the index can judge by itself. */
export function passesIndex (query: CompiledQuery, version: Version): boolean {
  return passes(query, version)
}

/** Whether a query has filters that need the fact itself. */
export function needsFact (query: CompiledQuery): boolean {
  return query.source != null || query.author != null
}

/** Whether a fact passes every filter that looks at one fact alone. */
export function passesFact (query: CompiledQuery, { fact, head, index }: StoredFact): boolean {
  return fact.kind === KIND_ASSERTION &&
    (query.relation == null || fact.relation === query.relation) &&
    (query.source == null || uriInIndex(fact.source) === query.source) &&
    (query.author == null || equalBytes(head.header.author, query.author)) &&
    passes(query, { confidence: fact.confidence, life: fact.extras.life, hlc: advanceHlc(head.header.hlc, index) })
}

function passes (query: CompiledQuery, { confidence, life, hlc }: { confidence: number, life?: number, hlc: Hlc }): boolean {
  return confidence >= query.confidenceMin &&
    (query.life == null || life === query.life) &&
    (query.after == null || compareHlc(hlc, query.after) > 0)
}
