import type { FactProof } from '../model/bundle/index.ts'
import type { SyncEvents, SyncRun, SyncRunDetail } from '../network/sync/interface.ts'
import type { Metric, Platform } from '../platform/interface.ts'
import type { MeshTokens } from './access/interface.ts'
import type { MeshAgreement } from './health/interface.ts'
import type { MeshScopes } from './scopes/interface.ts'
import type { JournalFigures, JournalsReport } from './store/interface.ts'
import type { PeerCommand, PeerStanding } from '../policy/scope/index.ts'
import type { AuditEvent, AuditOutcome, AuditPage, AuditQuery, AuditReport } from '../replica/audit/index.ts'
import type { AppendOptions, AppendResult, FactDraft, FactPage, FactQuery, FactRecord, JournalCompaction, Questions, ReplicaEvents, ScopeStatus } from '../replica/interface.ts'
import type { Durability, JournalStat } from '../storage/journal/interface.ts'
import type { ComponentLogger, Libp2p } from '@libp2p/interface'
import type { Libp2pOptions } from 'libp2p'

export type * from './access/interface.ts'
export type * from './backup/interface.ts'
export type * from './health/interface.ts'
export type * from './scopes/interface.ts'
export type * from './store/interface.ts'
export type { PeerCommand } from '../policy/scope/index.ts'
export type { Durability } from '../storage/journal/interface.ts'

/**
 * What `createFactMesh` takes. Every field has a default; none is required.
 */
export interface FactMeshInit {
  /**
   * The folder below which everything of this node lives; in a page the name
   * of a database. Absent: the node keeps everything in memory and forgets it
   * when it stops.
   */
  home?: string

  /**
   * Network name, `[a-z0-9-]{1,32}`. Nodes of different networks never
   * exchange a fact.
   *
   * @default DEFAULT_NET
   */
  net?: string

  /**
   * Multiaddrs to listen on. The default is TCP and WebSockets on any free
   * port of all interfaces in Node, and `/p2p-circuit` and `/webrtc` in a
   * browser. A node with a home listens on the same ports after a restart.
   * `/p2p-circuit` reserves a place on a relay as soon as one is connected. A
   * port of `/udp/PORT/webrtc-direct` is given back when the process ends,
   * which only `process.exit` does then.
   *
   * @default DEFAULT_LISTEN
   */
  listen?: string[]

  /** Multiaddrs, each ending in `/p2p/<peer id>`, of peers to start from. */
  bootstrap?: string[]

  /** Tickets of peers to start from; see `FactMesh.ticket`. */
  join?: string[]

  /** Names this node claims: it may write sources `stigmem://NAME/…`. */
  names?: string[]

  /** Names of others, each with the peer id to which it belongs in `public`, whoever claimed it first. */
  pins?: Record<string, string>

  /**
   * What this node declares and lets pass, each `SCOPE`, `SCOPE:push` (others may have it, nothing is taken) or `SCOPE:pull`
   * (it is taken, and not given). Absent: each scope of this node, both ways. `local` is never shared.
   */
  share?: string[]

  /**
   * `automatic`: each peer that declares something is active. `manual`: it waits until the operator accepts it.
   *
   * @default DEFAULT_APPROVAL
   */
  approval?: 'automatic' | 'manual'

  /**
   * Peer ids whose aliases, relation rules, editions and resolutions count in `public`, beside our own. While none is
   * named, the resolutions of everybody count, and nothing else of others.
   */
  curators?: string[]

  /**
   * Write each query and its outcome to the audit log before it is answered. The log grows with every question then.
   *
   * @default DEFAULT_AUDIT_QUERIES
   */
  auditQueries?: boolean

  /**
   * Publish and take in new facts over gossip.
   *
   * @default DEFAULT_GOSSIP
   */
  gossip?: boolean

  /**
   * Milliseconds between two reconciliations with one peer, or `false` for
   * none at all.
   *
   * @default DEFAULT_SYNC_INTERVAL_MS
   */
  syncIntervalMs?: number | false

  /**
   * Look for peers of the same network on the local network.
   *
   * @default DEFAULT_MDNS
   */
  mdns?: boolean

  /**
   * Whether the node answers and asks the distributed hash table.
   *
   * @default DEFAULT_DHT
   */
  dht?: boolean

  /**
   * Carry connections between peers that cannot dial each other, within the bounds of `docs/protocols/limits.md`. It
   * needs an address that both can dial, and sockets, so a page cannot.
   *
   * @default DEFAULT_RELAY
   */
  relay?: boolean

  /**
   * When a write of this node is answered. `immediate`: after the sync that makes it durable, which an idle node does at
   * once. `batched`: after the sync as well, but a group waits some milliseconds for company. `eventual`: once the
   * operating system has it; a power cut may lose what was answered in the last fraction of a second.
   *
   * @default DEFAULT_DURABILITY
   */
  durability?: Durability

