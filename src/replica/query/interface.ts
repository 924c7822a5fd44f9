import type { FactValue } from '../../model/fact/index.ts'
import type { ReceivedVia } from '../record/interface.ts'

export type { ReceivedVia } from '../record/interface.ts'

/**
 * One fact as this node answers it: the signed statement, who signed it, how it arrived, and what the rest of the set
 * says about it.
 */
export interface FactRecord {
  /** `<bundle id>.<index>`, the same on every node. */
  readonly id: string
  /** 0 is an assertion; other kinds are kept and carried and answer only by their id. */
  readonly kind: number
  readonly entity: string
  readonly relation: string
  readonly value: FactValue
  readonly source: string
  /** 0..1 in millionths; 0 takes the source's earlier statement back. */
  readonly confidence: number
  /** Hybrid logical time, `{13-digit ms}.{5-digit counter}`. */
  readonly hlc: string
  /** Wall part of `hlc`, milliseconds since 1970. */
  readonly timestampMs: number
  /** Milliseconds since 1970 after which default answers leave the fact out. */
  readonly validUntilMs?: number
  /** Name of the scope, `public` or `local`. */
  readonly scope: string
  /** Peer id (base36 text) of the key that signed the bundle. */
  readonly author: string
  /** Bundle id. */
  readonly bundle: string
  /** Peer id (base36 text) of the peer that delivered it, or null when it was written here. */
  readonly receivedFrom: string | null
  readonly receivedVia: ReceivedVia
  /** Milliseconds since 1970 by this node's clock when it took the bundle in. */
  readonly receivedMs: number
  /** Whether another live fact states a different value for the same entity, relation and scope. */
  readonly contradicted: boolean
  /** Whether the source lies in a namespace that its author owns or declared. */
  readonly attested: boolean
  /** False for a version that a newer one of the same author and source has replaced. */
  readonly current: boolean
  /** Whether the fact takes part in answers. */
  readonly visible: boolean
  /** One of `LIFECYCLES`. */
  readonly lifecycle?: string
  /** One of `SOURCE_CLASSES`. */
  readonly sourceClass?: string
  /** Ids of the facts that this one was derived from. */
  readonly derivedFrom?: readonly string[]
  /** Digest of the evidence, 32 bytes in hexadecimal. */
  readonly hash?: string
  /** The entity as it was written, when normalisation changed it. */
  readonly entityRaw?: string
  /** The source as it was written, when normalisation changed it. */
  readonly sourceRaw?: string
}

/**
 * Which facts to answer. Filters are joined by "and". A fact that lost a contradiction is left out before the filters
 * apply, so a filter never turns a loser into an answer; `includeContradicted` keeps all sides.
 */
export interface FactQuery {
  /** Exact entity, compared after normalisation. */
  readonly entity?: string
  /** Exact relation. */
  readonly relation?: string
  /** Exact source, compared after normalisation. */
  readonly source?: string
  /** Name of a scope; absent: every scope of this node. */
  readonly scope?: string
  /** Peer id of the author, in either text form. */
  readonly author?: string
  /** 0..1; facts with less are left out. */
  readonly minConfidence?: number
  /** Answer all sides of a contradiction instead of the one that the lens picks. */
  readonly includeContradicted?: boolean
  /** Answer facts past their `validUntilMs` too. */
  readonly includeExpired?: boolean
  /** Answer retractions (confidence 0) too. */
  readonly includeRetracted?: boolean
  /** One of `LIFECYCLES`. */
  readonly lifecycle?: string
  /** Hybrid logical time or milliseconds since 1970: only facts stamped later. */
  readonly after?: string | number
  /** Hybrid logical time or milliseconds since 1970: answer as if nothing stamped later existed. */
  readonly asOf?: string | number
  /** Name of the lens that resolves contradictions. */
  readonly lens?: string
  /** `FactPage.cursor` of the page before. It belongs to the query it came from. */
  readonly cursor?: string
  /**
   * Most facts in a page, 1..500.
   *
   * @default DEFAULT_PAGE_LIMIT
   */
  readonly limit?: number
}

/** One page of answers. */
export interface FactPage {
  readonly facts: readonly FactRecord[]
  /** How many facts match, counted when the first page was answered; exact up to 10,000. */
  readonly total: number
  /** True when counting stopped at 10,000. */
  readonly totalCapped: boolean
  /** Text to ask the next page with, or null at the end. */
  readonly cursor: string | null
  /** True when facts are left out because their content is not here or damaged; absent otherwise. */
  readonly partial?: boolean
  /** Ids of the bundles they stand in, the first 100; absent when the page is whole. */
  readonly missing?: readonly string[]
}
