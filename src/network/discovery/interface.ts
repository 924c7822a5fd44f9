import type { Clock, Random, Timers } from '../../platform/interface.ts'
import type { AbortOptions, ComponentLogger, Connection, Libp2p, PeerId, PeerStore } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import type { Multiaddr } from '@multiformats/multiaddr'

/** Where a target came from: someone named it, or we met it before. It decides how often it is dialled. */
export type TargetOrigin = 'named' | 'recent'

/** One peer that the dial loop tries to stay connected to. */
export interface DialTarget {
  /** Base36 text of the peer id. */
  readonly peer: string
  origin: TargetOrigin
  /** At most sixteen multiaddrs, each ending in the peer id; the latest first. */
  addresses: string[]
  /** Dials since the peer last passed hello. */
  failures: number
  /** Monotonic time of the next dial, in milliseconds. */
  nextDialMs: number
  lastError?: string
}

/** The part of libp2p that the dial loop needs. */
export interface DiallingLibp2p extends Pick<Libp2p, 'addEventListener' | 'removeEventListener'> {
  readonly peerId: PeerId
  readonly peerStore: Pick<PeerStore, 'all' | 'delete' | 'get' | 'has' | 'merge'>
  /** Peers with an open connection. */
  getPeers (): PeerId[]
  /** Resolves with an open connection, or rejects. */
  dial (addresses: Multiaddr[], options: AbortOptions): Promise<unknown>
  hangUp (peer: PeerId): Promise<void>
}

/** The part of libp2p that reports peers which discovery found, and dials them. */
export interface DiscoveringLibp2p extends Pick<Libp2p, 'addEventListener' | 'removeEventListener'> {
  getConnections (): readonly unknown[]
  getDialQueue (): readonly unknown[]
  dial (peer: PeerId): Promise<unknown>
}

/** The part of libp2p that tells how this node is reached, and whom it reached. */
export interface ReachableLibp2p extends Pick<Libp2p, 'addEventListener' | 'removeEventListener'> {
  getMultiaddrs (): Multiaddr[]
  getConnections (): ReadonlyArray<Pick<Connection, 'direction' | 'remoteAddr'>>
}

/** A hash table whose mode can be set. */
export type ModalTable = Pick<KadDHT, 'setMode'>

/** A hash table that keeps and finds who holds what. */
export type ProviderTable = Pick<KadDHT, 'provide' | 'findProviders'>

/** The part of libp2p that a search for holders needs. */
export interface HolderLibp2p extends Pick<Libp2p, 'addEventListener' | 'removeEventListener'> {
  readonly peerId: PeerId
  readonly peerStore: Pick<PeerStore, 'merge'>
  /** Peers with an open connection. */
  getPeers (): PeerId[]
  dial (peer: PeerId, options: AbortOptions): Promise<unknown>
}

/** What announcing and finding holders is built from. */
export interface ScopeProvidersComponents {
  libp2p: HolderLibp2p
  table: ProviderTable
  /** Ids of the public scopes that this node holds. */
  scopes (): readonly Uint8Array[]
  /** Accepted peers that hold them. */
  holders (): number
  clock: Clock
  timers: Timers
  random: Random
  logger: ComponentLogger
}

/** What the dial loop is built from. */
export interface RedialerComponents {
  libp2p: DiallingLibp2p
  clock: Clock
  timers: Timers
  random: Random
  logger: ComponentLogger
}

/**
 * Keeps the node connected to the peers it was told of and to those it met
 * before. It never gives up on a peer that someone named.
 */
export interface Redialer {
  start (): Promise<void>
  stop (): Promise<void>
  /**
   * Adds an address that ends in `/p2p/<peer id>` and dials it at once. Answers the peer (base36 text).
   *
   * @throws {InvalidAddressError} also when it is our own, or too many peers are remembered.
   */
  add (address: string): string
  /** Forgets a peer, also in the peer store. False: it was not known. */
  remove (peer: string): Promise<boolean>
  /**
   * Notes that a peer passed hello: it is dialled again after a restart, and soon after a disconnect if we named or
   * dialled it (`outbound`); one that came by itself comes again by itself. It never rejects.
   */
  remember (peer: string, direction: 'inbound' | 'outbound'): Promise<void>
  /** Notes that a peer was refused at hello: it is dialled again, but not soon. */
  postpone (peer: string): void
  targets (): readonly DialTarget[]
}