  /** The machine. Tests and simulations hand in their own. */
  platform?: Platform

  /** Replaces parts of the libp2p configuration, for tests and odd networks. */
  libp2p?: LibP2PInit

  /** 32-byte Ed25519 seed of a new home. A home that has a key file keeps its own. */
  seed?: Uint8Array

  /** Receives every log line; by default libp2p's, which the variable `DEBUG` turns on. */
  logger?: ComponentLogger
}

/**
 * The parts of the libp2p configuration that a caller may set.
 */
export interface LibP2PInit {
  /**
   * `standard` dials TCP, WebSockets and what the platform has; `memory` stays in this process. Transports of your own
   * stand alone: they dial nothing else, and listen only on what `listen` names.
   */
  transports?: 'standard' | 'memory' | NonNullable<Libp2pOptions['transports']>

  /**
   * STUN and TURN servers for WebRTC. None by default: no server is contacted that nobody named. Without one, two pages
   * behind different routers may not reach each other directly, and stay with their relay.
   */
  iceServers?: RTCIceServer[]

  /** Answers whether a connection with the peer (base36 text) is allowed now. */
  allowConnection? (peer: string): boolean
}

/** How a connected peer is reached. */
export interface PeerPath {
  /** `relayed`: every connection with it goes through a relay. */
  kind: 'direct' | 'relayed'
  transport: string
  /** Base36 text of the relay in between. */
  relay?: string
  /** Attempts to reach it directly that failed, milliseconds until the next one (absent while one is under way), and why the last one failed. */
  upgrade?: { attempts: number, nextInMs?: number, error?: string }
}

/**
 * A peer that this node is connected to, was told of, or met before.
 */
export interface PeerStatus {
  /** Base36 text of the peer id. */
  peerId: string
  /** `wrong_network` and `incompatible_version` peers were refused at hello. */
  status: 'connected' | 'connecting' | 'known' | 'wrong_network' | 'incompatible_version' | 'refused'
  /** Absent while not connected. */
  direction?: 'inbound' | 'outbound'
  addrs: string[]
  /** Milliseconds of the last ping round trip. */
  rttMs?: number
  /** `tcp`, `ws`, `webrtc`, `memory`, …, one per open connection. */
  transports: string[]
  /** Only an `active` peer exchanges facts. */
  state: PeerStanding['state']
  /** What a `pending` peer lacks, as a code; of others what the operator said, perhaps nothing. */
  reason: string
  /** What the peer offers now of the scopes of this node: it gives bundles (`push`), it takes them (`pull`). */
  declared: Array<{ scope: string, push: boolean, pull: boolean }>
  /** Absent while not connected. */
  path?: PeerPath
  /** Whether the peer is a relay that keeps a place for this node. */
  reserved: boolean
  /** Names of the scopes in which bundles may flow now, in one direction at least. */
  allowedScopes: string[]
  /** The last reconciliation with this peer, by scope name. */
  sync: Record<string, SyncRun>
}

/** What goes with a command about a peer. */
export interface PeerDecision {
  /** Why, for people. */
  reason?: string
  /** Who says so, for the audit log. */
  actor?: string
}

/** How far the reading of the index in the background is. */
export interface ScrubStatus {
  /** `waiting`: it has not begun. `sound`: everything was read and is as it was written. `rebuilding`: damage was found, and the index is built again. */
  readonly state: 'waiting' | 'running' | 'sound' | 'rebuilding'
  /** Entries that were read. */
  readonly done: number
  /** Entries in all. */
  readonly entries: number
}

/** How the disk of a node is. */
export interface StorageStatus {
  /** `full`: writes are refused until there is space. `failed`: writes are refused until the journal could be read again. Reads go on. */
  readonly state: 'ok' | 'full' | 'failed'
  /** Why it is not `ok`, in one sentence. */
  readonly reason?: string
  readonly durability: Durability
  /** Damaged ranges of all journals that were met. */
  readonly damaged: number
  /** Bundles whose content is not here and is asked from peers. */
  readonly wanted: number
  readonly scrub: ScrubStatus
}

/** What `FactMesh.status` tells. */
export interface MeshStatus {
  peerId: string
  net: string
  version: string
  startedAtMs: number
  multiaddrs: string[]
  /** Accepted peers that are connected now. */
  peersConnected: number
  /** Peers refused at hello since the start, because they belong to another network. */
  wrongNetwork: number
  gossip: boolean
  syncIntervalMs: number | false
  mdns: boolean
  names: string[]
  scopes: ScopeStatus[]
  /** Since the start: bundles taken in and refused, and hellos, by code. */
  counters: { bundles: Record<string, number>, hellos: Record<string, number> }
  /** Of the bundles. */
  journal: JournalStat
  /** All of them, that of the bundles first. */
  journals: readonly JournalFigures[]
  storage: StorageStatus
  /** Sentences that a person should act on; empty when all is well. */
  warnings: string[]
}

