import type { Hlc } from '../../../model/hlc/index.ts'
import type { Version } from '../../index/index.ts'
import type { FactRef } from '../fact-reader.ts'

/** Everything that is said about one entity and relation of a scope. */
export interface GroupName {
  /** Number of the scope. */
  readonly scope: number
  readonly entity: string
  readonly relation: string
}

/** The moment that groups are looked at. */
export interface Moment {
  /** What is stamped later does not count. */
  readonly asOf?: Hlc
  /** Milliseconds since 1970 at which statements have expired or have not. */
  readonly atMs: number
  /** What stands in the journal from this offset on does not count. */
  readonly before?: number
}

/** What one claimant says about a group at a moment. */
export interface Candidate {
  /** Eight bytes that stand for author and source. */
  readonly claimant: Uint8Array
  readonly version: Version
  /** False when the claimant has said something newer that the moment does not look at. */
  readonly current: boolean
  /** The name of the entity under which it was said, as the index spells it. */
  readonly entity: string
}

/** The resolution that rules for a group. */
export interface EffectiveResolution {
  readonly ref: FactRef
  /** Public key, 32 bytes. */
  readonly author: Uint8Array
  readonly hlc: Hlc
  /** The fact that answers; null when none is preferred. */
  readonly winner: FactRef | null
  readonly note?: string
  /** Digests of the values that were looked at, hexadecimal. */
  readonly values: ReadonlySet<string>
}

/** What a group comes to at a moment. */
export interface Judgement {
  /** The canonical name of the entity, whichever was asked for. */
  readonly name: GroupName
  /** One per claimant, in the order of claimants: stated with confidence, and not expired. */
  readonly live: readonly Candidate[]
  /** The other claimants: they took their word back, or it has expired. */
  readonly ended: readonly Candidate[]
  /** Whether two of the live ones contradict each other. */
  readonly isContested: boolean
  /** The resolution that rules, when the group is contested or it was asked for. */
  readonly resolution?: EffectiveResolution
  /** Whether the group is contested, and no resolution has looked at every live value. */
  readonly isOpen: boolean
  /** Id of the conflict that the group is or could be, 16 bytes. */
  readonly id: Uint8Array
}
