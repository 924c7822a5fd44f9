import type { Bundle, Verdict } from '../../model/bundle/index.ts'
import type { Clock, Random, Timers } from '../../platform/interface.ts'
import type { AuditLog } from '../../replica/audit/index.ts'
import type { Governance } from '../../replica/governance/index.ts'
import type { Hello } from '../hello/index.ts'
import type { PeerRights } from '../peers/index.ts'
import type { PeerText, Wire } from '../wire/index.ts'
import type { ComponentLogger, Startable } from '@libp2p/interface'
import type { TypedEventTarget } from 'main-event'

/** What gossip listens to. */
export interface GossipStoreEvents {
  /** This node wrote a bundle, and it is durable. */
  'bundle:append': CustomEvent<{ bundle: Bundle }>
  /** This node holds one more closed scope. */
  'scope:hold': Event
  /** Who may do what in a closed scope may have changed, and which keys it has. */
  'scope:govern': Event
}

/** The part of a replica that gossip needs. */
export interface GossipStore extends TypedEventTarget<GossipStoreEvents> {
  /** Which closed scopes there are, and their keys; without it there are none. */
  readonly governance?: Pick<Governance, 'held' | 'keys' | 'standingNow'>
  /** The scopes that may leave this node. */
  shared (): ReadonlyArray<{ readonly id: Uint8Array, readonly name: string }>
  /** Whether a bundle is here. */
  has (hash: Uint8Array): Promise<boolean>
  /** Encoded bundles of a scope in the order of the hashes; undefined for each that is not here. */
  bundlesByHash (hashes: readonly Uint8Array[], scope: Uint8Array): Promise<Array<Uint8Array | undefined>>
  /** Takes bundles in and answers for each, in order, once those accepted are durable. */
  receive (bundles: readonly Uint8Array[], origin: { via: 'gossip', peer: PeerText, scope: Uint8Array }): Promise<Verdict[]>
}

/** Brings the content of announced bundles; sync is its body. */
export interface ContentSource {
  /** Reconciles with the peer, and resolves after the first run that began after the call. */
  request (peer: PeerText, scope: Uint8Array, options: { timeoutMs: number }): Promise<unknown>
}

/** Messages since the start. */
export interface GossipCounters {
  /** Own bundles published whole. */
  wholeOut: number
  /** Own bundles published as header and signature. */
  headersOut: number
  /** Publications that reached nobody: there was no neighbour, or it failed. Sync brings these bundles. */
  unheard: number
  /** Messages taken in and passed on. */
  accept: number
  /** Messages not passed on at no cost to the sender. */
  ignore: number
  /** Messages that lowered the score of the sender. */
  reject: number
  /** Sealed messages that no key of ours opened; they are ignored. */
  unopened: number
  /** Messages of peers that may not push in the scope; they are ignored, and most of them before they are examined. */
  outside: number
}

/**
 * Tells neighbours of each bundle that this node writes, and takes in what they tell.
 */
export interface Gossip extends Startable {
  counters (): GossipCounters
}

/** Settings of gossip; every field has a default. */
export interface GossipInit {
  /**
   * Bytes of whole bundles per second that this node publishes.
   *
   * @default DEFAULT_WHOLE_BYTES_PER_SECOND
   */
  wholeBytesPerSecond?: number
}

/** What gossip stands on. */
export interface GossipComponents {
  wire: Wire
  hello: Hello
  store: GossipStore
  sync: ContentSource
  /** What may flow to and from each peer; without it everything may for peers that were accepted. */
  rights?: Pick<PeerRights, 'may' | 'refusals' | 'addEventListener' | 'removeEventListener'>
  /** Where messages of peers are noted that may not push in the scope. */
  audit?: Pick<AuditLog, 'append'>
  clock: Clock
  timers: Timers
  random: Random
  logger: ComponentLogger
}
