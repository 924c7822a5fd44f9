import type { Clock } from '../../platform/interface.ts'
import type { PeerRecord } from '../../policy/scope/index.ts'
import type { Journal } from '../../storage/journal/index.ts'
import type { SeenNonces, SeenNoncesInit } from '../../storage/seen/index.ts'
import type { ApiToken, Forgotten, Refusal } from '../record/index.ts'
import type { AbortOptions, ComponentLogger } from '@libp2p/interface'

/** What became of keys that were to be wanted. */
export interface WantedAdded {
  /** Keys that are in the set now and were not before. */
  readonly added: number
  /** Keys that found no room. */
  readonly full: number
}

/**
 * The bundles of each scope whose content this node would take and does not have. A scope is an id of 32 bytes, a key is
 * one of the scope's tree: 40 bytes. Changes are durable when they are answered. Methods that write throw
 * InvalidLocalKeyError, or what the journal throws.
 */
export interface WantedBundles {
  /** Puts keys in; at most WANTED_MAX of all scopes have room. */
  add (scope: Uint8Array, keys: readonly Uint8Array[]): Promise<WantedAdded>
  /** Takes keys out, and answers how many were in. */
  settle (scope: Uint8Array, keys: readonly Uint8Array[]): Promise<number>
  /** Whether a key is in. */
  has (scope: Uint8Array, key: Uint8Array): boolean
  /** The keys of a scope, in the order in which they were put in. */
  all (scope: Uint8Array): Uint8Array[]
  /** The ids of the scopes that have keys. */
  scopes (): Uint8Array[]
  /** How many keys there are, of one scope or of all. */
  count (scope?: Uint8Array): number
}

/** Values under text keys of 1..255 characters. Changes are durable when they are answered. */
export interface KeyedRecords<Value> {
  /** The value under a key. */
  get (key: string): Value | undefined
  /** Puts a value under a key. Throws InvalidLocalKeyError, LocalRecordsFullError, NotCanonicalError, or what the journal throws. */
  put (key: string, value: Value): Promise<void>
  /** Takes the value under a key away, and answers whether there was one. Throws what the journal throws. */
  remove (key: string): Promise<boolean>
  /** Every key with its value, in the order in which the keys were put first. */
  all (): Array<readonly [key: string, value: Value]>
  /** How many values there are. */
  readonly count: number
}

/** What a compaction did. */
export interface LocalCompaction {
  /** Segments that were looked at. */
  readonly segments: number
  /** Records that were left out. */
  readonly dropped: number
}

/** What this node remembers for itself alone. */
export interface LocalRecords {
  /** Builds the state from the journal, which must be started. */
  start (): Promise<void>
  /** Waits for what is under way. The journal is stopped by its owner afterwards. */
  stop (): Promise<void>
  /** Which nonces were used. */
  readonly seen: SeenNonces
  /** Bundles whose content is wanted. */
  readonly wanted: WantedBundles
  /** What is kept of peers, by peer id. */
  readonly peers: KeyedRecords<PeerRecord>
  /** Names that peers claimed, each with the public key of the first one that did. */
  readonly names: KeyedRecords<Uint8Array>
  /** Public keys of the peers that tickets of closed scopes named, by scope id in hexadecimal. */
  readonly scopePeers: KeyedRecords<readonly Uint8Array[]>
  /** Tokens of the API by their id. */
  readonly tokens: KeyedRecords<ApiToken>
  /** Declined bundles by header hash in hexadecimal. */
  readonly refusals: KeyedRecords<Refusal>
  /** Content that was dropped here, by header hash in hexadecimal. */
  readonly forgotten: KeyedRecords<Forgotten>
  /** Leaves records that were overtaken out of all sealed segments. It also runs by itself when most of them were. */
  compact (options?: AbortOptions): Promise<LocalCompaction>
}

/** Bounds of local records. */
export interface LocalRecordsInit {
  /** Bounds of the replay window. */
  seen?: SeenNoncesInit
  /**
   * Entries that each keyed store takes.
   *
   * @default DEFAULT_ENTRIES_MAX
   */
  entriesMax?: number
}

/** What local records stand on. */
export interface LocalRecordsComponents {
  /** A journal of their own, with the level `immediate` and small segments, since only sealed ones are compacted. */
  journal: Journal
  /** Dates records and ends nonces. */
  clock: Pick<Clock, 'nowMs'>
  /** Where failed compactions are told. */
  logger?: ComponentLogger
}
