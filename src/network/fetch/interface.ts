import type { Bundle, Verdict } from '../../model/bundle/index.ts'
import type { Clock, Timers } from '../../platform/interface.ts'
import type { AuditLog } from '../../replica/audit/index.ts'
import type { StreamAccess } from '../access/index.ts'
import type { Hello } from '../hello/index.ts'
import type { PeerRights } from '../peers/index.ts'
import type { Sync } from '../sync/index.ts'
import type { PeerText, Wire } from '../wire/index.ts'
import type { AbortOptions, ComponentLogger, Startable } from '@libp2p/interface'
import type { TypedEventTarget } from 'main-event'

/** The part of a replica that fetch needs. */
export interface FetchStore {
  /** The scopes that may leave this node. */
  shared (): ReadonlyArray<{ readonly id: Uint8Array, readonly name: string }>
  /** Encoded bundles of a scope in the order of the hashes; undefined for each whose content is not here. */
  bundlesByHash (hashes: readonly Uint8Array[], scope: Uint8Array): Promise<Array<Uint8Array | undefined>>
  /** Takes bundles in and answers for each, in order, once those accepted are durable. */
  receive (bundles: readonly Uint8Array[], origin: { via: 'fetch', peer: PeerText, scope: Uint8Array }): Promise<Verdict[]>
}

/** Bundles that somebody wants to have. */
export interface FetchRequest {
  /** Scope id, 32 bytes. */
  readonly scope: Uint8Array
  /** Hashes of 32 bytes, 1 to 64, each once. */
  readonly hashes: readonly Uint8Array[]
}

/** What a request came to; each of its hashes stands in one of the lists. */
export interface FetchAnswer {
  /** Bundles that are here now, perhaps with digests in place of facts. */
  readonly here: readonly Uint8Array[]
  /** The peer does not have them. */
  readonly absent: readonly Uint8Array[]
  /** The door did not take them in for now. */
  readonly declined: readonly Uint8Array[]
  /** The answer ended before them; they can be asked again. */
  readonly unanswered: readonly Uint8Array[]
}

/** Fetches since the start. */
export interface FetchCounters {
  /** Requests that this node made. */
  requestsOut: number
  /** Requests that it answered. */
  requestsIn: number
  /** Bundles that requests brought. */
  bundlesIn: number
  /** Bundles that it sent. */
  bundlesOut: number
  /** Own requests that failed, whoever was to blame. */
  failures: number
}

/**
 * Asks accepted peers for bundles by hash, and answers them.
 */
export interface Fetch extends Startable {
  /**
   * Asks a peer, and resolves once what it sent is durable.
   *
   * @throws {PeerUnreachableError} when no stream could be opened
   * @throws {FetchFaultError} when the peer does not keep to the protocol; what came before is kept
   */
  request (peer: PeerText, request: FetchRequest, options?: AbortOptions): Promise<FetchAnswer>

  counters (): FetchCounters
}

/** What fetch stands on. */
export interface FetchComponents {
  wire: Wire
  hello: Hello
  store: FetchStore
  /** What may flow to and from each peer; without it everybody may pull what is shared, and push. */
  rights?: Pick<PeerRights, 'may' | 'refusals'>
  /** Opens the streams with tokens; without it they open without. */
  access?: StreamAccess
  /** Where requests are noted that go beyond the rights of a peer. */
  audit?: Pick<AuditLog, 'append'>
  logger: ComponentLogger
}

/** A bundle that is not here, or not with its content. */
export interface SoughtBundle {
  /** Scope id, 32 bytes. */
  readonly scope: Uint8Array
  /** Hash, 32 bytes. */
  readonly hash: Uint8Array
}

/** What may be asked of whom now. */
export interface TakeOptions {
  /** Whether a peer is connected, answered its last request, and may bring and hear of bundles of a scope. */
  isReady (peer: PeerText, scope: Uint8Array): boolean
  /** Whether the peer that is asked may bring bundles of a scope, and hear which are missed; others are passed over. */
  isOpen (scope: Uint8Array): boolean
  /** Whether the peer may be asked for bundles of a scope now; otherwise it is asked later. */
  mayAsk (scope: Uint8Array): boolean
}

/** What is looked for, and whom it was asked of. */
export interface Sought {
  /** How many bundles are looked for. */
  readonly size: number
  /** Milliseconds after which to look around although nothing happened; Infinity for never. */
  readonly intervalMs: number
  /** What to ask a peer for next, all of one scope, at most 64; nothing when it was asked for everything. */
  take (peer: PeerText, options: TakeOptions): readonly SoughtBundle[]
  /** Takes note of what a peer answered; after a failure, without an answer, the same peer may be asked again. */
  settle (peer: PeerText, taken: readonly SoughtBundle[], answer?: FetchAnswer): void
  /** Forgets what a peer that left was asked for: it may have learned more when it comes back. */
  forget (peer: PeerText): void
}

/** What asks peers for bundles stands on. */
export interface InquiryComponents {
  hello: Hello
  store: Pick<FetchStore, 'shared'>
  fetch: Pick<Fetch, 'request'>
  /** What may flow to and from each peer; without it everybody is asked. */
  rights?: Pick<PeerRights, 'may' | 'mayLearn' | 'addEventListener' | 'removeEventListener'>
  sync: Pick<Sync, 'request' | 'status' | 'addEventListener' | 'removeEventListener'>
  clock: Clock
  timers: Timers
  logger: ComponentLogger
}

/** What a seeker listens to. */
export interface SeekStoreEvents {
  /** A bundle was taken in, and bundles that stand before it are not here. */
  'bundle:await': CustomEvent<{
    readonly scope: { readonly id: Uint8Array }
    readonly peer: PeerText
    /** Hashes of the parents that are not here. */
    readonly parents: readonly Uint8Array[]
    /** Hash of the predecessor in the chain, when that is not here. */
    readonly previous?: Uint8Array
    /** Whether sync should run for that. */
    readonly gap: boolean
  }>
  /** A bundle of somebody else was taken in. */
  'bundle:receive': CustomEvent<{ readonly bundle: { readonly hash: Uint8Array } }>
}

/** The part of a replica that a seeker needs. */
export interface SeekStore extends TypedEventTarget<SeekStoreEvents>, Pick<FetchStore, 'shared'> {
  /** Parents and predecessors that bundles name and that are not here, as far as they are remembered. */
  absentParents (): SoughtBundle[]
}

/** What a seeker of parents stands on. */
export interface SeekerComponents extends InquiryComponents {
  store: SeekStore
}

/** The bundles whose content is wanted, by scope and key in the tree. */
export interface WantedContent {
  /** Ids of the scopes of which something is wanted. */
  scopes (): Uint8Array[]
  /** Keys of 40 bytes: time and hash. */
  all (scope: Uint8Array): Uint8Array[]
  has (scope: Uint8Array, key: Uint8Array): boolean
}

/** What a seeker of content listens to. */
export interface ContentStoreEvents {
  /** A bundle of somebody else was taken in, perhaps with digests in place of facts. */
  'bundle:receive': CustomEvent<{ readonly bundle: Bundle }>
  /** The disk lost bundles, which are wanted now. */
  'bundle:lose': CustomEvent<{ readonly bundles: number }>
  /** Content is wanted that this node did without before. */
  'bundle:want': CustomEvent<{ readonly bundles: number }>
}

/** What a seeker of content stands on. */
export interface ContentSeekerComponents extends InquiryComponents {
  store: TypedEventTarget<ContentStoreEvents> & Pick<FetchStore, 'shared'>
  wanted: WantedContent
}
