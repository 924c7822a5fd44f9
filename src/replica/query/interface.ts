import type { FactValue } from '../../model/fact/index.ts'
import type { ConstraintRule, Agreement, LensNote, TierResolution, ValueShare, VoteTally } from '../../policy/lens/interface.ts'
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
  /** Whether the source lies under the peer id of its author, or a name that it holds: by a grant in a closed scope, by the name table in `public`. */
  readonly attested: boolean
  /** False for a version that a newer one of the same author and source has replaced. */
  readonly current: boolean
  /** Whether the fact takes part in answers; false while it is outlawed, or held back because a bundle that its author had seen is missing here. */
  readonly visible: boolean
  /** There, and true, while nothing in its closed scope gives the author the right to state it, or the name it is stated under. */
  readonly outlawed?: true
  /** There, and true, while such a bundle is missing, also once the fact is shown all the same. */
  readonly causallyIncomplete?: true
  /** One of `LIFECYCLES`. */
  readonly lifecycle?: string
  /** One of `SOURCE_CLASSES`. */
  readonly sourceClass?: string
  /** The knowledge edition that it belongs to. */
  readonly edition?: string
  /** What a fact of another kind than assertion says. */
  readonly statement?: Readonly<Record<string, string | number | boolean | null>>
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
  /** Entities that are this one or stand below it: `code://rust/app` takes `code://rust/app/main` and leaves `code://rust/app2` out. */
  readonly entityPrefix?: string
  /**
   * Whether an entity answers under all its names.
   *
   * @default true
   */
  readonly aliases?: boolean
  /** Exact relation. */
  readonly relation?: string
  /** Any of these relations, at most 32; it excludes `relation`. */
  readonly relations?: readonly string[]
  /** Facts whose value refers to this entity. */
  readonly target?: string
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
  /** Only facts that are contradicted, or only those that are not. */
  readonly contradicted?: boolean
  /** One of `LIFECYCLES`, or `any`. */
  readonly lifecycle?: string
  /** One of `SOURCE_CLASSES`. */
  readonly sourceClass?: string
  /** The knowledge edition that a fact names. */
  readonly edition?: string
  /** Hybrid logical time or milliseconds since 1970: only facts stamped later. */
  readonly after?: string | number
  /** Hybrid logical time or milliseconds since 1970: answer as if nothing stamped later existed. */
  readonly asOf?: string | number
  /** The lens that resolves contradictions: a name or an expression of the registry. */
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

/** Asks what is said about one entity and relation, and which answer a lens makes of it. */
export interface ResolveQuery {
  readonly entity: string
  readonly relation: string
  /**
   * @default DEFAULT_SCOPE
   */
  readonly scope?: string
  /**
   * A name or an expression of the registry.
   *
   * @default DEFAULT_RESOLVE_LENS
   */
  readonly lens?: string
  /** As if nothing stamped later existed. */
  readonly asOf?: string | number
  /**
   * The moment that ages and expiry are looked at; votes are looked at as of `asOf`. By default the newest time stamp of the scope, floored to the
   * minute, or the last expiry among the candidates that has passed, whichever is later: equal sets give equal bytes.
   */
  readonly cut?: string | number
  readonly includeExpired?: boolean
  /** Only facts of this knowledge edition. */
  readonly edition?: string
  /**
   * Candidates that the answer lists, 1..500; all of them are weighed.
   *
   * @default DEFAULT_PAGE_LIMIT
   */
  readonly limit?: number
  /** An answer that was worked out up to so many milliseconds ago may be given again. */
  readonly maxStaleMs?: number
  /** Reputation by author (peer id), 0..1, for lenses that weigh by trust. */
  readonly trust?: Readonly<Record<string, number>>
  readonly eigentrust?: Readonly<Record<string, number>>
  readonly domainTrust?: Readonly<Record<string, number>>
}

