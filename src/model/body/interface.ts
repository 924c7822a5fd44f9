/** A fact by the bundle that it stands in. */
export interface BodyRef {
  /** Hash of the bundle's header, 32 bytes. */
  readonly hash: Uint8Array
  /** Place of the fact in the bundle. */
  readonly index: number
}

/** Kind 6: what one claimant thinks of one fact. The latest one counts. */
export interface VoteBody {
  readonly fact: BodyRef
  /** Integer millionths, 0..WEIGHT_MAX. */
  readonly weight: number
  readonly stance: 'for' | 'against'
}

/** Kind 7: how a contradiction about the entity of the fact is settled. */
export interface ResolutionBody {
  readonly relation: string
  /** The fact that answers; null when nobody is preferred. */
  readonly winner: BodyRef | null
  /** Digests of the values that were looked at, 8 bytes each, ascending, at most VALUES_MAX. A live value beside them opens the conflict again. */
  readonly values: readonly Uint8Array[]
  /** At most NOTE_BYTES_MAX of UTF-8. */
  readonly note?: string
}

/** Kind 8: two names of one entity. */
export interface AliasBody {
  readonly canonical: string
  readonly alias: string
}

/** Kind 9: whether an entity has one value for a relation, or many. */
export interface RuleBody {
  readonly relation: string
  readonly cardinality: 'one' | 'many'
}

/** Why an edition replaces another one. */
export type SupersessionType = 'invalidate' | 'temporal' | 'refine'

/** Kind 13: a knowledge edition, which facts name in their extras. */
export interface EditionBody {
  readonly name: string
  /** The edition that this one replaces; it comes with a type. */
  readonly supersedes?: string
  readonly type?: SupersessionType
}

/** Bodies by the name of their kind. */
export interface Bodies {
  vote: VoteBody
  resolution: ResolutionBody
  alias: AliasBody
  rule: RuleBody
  edition: EditionBody
}

/** Kinds of facts that say something about other facts. */
export type StatementKind = keyof Bodies
