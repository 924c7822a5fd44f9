import type { Verdict } from '../../model/bundle/index.ts'
import type { Clock, Timers } from '../../platform/interface.ts'
import type { Hello } from '../hello/index.ts'
import type { Sync } from '../sync/index.ts'
import type { PeerText, Wire } from '../wire/index.ts'
import type { AbortOptions, ComponentLogger, Startable } from '@libp2p/interface'
import type { TypedEventTarget } from 'main-event'

/** The part of a replica that fetch needs. */
export interface FetchStore {
  /** The scopes that may leave this node. */
  shared (): ReadonlyArray<{ readonly id: Uint8Array, readonly name: string }>
  /** Encoded bundles in the order of the hashes; undefined for each whose content is not here. */
  bundlesByHash (hashes: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>>
  /** Takes bundles in and answers for each, in order, once those accepted are durable. */
  receive (bundles: readonly Uint8Array[], origin: { via: 'fetch', peer: PeerText }): Promise<Verdict[]>
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
  /** Bundles that are here now. */
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
  logger: ComponentLogger
}

/** A parent that a bundle names and that is not here. */
export interface AbsentParent {
  /** Scope id, 32 bytes. */
  readonly scope: Uint8Array
  /** Hash, 32 bytes. */
  readonly hash: Uint8Array
}

/** What a seeker listens to. */
export interface SeekStoreEvents {
  /** A bundle was taken in, and bundles that stand before it are not here. */
  'bundle:await': CustomEvent<{
    readonly scope: { readonly id: Uint8Array }
    readonly peer: PeerText
    /** Hashes of the parents that are not here. */
    readonly parents: readonly Uint8Array[]
    /** Whether its predecessor in the chain is missing. */
    readonly gap: boolean
  }>
  /** A bundle of somebody else was taken in. */
  'bundle:receive': CustomEvent<{ readonly bundle: { readonly hash: Uint8Array } }>
}

/** The part of a replica that a seeker needs. */
export interface SeekStore extends TypedEventTarget<SeekStoreEvents>, Pick<FetchStore, 'shared'> {
  /** Parents that bundles name and that are not here, as far as they are remembered. */
  absentParents (): AbsentParent[]
}

/** What a seeker stands on. */
export interface SeekerComponents {
  hello: Hello
  store: SeekStore
  fetch: Pick<Fetch, 'request'>
  sync: Pick<Sync, 'request' | 'status' | 'addEventListener' | 'removeEventListener'>
  clock: Clock
  timers: Timers
  logger: ComponentLogger
}
