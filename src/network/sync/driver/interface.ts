import type { Prefix } from '../../../storage/tree/interface.ts'

/** Which bytes of a digest or hash travel: `width` bytes from `offset`. The side that begins a round chooses it. */
export interface Lens {
  readonly offset: number
  readonly width: number
}

/**
 * More than 32 keys start with the prefix, and all of them go on with `reach`; below that they are spread over the
 * nibbles of the bitmap (bit 0 for nibble 0), with one cut digest each.
 */
export interface InnerEntry {
  readonly kind: 'inner'
  readonly prefix: Prefix
  readonly reach: Prefix
  readonly bitmap: number
  readonly digests: readonly Uint8Array[]
}

/** All keys that start with the prefix, 1 to 32, in ascending order and each by the cut hash of its bundle. */
export interface LeafEntry {
  readonly kind: 'leaf'
  readonly prefix: Prefix
  readonly ids: readonly Uint8Array[]
}

/** What one side says about the keys below a prefix. */
export type WalkEntry = InnerEntry | LeafEntry

/** Asks for bundles below a prefix: those at the bits of the mask in the leaf that was listed, or all with mask 0. */
export interface Want {
  readonly prefix: Prefix
  readonly mask: number
}

/** What is known about hashes that need not be moved, though only one side has them. */
export interface WalkFilter {
  /** Whether the peer does not take the bundle. */
  isUnwelcome (hash: Uint8Array): boolean
  /** Whether this side did not take the bundle, or the peer does not have its content; the hash is cut. */
  isUseless (id: Uint8Array): boolean
}

/** Begins a round, and is a whole turn: what this side has, and how digests are cut until the round ends. */
export interface HelloFrame {
  readonly type: 'hello'
  /** Scope id, 32 bytes. */
  readonly scope: Uint8Array
  /** Bundles in the set. */
  readonly count: number
  /** Root of the set, 32 bytes. */
  readonly root: Uint8Array
  readonly lens: Lens
  /** The whole set down to its newest leaf, described at once where a difference is likely; else empty. */
  readonly entries: readonly WalkEntry[]
}

/** Describes subtrees in which both sides have something and differ. */
export interface WalkFrame {
  readonly type: 'walk'
  readonly entries: readonly WalkEntry[]
}

/** Asks for bundles. */
export interface WantFrame {
  readonly type: 'want'
  readonly wants: readonly Want[]
}

/** Encoded bundles that the other side lacks, oldest first. */
export interface FactsFrame {
  readonly type: 'facts'
  readonly bundles: readonly Uint8Array[]
}

/** A bundle that was offered and not taken in. */
export interface Decline {
  /** Hash of the header, 32 bytes. */
  readonly hash: Uint8Array
  readonly code: string
  /** Wall time in milliseconds before which it is not to be offered again. */
  readonly retryAtMs?: number
}

/** Tells which bundles were not taken in. */
export interface DeclineFrame {
  readonly type: 'decline'
  readonly declines: readonly Decline[]
}

/** Tells of which bundles the content is not here, though the tree holds them. */
export interface AbsentFrame {
  readonly type: 'absent'
  /** Hashes of 32 bytes. */
  readonly hashes: readonly Uint8Array[]
}

/** Where a side stands when it has nothing to describe or to ask. */
export interface Standing {
  /** Bundles in its set now. */
  readonly count: number
  /** Root of its set now, 32 bytes. */
  readonly root: Uint8Array
  /** Bundles of this round that were new to it. */
  readonly taken: number
  /** Bundles that came into its set in this round from anywhere else. */
  readonly grown: number
}

/** Ends a turn. */
export interface EndFrame {
  readonly type: 'end'
  /** Present when the turn neither described nor asked anything. */
  readonly standing?: Standing
}

/** Why a run is over: a result, or what stands in its way. */
export type ByeCode = 'equal' | 'partial' | 'moving' | 'unknown' | 'busy' | 'malformed' | 'limit' | 'faulty' | 'stalled'

/** Ends the run. */
export interface ByeFrame {
  readonly type: 'bye'
  readonly code: ByeCode
  /** The root of the side that speaks, with the code `partial`. */
  readonly root?: Uint8Array
}

/** All that travels on a sync stream. */
export type SyncFrame = HelloFrame | WalkFrame | WantFrame | FactsFrame | DeclineFrame | AbsentFrame | EndFrame | ByeFrame

/** Frames that carry a list and may be sent in parts. */
export type ListFrame = WalkFrame | WantFrame | DeclineFrame | AbsentFrame