/** One side of a question. Nothing in it depends on the node that answers. */
export interface ResolvedCandidate {
  readonly id: string
  readonly entity: string
  readonly value: FactValue
  readonly source: string
  /** Peer id. */
  readonly author: string
  /** 0..1 */
  readonly confidence: number
  readonly hlc: string
  readonly timestampMs: number
  readonly sourceClass?: string
  readonly edition?: string
  readonly votes?: VoteTally
  /** What the lens weighs it with. */
  readonly weight: number
  /** Its part of all weights, 0..1. */
  readonly share: number
  readonly why: readonly LensNote[]
}

/** A resolution that counts. */
export interface ResolutionNote {
  /** Fact id of the resolution. */
  readonly id: string
  /** Peer id of who resolved. */
  readonly resolver: string
  readonly winner: string | null
  readonly note?: string
}

/** What a lens makes of one entity and relation. Equal sets and an equal cut give the same bytes on every node. */
export interface ResolveAnswer {
  /** The canonical name. */
  readonly entity: string
  readonly relation: string
  readonly scope: string
  /** The expression in canonical form. */
  readonly lens: string
  readonly cut: string
  readonly winner: ResolvedCandidate | null
  /** Best first. */
  readonly candidates: readonly ResolvedCandidate[]
  readonly candidatesCount: number
  /** Whether more candidates were weighed than are listed. */
  readonly truncated: boolean
  readonly resolutionConfidence: number
  readonly conflictScore: number
  readonly values: readonly ValueShare[]
  readonly status?: Agreement
  readonly tiers?: readonly TierResolution[]
  readonly crossTierConflict?: number
  readonly constraints?: { readonly mustUse: readonly ConstraintRule[], readonly forbidden: readonly ConstraintRule[] }
  /** The conflict that the candidates make, if they do. */
  readonly conflict: { readonly id: string, readonly open: boolean, readonly resolution?: ResolutionNote } | null
  readonly explanation: readonly LensNote[]
  /** Ids of bundles whose content is not here, the first 100; absent when all is. */
  readonly missing?: readonly string[]
}

/** Where a fact comes from, and what stands beside it. */
export interface FactWhy {
  readonly record: FactRecord
  readonly proof: {
    readonly bundle: string
    /** Peer id of the key that signed. */
    readonly author: string
    /** Hexadecimal. */
    readonly lane: string
    readonly seq: number
    readonly hlc: string
    /** Bundle ids. */
    readonly parents: readonly string[]
    /** How many facts the signature covers. */
    readonly facts: number
  }
  readonly arrival: { readonly via: ReceivedVia, readonly peer: string | null, readonly ms: number }
  /** The newer statement of the same author and source. */
  readonly replacedBy?: string
  /** Older statements of the same author and source, newest first; the first 50. */
  readonly replaces: readonly string[]
  /** Live facts that say something else; the first 50. */
  readonly rivals: readonly FactRecord[]
  readonly conflict?: { readonly id: string, readonly open: boolean, readonly resolution?: ResolutionNote }
  /** Sums of the live votes, in millionths. */
  readonly votes: VoteTally & { readonly forCount: number, readonly againstCount: number }
  readonly derivedFrom: ReadonlyArray<{ readonly id: string, readonly here: boolean }>
}

/** Follows facts whose values refer to entities. */
export interface NeighbourQuery {
  readonly entity: string
  readonly scope?: string
  /**
   * Steps away from the entity, 1..3.
   *
   * @default 1
   */
  readonly depth?: number
  /**
   * @default 'out'
   */
  readonly direction?: 'out' | 'in' | 'both'
  /**
   * @default 0.1
   */
  readonly minConfidence?: number
  readonly cursor?: string
  /**
   * Edges in a page, 1..200.
   *
   * @default 20
   */
  readonly limit?: number
}

/** One fact that leads from an entity to another one. */
export interface Edge {
  readonly from: string
  readonly relation: string
  readonly to: string
  /** Fact id. */
  readonly fact: string
  readonly confidence: number
  readonly scope: string
  /** Steps from the entity that was asked, from 1. */
  readonly depth: number
}

/** Some edges, near ones first. */
export interface EdgePage {
  readonly edges: readonly Edge[]
  readonly cursor: string | null
}
