import type { StatementKind, SupersessionType } from '../../model/body/interface.ts'
import type { FactValue } from '../../model/fact/interface.ts'
import type { FactRecord } from '../query/interface.ts'

/** One contradiction: everything that is said about one entity and relation of a scope, where it does not agree. */
export interface ContradictionRecord {
  readonly kind: 'contradiction'
  /** 26 base32 characters, derived from scope, entity and relation; the same on every node. */
  readonly id: string
  readonly entity: string
  readonly relation: string
  /** Name of the scope. */
  readonly scope: string
  /** Ids of the live facts, best first by the default lens; the first 100. */
  readonly facts: readonly string[]
  readonly factsCount: number
  /** The first of the facts. */
  readonly factA: string
  /** The first fact that says something else. */
  readonly factB: string
  readonly status: 'unresolved' | 'resolved'
  /** Id of the resolution. */
  readonly resolvedBy?: string
  /** Peer id of who resolved it. */
  readonly resolver?: string
  /** The fact that the resolution prefers; null: none. */
  readonly winner?: string | null
  readonly note?: string
  /** Hybrid logical time at which the second side appeared. */
  readonly detectedAt: string
  /** How far the sides disagree, 0..1. */
  readonly conflictScore: number
}

/** One place in a chain at which its author signed several bundles. All of them stay. */
export interface EquivocationRecord {
  readonly kind: 'equivocation'
  /** 26 base32 characters, derived from scope, author, lane and seq; the same on every node. */
  readonly id: string
  /** Name of the scope. */
  readonly scope: string
  /** Peer id of the author. */
  readonly author: string
  /** Which of the author's chains: 16 hexadecimal digits. */
  readonly lane: string
  /** Place in that chain. */
  readonly seq: number
  /** Ids of the bundles, oldest first; 16 of them, those with the smallest hashes. */
  readonly bundles: readonly string[]
  readonly bundlesCount: number
  /** Nobody can settle it. */
  readonly status: 'unresolved'
  /** Hybrid logical time of the second of the bundles. */
  readonly detectedAt: string
}

/** Statements that contradict each other, or bundles that do. */
export type ConflictRecord = ContradictionRecord | EquivocationRecord

/** Which conflicts to list. */
export interface ConflictQuery {
  /** Both without it. Filters by entity or relation find no equivocation. */
  readonly kind?: ConflictRecord['kind']
  readonly status?: 'unresolved' | 'resolved'
  readonly scope?: string
  readonly entity?: string
  readonly relation?: string
  readonly cursor?: string
  /**
   * Most conflicts in a page, 1..500.
   *
   * @default DEFAULT_PAGE_LIMIT
   */
  readonly limit?: number
}

/** Some conflicts: contradictions scope by scope in the order of their ids, then equivocations likewise. */
export interface ConflictPage {
  readonly conflicts: readonly ConflictRecord[]
  readonly cursor: string | null
}

/** How to settle a conflict. */
export interface ResolutionDraft {
  /** Id of the live fact that answers from now on; null: none is preferred. */
  readonly winner?: string | null
  /** A value to write first, which then wins; it excludes `winner`. */
  readonly newValue?: FactValue
  readonly note?: string
  /** URI of who says it, in a namespace of this node. */
  readonly source?: string
}

/** What a resolution did. */
export interface ResolutionOutcome {
  /** Id of the resolution. */
  readonly resolution: string
  readonly conflict: ContradictionRecord
}

/** Contradictions and how they are settled, and equivocations. */
export interface Conflicts {
  /**
   * @throws {InvalidQueryError}
   * @throws {UnknownScopeError}
   */
  list (query?: ConflictQuery): Promise<ConflictPage>
  /** A conflict that is unresolved, or was resolved. */
  get (id: string): Promise<ConflictRecord | undefined>
  /**
   * Settles a conflict for everybody who lets this node curate.
   *
   * @throws {ConflictNotFoundError}
   * @throws {ConflictResolvedError} when it is settled already.
   * @throws {EquivocationError} when it is an equivocation.
   * @throws {BadWinnerError} when the winner is none of its live facts.
   */
  resolve (id: string, draft?: ResolutionDraft): Promise<ResolutionOutcome>
}

/** A vote to cast. */
export interface VoteDraft {
  /** Id of the fact; it need not be here yet. */
  readonly fact: string
  /**
   * 0..1,000.
   *
   * @default 1
   */
  readonly weight?: number
  /**
   * @default 'for'
   */
  readonly stance?: 'for' | 'against'
  /** URI of who votes, in a namespace of this node. */
  readonly source?: string
  /** Takes the vote of this source back. */
  readonly takeBack?: boolean
}

/** A live vote. */
export interface VoteRecord {
  /** Fact id of the vote itself. */
  readonly id: string
  /** Id of the fact that it is about. */
  readonly fact: string
  readonly stance: 'for' | 'against'
  /** 0..1,000 in millionths. */
  readonly weight: number
  readonly source: string
  /** Peer id of the author. */
  readonly author: string
  readonly hlc: string
  readonly timestampMs: number
  readonly scope: string
}

/** The votes on one fact, those of its own claimant left out. */
export interface VotePage {
  readonly votes: readonly VoteRecord[]
  /** How many stand for it, and the sum of their weights. */
  readonly count: number
  readonly weight: number
  readonly against: { readonly count: number, readonly weight: number }
  readonly cursor: string | null
}

/** Votes: one live vote per claimant and fact. */
export interface Votes {
  /**
   * Resolves once the vote is durable.
   *
   * @throws {FactRefusedError} names the field that is wrong
   */
  cast (draft: VoteDraft): Promise<VoteRecord>
  of (fact: string, page?: { readonly cursor?: string, readonly limit?: number }): Promise<VotePage>
}

/** What all curating drafts share. */
interface CuratingDraft {
  /**
   * @default DEFAULT_SCOPE
   */
  readonly scope?: string
  readonly source?: string
  /** Takes the same statement of the same source back. */
  readonly takeBack?: boolean
}

/** Says that two names mean one entity. */
export interface AliasDraft extends CuratingDraft {
  readonly canonical: string
  readonly alias: string
}

/** Says whether an entity has one value for a relation, or many. */
export interface RuleDraft extends CuratingDraft {
  readonly relation: string
  readonly cardinality: 'one' | 'many'
}

/** Names a knowledge edition, and which one it replaces. */
export interface EditionDraft extends CuratingDraft {
  readonly name: string
  readonly supersedes?: string
  readonly type?: SupersessionType
}

/** One curating statement that counts. */
export interface CurationRecord {
  readonly id: string
  readonly kind: 'alias' | 'rule' | 'edition'
  readonly scope: string
  readonly author: string
  readonly source: string
  readonly hlc: string
  /** Fields of the statement, such as `canonical` and `alias`. */
  readonly statement: Readonly<Record<string, string>>
}

/** Statements that shape the answers about other facts. */
export interface Curations {
  alias (draft: AliasDraft): Promise<FactRecord>
  rule (draft: RuleDraft): Promise<FactRecord>
  edition (draft: EditionDraft): Promise<FactRecord>
  list (kind: Exclude<StatementKind, 'vote' | 'resolution'>, options?: { readonly scope?: string }): Promise<CurationRecord[]>
}