/** Events of a mesh: those of its replica, and of its peers. */
export interface MeshEvents extends ReplicaEvents, SyncEvents {
  'peer:accept': CustomEvent<{ peer: string }>
  'peer:refuse': CustomEvent<{ peer: string, code: string }>
  'peer:leave': CustomEvent<{ peer: string }>
}

/** Answers one HTTP request; how the API stands in front of a mesh. */
export type RequestHandler = (request: Request) => Response | Promise<Response>

/** Builds the handler of `FactMesh.fetch`. */
export type HandlerFactory = (mesh: FactMesh) => RequestHandler

/**
 * One running node of a fact mesh.
 */
export interface FactMesh extends Questions {
  /** Base36 text of our peer id. */
  readonly peerId: string
  readonly net: string
  /** The folder that this node keeps its facts in, if any. */
  readonly home: string | undefined
  /** The libp2p node below, for what this interface does not offer. */
  readonly libp2p: Libp2p

  /**
   * Does nothing: a mesh comes started.
   *
   * @throws {MeshStoppedError} once it was stopped.
   */
  start (): Promise<void>

  /** Waits until what was accepted is durable, leaves the network, and gives the home back. */
  stop (): Promise<void>

  /** Addresses that others can dial, each ending in `/p2p/<peer id>`. */
  multiaddrs (): string[]

  /** One string that holds the network name and our addresses. */
  ticket (): string

  /**
   * Writes one fact and resolves once it is durable. By default into `public`.
   *
   * @throws {FactRefusedError} with the code and the field that is wrong.
   */
  assert (draft: FactDraft & { scope?: string }): Promise<FactRecord>

  /** Writes many facts; each gets its own result, in order, once durable. */
  append (drafts: readonly FactDraft[], options?: AppendOptions): Promise<AppendResult[]>

  /** Writes a fact that takes the given one back (confidence 0). Undefined: no such fact. */
  retract (id: string): Promise<FactRecord | undefined>

  get (id: string): Promise<FactRecord | undefined>
  proof (id: string): Promise<FactProof | undefined>

  /** Streams every matching fact, in bounded memory. */
  query (query?: FactQuery): AsyncIterable<FactRecord>

  /** One page of matching facts with the exact total up to 10,000. */
  page (query?: FactQuery): Promise<FactPage>

  status (): MeshStatus
  peers (): PeerStatus[]

  /**
   * Remembers an address (or ticket) and keeps trying to reach it.
   *
   * @throws {InvalidAddressError | InvalidTicketError} when it cannot be used.
   * @throws {InvalidConfigError} when the ticket is for another network.
   */
  addPeer (address: string): Promise<void>

  /**
   * Does what the operator says about a peer, named in either spelling, whether it was ever met or not, and answers how it is
   * once that is durable. A peer that is rejected, revoked or blocked is disconnected and stays out, over restarts too.
   * Undefined: the text names no other peer.
   *
   * @throws {PeerDecisionError} when the command does not apply to the peer as it stands
   */
  decidePeer (peerId: string, command: PeerCommand, options?: PeerDecision): Promise<PeerStatus | undefined>

  /** Forgets a peer, named in either spelling, and closes its connections. False: we did not know it. */
  removePeer (peerId: string): Promise<boolean>

  /** How far this node agrees with its peers, scope by scope. */
  agreement (): MeshAgreement

  /** What the parts of this node count, for a monitoring system. */
  metrics (): Metric[]

  /**
   * Reconciles now, with one peer or with all accepted ones; of these, one that leaves meanwhile is passed over.
   *
   * @throws {PeerNotConnectedError} when the peer that was named is not connected and accepted.
   */
  syncNow (peerId?: string): Promise<SyncRunDetail[]>

  /** A page of what was refused, decided and done on this node. */
  audit (query?: AuditQuery): Promise<AuditPage>

  /** Writes down an act of whoever uses this node, and says whether it was written or only counted. */
  note (event: AuditEvent): Promise<AuditOutcome>

  /** Walks along the whole chain of the audit log and names the first break. */
  verifyAudit (): Promise<AuditReport>

  /** The scopes of this node, and who may do what in them. */
  readonly scopes: MeshScopes

  /** Tokens of the HTTP API that were handed out. */
  readonly tokens: MeshTokens

  /** Reads and checks every record of all journals. */
  verifyJournal (): Promise<JournalsReport>

  /** Leaves out of the journals what later records took the place of; content that was erased or refused is on the disk no more. */
  compactJournal (): Promise<JournalCompaction>

  /** The HTTP API without a socket: `mesh.fetch('/v1/status')`. */
  fetch (input: string | URL | Request, init?: RequestInit): Promise<Response>

  addEventListener<K extends keyof MeshEvents>(type: K, listener: (event: MeshEvents[K]) => void): void
  removeEventListener<K extends keyof MeshEvents>(type: K, listener: (event: MeshEvents[K]) => void): void
}
