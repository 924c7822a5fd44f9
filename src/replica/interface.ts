import type { AuditLog } from './audit/index.ts'
import type { Signer, SourceVerdict, Verify } from '../model/identity/index.ts'
import type { Platform } from '../platform/interface.ts'
import type { Change, ChangeOptions, ChangeQuery } from './changes/interface.ts'
import type { Conflicts, Curations, Votes } from './conflicts/interface.ts'
import type { ClosedScopes, Governance } from './governance/interface.ts'
import type { IdPrefixes, IndexMarker } from './index/index.ts'
import type { KeyedRecords, WantedBundles } from './local/index.ts'
import type { StorageState } from './pipeline/index.ts'
import type { AppendOptions, AppendResult, FactDraft, LaneStore, Origin, ReplicaEvents, ScopeRef } from './pipeline/interface.ts'
import type { AbsenceCount, Forgetting } from './presence/interface.ts'
import type { EdgePage, FactPage, FactQuery, FactRecord, FactWhy, NeighbourQuery, ResolveAnswer, ResolveQuery } from './query/interface.ts'
import type { Forgotten } from './record/index.ts'
import type { JournalCompaction } from './upkeep/journal-compaction.ts'
import type { ScrubState } from './upkeep/scrub.ts'
import type { FactProof, OfferedBundle, Verdict } from '../model/bundle/index.ts'
import type { KeyAgreement } from '../model/seal/index.ts'
import type { LensRegistry } from '../policy/lens/index.ts'
import type { Journal, JournalReport, JournalStat } from '../storage/journal/interface.ts'
import type { KV } from '../storage/kv/interface.ts'
import type { TreeSnapshot } from '../storage/tree/interface.ts'
import type { ComponentLogger } from '@libp2p/interface'
import type { TypedEventTarget } from 'main-event'

export type {
  AppendAccepted, AppendOptions, AppendRefused, AppendResult, ClockSkew, FactDraft, LaneStore, Origin, ReplicaEvents, ScopeRef
} from './pipeline/interface.ts'
export type * from './changes/interface.ts'
export type * from './conflicts/interface.ts'
export type * from './governance/interface.ts'
export type * from './presence/interface.ts'
export type * from './query/interface.ts'
export type { IdPrefixes } from './index/index.ts'
export type { StorageState } from './pipeline/index.ts'
export type { JournalCompaction } from './upkeep/journal-compaction.ts'
export type { ScrubState } from './upkeep/scrub.ts'

/** A bundle that others name and that is not here. */
export interface AbsentBundle {
  /** Bundle id. */
  readonly id: string
  /** As what it is named: the predecessor in the chain of who names it, or a parent. */
  readonly as: 'previous' | 'parent'
  /** Place of a bundle that names it: peer id of the author, lane in hexadecimal, and seq. */
  readonly namedBy: { readonly author: string, readonly lane: string, readonly seq: number }
  /** Wall time in milliseconds at which that bundle came. */
  readonly sinceMs: number
}

/** How much a scope holds. */
export interface ScopeStatus extends AbsenceCount {
  /** `public`, `local`, or what the genesis of a closed scope calls it; several scopes may have one name. */
  readonly name: string
  /** `<name>@<26 base32 characters>`. */
  readonly id: string
  /** Facts in all bundles of the scope, every version counted. */
  readonly facts: number
  readonly bundles: number
  /** Merkle root of the bundle hashes in hexadecimal; null for `local`, which has no tree. */
  readonly root: string | null
  /** Bundles whose content this node would take and does not have. */
  readonly wanted: number
  /** Bundles that others name, as predecessor or parent, and that are not here; no more than stand in memory are counted. */
  readonly absent: number
  /** Some of them. */
  readonly absentBundles: readonly AbsentBundle[]
}

/** What the stamps of others did to our clock since the start. */
export interface ClockFigures {
  /** Bundles that moved our stamps on. */
  readonly hlcUpdates: number
  /** Bundles that were more than half a second ahead of our clock. */
  readonly skewEvents: number
}

