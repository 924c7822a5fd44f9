import type { CellWidth, ClaimedCheckpoint, Prefix } from '../../../storage/tree/index.ts'
import type { Parcel } from '../interface.ts'

/** Which bytes of a digest or hash travel in a round: `width` bytes from `offset`. */
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
export interface DiffFilter {
  /** Whether the peer does not take the bundle. */
  isUnwelcome (hash: Uint8Array): boolean
  /** The hashes of bundles that this side did not take, or of which the peer has no content. */
  readonly useless: readonly Uint8Array[]
}

/**
 * How a round begins:
 *
 * | opening | says | where |
 * | --- | --- | --- |
 * | `quiet` | 4 cells of the sketch | the sets are probably equal |
 * | `full` | 15 cells, the counters and the checkpoints | a difference is likely |
 * | `walk` | perhaps a description of the newest part of the tree | a sketch did not find the difference, or there is none |
 */
export type Opening = QuietOpening | FullOpening | WalkOpening

/** A hello that says little. */
export interface QuietOpening {
  readonly kind: 'quiet'
  /** The first cells of the sketch, each of 6 bytes. */
  readonly cells: Uint8Array
}

/** A hello that says enough to choose how the difference is found. */
export interface FullOpening {
  readonly kind: 'full'
  /** The first cells of the sketch, each of 6 bytes. */
  readonly cells: Uint8Array
  /** The counters of the sketch, 84 bytes. */
  readonly counters: Uint8Array
  /** Places with few keys behind them, from the newest to the oldest. */
  readonly checkpoints: readonly ClaimedCheckpoint[]
}

/** A hello with which trees are walked. */
export interface WalkOpening {
  readonly kind: 'walk'
  /** Bytes of digests and hashes that travel in the round: 8, or all 32. */
  readonly width: number
  /** The whole set down to its newest leaf, or nothing. */
  readonly entries: readonly WalkEntry[]
}

/** Begins a round, and is a whole turn. */
export interface HelloFrame {
  readonly type: 'hello'
  /** Names the scope to whoever knows it, 8 bytes. */
  readonly tag: Uint8Array
  /** 8 bytes of chance: they go into tag and proofs, and say which bytes of digests travel. */
  readonly nonce: Uint8Array
  /** Bundles in the set. */
  readonly count: number
  /** Proof of the root of the set, 16 bytes. */
  readonly proof: Uint8Array
  readonly opening: Opening
}

/** Cells of the sketch behind those that the peer has. */
export interface CellsFrame {
  readonly type: 'cells'
  /** The number of the first one. */
  readonly from: number
  readonly width: CellWidth
  /** One or more cells. */
  readonly cells: Uint8Array
}

/** Asks for more cells, because those so far do not say enough. */
export interface MoreFrame {
  readonly type: 'more'
  /** How many cells there should be in all. */
  readonly total: number
}

/** Names all that the sender has above a checkpoint; `docs/formats/sync-codes.md` has the code. */
export interface SaltedListFrame {
  readonly type: 'list'
  readonly code: Uint8Array
}

/** Asks for bundles by short ids, or by places in the list of the peer; `docs/formats/sync-codes.md` has the code. */
export interface RequestFrame {
  readonly type: 'request'
  readonly code: Uint8Array
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

/** Bundles that the other side lacks, in the order of their first ones. */
export interface FactsFrame {
  readonly type: 'facts'
  readonly parcels: readonly Parcel[]
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
export type SyncFrame = HelloFrame | CellsFrame | MoreFrame | SaltedListFrame | RequestFrame | WalkFrame | WantFrame | FactsFrame | DeclineFrame | AbsentFrame | EndFrame | ByeFrame

/** Frames that carry a list and may be sent in parts. */
export type ListFrame = WalkFrame | WantFrame | DeclineFrame | AbsentFrame
