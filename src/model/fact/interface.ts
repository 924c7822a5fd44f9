import type { CborMap, CborValue } from '../bytes/index.ts'

/**
 * What a fact says, with its type. Numbers are finite; `datetime` counts milliseconds since 1970 in UTC; `ref` is the
 * URI of another entity.
 */
export type FactValue =
  { readonly type: 'string' | 'text' | 'ref', readonly v: string } |
  { readonly type: 'number', readonly v: number } |
  { readonly type: 'boolean', readonly v: boolean } |
  { readonly type: 'datetime', readonly v: number } |
  { readonly type: 'null', readonly v: null }

/**
 * The name of a value's type.
 */
export type FactValueType = FactValue['type']

/**
 * A signature by an agent that is not the author of the bundle. It has these four keys and no other.
 */
export interface Attestation extends CborMap {
  /** Ed25519 public key of the agent, 32 bytes. */
  key: Uint8Array
  /** Milliseconds since 1970 between which the bundle's wall time must lie. */
  notBefore: number
  notAfter: number
  /** Ed25519 signature, 64 bytes. */
  signature: Uint8Array
}

/**
 * Everything that most facts do without. Keys that this version does not know are kept as they are.
 */
export interface FactExtras {
  /** Milliseconds since 1970 after which the fact is hidden. It is never deleted. */
  readonly until?: number
  /** Place in `LIFECYCLES`, 0..4. */
  readonly life?: number
  /** Place in `SOURCE_CLASSES`, 0..5. */
  readonly class?: number
  /** Digest of the evidence behind the fact, 32 bytes; breaks ties deterministically. */
  readonly hash?: Uint8Array
  /** Ids of the facts that this one was derived from, at most 16. */
  readonly from?: string[]
  /** At most 8 signatures by agents. */
  readonly att?: Attestation[]
  /** The entity as it was written, when normalisation changed it. */
  readonly rawEntity?: string
  /** The source as it was written, when normalisation changed it. */
  readonly rawSource?: string
  /** The knowledge epoch that the fact belongs to. */
  readonly edition?: string
  /** Scope id, number and holder of the stewardship epoch under which a steward wrote the fact. */
  readonly epoch?: [Uint8Array, number, Uint8Array]
  /** What a fact of a kind other than assertion carries. */
  readonly body?: CborValue
  readonly [unknown: string]: CborValue | undefined
}

/**
 * One immutable, attributed statement. Its URIs are normalised.
 */
export interface Fact {
  /** 0 is an assertion. */
  readonly kind: number
  /** URI of what the fact is about. */
  readonly entity: string
  /** Namespaced predicate, such as `memory:role`. */
  readonly relation: string
  readonly value: FactValue
  /** URI of who says it. */
  readonly source: string
  /** Integer millionths, 0..1,000,000. Zero retracts. */
  readonly confidence: number
  readonly extras: FactExtras
}

/**
 * What a caller says; `createFact` makes a fact of it.
 */
export interface FactInput {
  /**
   * @default KIND_ASSERTION
   */
  readonly kind?: number
  readonly entity: string
  readonly relation: string
  readonly value: FactValue
  readonly source: string
  /** 0..1; rounded to millionths, but never down to a retraction. Absent means 1. */
  readonly confidence?: number
  readonly extras?: FactExtras
}