/** What can be asked about facts beside the facts themselves. */
export interface Questions {
  /** The lenses that queries may name; one's own can be added. */
  readonly lenses: LensRegistry
  readonly conflicts: Conflicts
  readonly votes: Votes
  readonly curations: Curations
  /** What is here of facts, and how they are forgotten. */
  readonly presence: Forgetting

  /**
   * What a lens makes of everything that is said about one entity and relation.
   *
   * @throws {InvalidQueryError}
   * @throws {UnknownScopeError}
   * @throws {UnknownLensError}
   */
  resolve (query: ResolveQuery): Promise<ResolveAnswer>

  /** Who says a fact, how it came here, what contradicts it, and who voted on it; undefined for a fact that is not here. */
  why (id: string): Promise<FactWhy | undefined>

  /**
   * Entities that facts lead to from one entity, or that lead to it.
   *
   * @throws {InvalidQueryError} for a depth beyond 3, among others.
   */
  neighbours (query: NeighbourQuery): Promise<EdgePage>

  /**
   * Follows what changes, from now on or from behind a change that was seen. It ends with the signal, or with the node.
   *
   * @throws {InvalidQueryError}
   */
  changes (query?: ChangeQuery, options?: ChangeOptions): AsyncIterable<Change>
}

/**
 * One peer's copy of the facts: it takes bundles in, keeps them, and answers queries over them.
 */
export interface Replica extends TypedEventTarget<ReplicaEvents>, Questions {
  /** Brings index, tree and clocks up to the journal. The journal and the key-value store must be started. */
  start (): Promise<void>

  /** Waits until everything taken so far is durable and applied, then takes nothing more. */
  stop (): Promise<void>

  /**
   * Writes facts and answers for each once it is durable. A bad draft is refused alone.
   *
   * @throws {ClockBehindError} while our own facts lie too far ahead of the clock.
   * @throws {StorageFailedError} when journal or index could not be written.
   * @throws {ReplicaStoppedError}
   */
  append (drafts: readonly FactDraft[], options?: AppendOptions): Promise<AppendResult[]>

  /** Takes bundles from a peer and answers a verdict for each, in order, once those accepted are durable. Never throws for what the peer sent. */
  receive (bundles: readonly OfferedBundle[], origin: Origin): Promise<Verdict[]>

  /**
   * Resolves once nothing that a peer brought before is on its way into the journal, and forgets what of it is held. Whoever narrows
   * the rights of a peer waits for it before saying that it is done. It never rejects.
   */
  settle (peer: string): Promise<void>

  /** A fact by its id, superseded versions included. */
  get (id: string): Promise<FactRecord | undefined>

  /** What proves a fact to somebody who has only the author's key. */
  proof (id: string): Promise<FactProof | undefined>

  /**
   * One page of matching facts.
   *
   * @throws {InvalidQueryError} for a filter or cursor that cannot be read.
   */
  query (query?: FactQuery): Promise<FactPage>

  /**
   * Streams every matching fact in bounded memory; `cursor` and `limit` are not looked at.
   *
   * @throws {InvalidQueryError}
   */
  scan (query?: FactQuery): AsyncIterable<FactRecord>

  /** What the acts of closed scopes come to. */
  readonly governance: Governance

  /** Makes and joins closed scopes, and lets peers into them. */
  readonly closed: ClosedScopes

  /** All scopes with their counts and roots. */
  scopes (): ScopeStatus[]

  /** The scopes that may leave this node. */
  shared (): readonly ScopeRef[]

  /** The tree of a shared scope as it is now, or undefined for any other id. */
  snapshot (scope: Uint8Array): TreeSnapshot | undefined

  /**
   * Tree keys of the bundles of a shared scope whose hashes begin with certain bits, ascending, as they stand now. A
   * prefix that several hashes begin with names all of them, one that none begins with names nothing. Undefined when a
   * pass over all keys of a snapshot costs less than looking these up.
   */
  keysByIdPrefix (scope: Uint8Array, prefixes: IdPrefixes): Promise<Uint8Array[] | undefined>

  /** Encoded bundles of shared scopes, or of one of them, in the order of the hashes; undefined for each that is not here. Others are not read. */
  bundlesByHash (hashes: readonly Uint8Array[], scope?: Uint8Array): Promise<Array<Uint8Array | undefined>>

  /** Whether a bundle is here. */
  has (hash: Uint8Array): Promise<boolean>

  /** Parents and predecessors that bundles name and that are not here, each with the id of the scope in which it is missed; a bounded number. */
  absentParents (): Array<{ readonly scope: Uint8Array, readonly hash: Uint8Array }>

  /** Bundles since the start: `accepted`, `known`, `held`, `equivocation`, and refused ones by code. */
  counters (): Record<string, number>

  /** What the stamps of others did to our clock. */
  clockFigures (): ClockFigures

  /** Reads and checks every record of the journal. */
  verifyJournal (): Promise<JournalReport>

  /** Leaves out of the journal what later records took the place of: what was erased or refused is on the disk no more. */
  compactJournal (): Promise<JournalCompaction>

  /** Size and state of the journal. */
  journalStat (): JournalStat

  /** How the disk does, and how far its reading is. */
  storage (): StorageState & { readonly scrub: ScrubState }
}

/** Settings of a replica; every field has a default. */
export interface ReplicaInit {
  /**
   * Bytes of offered bundles that may be under way at once; further offers wait.
   *
   * @default DEFAULT_RECEIVE_BYTES_MAX
   */
  receiveBytesMax?: number

  /**
   * Bundles from the near future that are held until their time has come.
   *
   * @default DEFAULT_HELD_BUNDLES_MAX
   */
  heldBundlesMax?: number

  /**
   * Facts of local writes that may wait for their bundle in one scope; further writers wait.
   *
   * @default DEFAULT_PENDING_FACTS_MAX
   */
  pendingFactsMax?: number
}

/** Whose the names in sources are, in the public scope. */
export interface SourceNames {
  /** Whose a source is, as far as its author is concerned. What is under an `undeclared` name is held until its author declares one. */
  judge (source: string, author: Uint8Array): SourceVerdict
  /** Has a listener told the public key of each author that declares a name. */
  onClaim (listener: (author: Uint8Array) => void): void
}

/** What a replica stands on. */
export interface ReplicaComponents {
  readonly platform: Pick<Platform, 'name' | 'clock' | 'timers' | 'random' | 'crc32c'>
  readonly journal: Journal
  readonly kv: KV
  /** The key of this node; without `agree` it signs, and opens no key of a closed scope. */
  readonly signer: Signer & Partial<KeyAgreement>
  /** The strict verifier. */
  readonly verify: Verify
  /** Network name. */
  readonly net: string
  /** Names that this node claims: it may write sources `stigmem://NAME/…`. */
  readonly names: readonly string[]
  /** Names of closed scopes that this node makes at its start when it holds none of the name; absent means none. */
  readonly founds?: readonly string[]
  /** Names that another author has declared, looked up by its peer id (base36 text). */
  namesOf? (author: string): readonly string[]
  /** Whose a name is in `public`, and when somebody declares one; without it what `namesOf` answers holds, and nothing is waited for. */
  readonly sources?: SourceNames
  readonly laneStore: LaneStore
  /** Public keys of those whose curating statements count beside our own; see `FactMeshInit.curators`. */
  readonly curators?: readonly Uint8Array[]
  /** What was noted when the index was closed; without it the index is taken as it is found. */
  readonly marker?: IndexMarker
  /** Bytes that may still be written where the index lies. */
  freeBytes? (): Promise<number>
  /** Where bundles are remembered that the disk damaged; without it they are asked for, and nobody counts them. */
  readonly wanted?: WantedBundles
  /** Where content is remembered that was dropped here; without it none can be. */
  readonly forgotten?: KeyedRecords<Forgotten>
  /** Where refusals and what happens to the disk are noted. */
  readonly audit?: Pick<AuditLog, 'append'>
  /** Told at the start how many bytes of the journal the index has caught up with, of how many. */
  onReplay? (done: number, total: number): void
  readonly logger: ComponentLogger
}
