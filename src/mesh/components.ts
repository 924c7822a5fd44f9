import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { createStrictVerifier, peerIdText, publicKeyOf } from '../model/identity/index.ts'
import { DiscoveredDialer, redialer, ScopeProviders, TableMode } from '../network/discovery/index.ts'
import { contentSeeker, fetcher, parentSeeker } from '../network/fetch/index.ts'
import { gossip, SEALED_TOPIC_SCORE } from '../network/gossip/index.ts'
import { hello } from '../network/hello/index.ts'
import { peers } from '../network/peers/index.ts'
import { sync } from '../network/sync/index.ts'
import { FETCH_PROTOCOL, libp2pWire, SYNC_PROTOCOL } from '../network/wire/index.ts'
import { publicScopeId } from '../policy/scope/index.ts'
import { replica } from '../replica/index.ts'
import { makeAccess } from './access/stream-access.ts'
import { TokenIssuers } from './access/token-issuers.ts'
import { FOUNDED_SCOPES, PROGRAM, VERSION } from './constants.ts'
import { ListenError } from './errors.ts'
import { settlePorts } from './home/port-file.ts'
import { closeStores, openStores, storeOrder } from './home/stores.ts'
import { openLibp2p, openTransports } from './libp2p.ts'
import { RefusedPeers } from './refused-peers.ts'
import { isWebRTC } from './webrtc/addresses.ts'
import { DirectUpgrades } from './webrtc/direct-upgrades.ts'
import type { MeshAccess } from './access/stream-access.ts'
import type { MeshConfig } from './config.ts'
import type { Stores } from './home/stores.ts'
import type { MeshServices } from './libp2p.ts'
import type { Redialer } from '../network/discovery/index.ts'
import type { Fetch } from '../network/fetch/index.ts'
import type { Gossip } from '../network/gossip/index.ts'
import type { Hello } from '../network/hello/index.ts'
import type { PeerNames, Peers, PeersComponents } from '../network/peers/index.ts'
import type { Sync } from '../network/sync/index.ts'
import type { Wire } from '../network/wire/index.ts'
import type { Replica, ReplicaComponents } from '../replica/index.ts'
import type { Libp2p, Startable } from '@libp2p/interface'

/** Everything that one node is made of. */
export interface MeshComponents {
  readonly stores: Stores
  readonly replica: Replica
  readonly libp2p: Libp2p<MeshServices>
  readonly wire: Wire
  readonly hello: Hello
  /** Who each peer is to this node, and what may flow to it and from it. */
  readonly peers: Peers
  /** Lets request streams in and out. */
  readonly access: MeshAccess
  readonly sync: Sync
  readonly fetch: Fetch
  /** Look for parents that bundles name and that are not here, and for content that is wanted. */
  readonly seekers: readonly Startable[]
  /** Absent when gossip is off. */
  readonly gossip: Gossip | undefined
  readonly redialer: Redialer
  readonly discovered: DiscoveredDialer
  /** Replace relayed connections by direct ones. */
  readonly upgrades: DirectUpgrades
  readonly refused: RefusedPeers
  /** What keeps the hash table in use; nothing when it is off. */
  readonly table: ReadonlyArray<Pick<Startable, 'start' | 'stop'>>
  /** Open once everything has started; until then connections from outside are turned away. */
  readonly gate: { open: boolean }
  /** Why this node does without WebRTC, although it should listen by it. */
  readonly webRTCMissing: string | undefined
}

/** Makes every part of a node, in the order in which they stand on each other; the home is locked, nothing else runs. */
export async function makeComponents (config: MeshConfig): Promise<MeshComponents> {
  const issuers = new TokenIssuers()
  const stores = await openStores(config, issuers)
  try {
    return await joinComponents(config, stores, issuers)
  } catch (error) {
    await closeStores(stores)
    throw error
  }
}

async function joinComponents (config: MeshConfig, stores: Stores, issuers: TokenIssuers): Promise<MeshComponents> {
  const gate = { open: false }
  const { transports, webRTCMissing } = await openTransports(config)
  const addresses = await listenOf(config, stores)
  const listen = webRTCMissing == null ? addresses : addresses.filter(address => !isWebRTC(address))
  const libp2p = await openLibp2p({ ...config, listen }, {
    privateKey: await generateKeyPairFromSeed('Ed25519', stores.home.seed),
    datastore: stores.datastore?.level,
    logger: config.logger,
    gate,
    transports,
    faultsOf: peer => faultsIn(reconciler, peer),
    denies: peer => people.denies(peer)
  })
  const { platform: { clock, timers, random }, logger } = config
  const wire = libp2pWire({ libp2p, timers, logger, topicScore: SEALED_TOPIC_SCORE })
  const keys = keysOf(config, stores)
  const people: Peers = peers(config)({
    wire,
    hello: () => known,
    scopes: () => store.shared(),
    governance: { held: () => store.governance.held(), standingNow: (scope, peer) => store.governance.standingNow(scope, peer) }, // made again when it starts
    records: stores.local.part,
    audit: stores.audit.part,
    ...keys,
    clock,
    timers,
    random,
    logger
  })
  const store: Replica = makeReplica(config, stores, { ...keys, sources: sourcesIn(people.names) })
  const known: Hello = hello({ net: config.net, agent: `${PROGRAM}/${VERSION}`, protocols: [SYNC_PROTOCOL, FETCH_PROTOCOL] })({
    wire, declarations: people, clock, timers, logger
  })
  for (const change of ['scope:hold', 'scope:govern'] as const) { store.addEventListener(change, () => { people.changed() }) }
  issuers.join({ isGranted: peer => isGranted(store, peer) || stores.local.part.peers.get(peerIdText(peer))?.decision === 'accepted', hello: known, clock })
  const access = makeAccess(config, stores, { wire, isApproved: peer => people.scopes(peerIdText(peer)).length > 0 })
  const reconciler = sync({ syncIntervalMs: config.syncIntervalMs })({ wire, access: access.streams, rights: people, audit: stores.audit.part, hello: known, store, clock, timers, random, logger })
  const fetch = fetcher()({ wire, hello: known, store, access: access.streams, rights: people, audit: stores.audit.part, logger })
  const inquiry = { hello: known, rights: people, store, fetch, sync: reconciler, clock, timers, logger }
  return {
    stores,
    replica: store,
    libp2p,
    wire,
    hello: known,
    peers: people,
    access,
    sync: reconciler,
    fetch,
    seekers: [parentSeeker()(inquiry), contentSeeker()({ ...inquiry, wanted: stores.local.part.wanted })],
    gossip: config.gossip ? gossip()({ wire, hello: known, rights: people, store, sync: reconciler, audit: stores.audit.part, clock, timers, random, logger }) : undefined,
    redialer: redialer({ libp2p, clock, timers, random, logger }),
    discovered: new DiscoveredDialer({ libp2p, logger }),
    upgrades: new DirectUpgrades({ libp2p, identify: async connection => libp2p.services.identify.identify(connection), clock, timers, logger }),
    refused: new RefusedPeers(),
    table: tableParts(config, libp2p, known),
    gate,
    webRTCMissing
  }
}

/** Where to listen. A node with a folder has the same ports after a restart. */
async function listenOf ({ home, listen, platform: { files, random } }: MeshConfig, stores: Stores): Promise<string[]> {
  return home == null || files == null ? listen : settlePorts({ files, random }, stores.home.directory, listen)
}

/** How often a peer was at fault in sync. Few are, so the others are not even named in our spelling. */
function faultsIn (reconciler: Sync, peer: string): number {
  const faulty = reconciler.faulty()
  const key = faulty.size === 0 ? undefined : publicKeyOf(peer)
  return key == null ? 0 : faulty.get(peerIdText(key)) ?? 0
}

/** The hash table in its mode, and asked for who else holds the public scope. Who holds a closed one is nobody's business. */
function tableParts (config: MeshConfig, libp2p: Libp2p<MeshServices>, known: Hello): MeshComponents['table'] {
  const { platform: { clock, timers, random }, logger, net } = config
  const { dht: table } = libp2p.services
  if (table == null) { return [] }
  const scopes = [publicScopeId(net)]
  return [
    new TableMode({ libp2p, table, logger }),
    new ScopeProviders({ libp2p, table, scopes: () => scopes, holders: () => known.peers().length, clock, timers, random, logger })
  ]
}

/** The key of this node, and the strict check of the signatures of others. */
function keysOf ({ platform: { ed25519 } }: MeshConfig, { home }: Stores): Pick<PeersComponents, 'signer' | 'verify'> {
  return {
    signer: ed25519.signer(home.seed),
    verify: createStrictVerifier(async (key, message, signature) => ed25519.verify(key, message, signature))
  }
}

function makeReplica (config: MeshConfig, stores: Stores, joined: Pick<ReplicaComponents, 'signer' | 'verify' | 'sources'>): Replica {
  return replica()({
    platform: config.platform,
    journal: stores.journal,
    kv: stores.kv,
    ...joined,
    net: config.net,
    names: config.names,
    founds: FOUNDED_SCOPES,
    curators: config.curators,
    laneStore: stores.home.laneStore,
    marker: stores.indexFolder?.marker,
    freeBytes: stores.indexFolder == null ? undefined : async () => stores.indexFolder?.freeBytes() ?? Infinity,
    wanted: stores.local.part.wanted,
    forgotten: stores.local.part.forgotten,
    audit: stores.audit.part,
    logger: config.logger,
    onReplay: config.onReplay
  })
}

/** Whose a source is by the table of names, as the door of the replica asks. */
function sourcesIn (names: PeerNames): NonNullable<ReplicaComponents['sources']> {
  return {
    judge: (source, author) => names.judge(source, author),
    onClaim (listener) {
      names.addEventListener('name:claim', ({ detail: { peer } }) => {
        const author = publicKeyOf(peer)
        if (author != null) { listener(author) }
      })
    }
  }
}

/** Whether a peer may do something in a closed scope of this node. */
function isGranted ({ governance }: Replica, peer: Uint8Array): boolean {
  return governance.held().some(({ id }) => governance.standingNow(id, peer).isEffective)
}

/** The parts that run, in the order in which they start; they stop in the opposite one. */
export function startOrder (parts: MeshComponents): Array<Pick<Startable, 'start' | 'stop'>> {
  const { stores, replica, libp2p, wire, hello, peers, sync, fetch, seekers, gossip, redialer, discovered, table, gate, upgrades } = parts
  return [
    ...storeOrder(stores),
    replica,
    peers,
    { start: async () => { await listen(libp2p) }, stop: async () => { await libp2p.stop() } },
    hello,
    sync,
    fetch,
    ...seekers,
    ...gossip == null ? [] : [gossip],
    wire, // tells of the connections that there are, so whoever wants to hear of them stands before it
    ...table,
    upgrades,
    discovered,
    redialer,
    { start () { gate.open = true }, stop () { gate.open = false } }
  ]
}

async function listen (libp2p: Libp2p<MeshServices>): Promise<void> {
  try {
    await libp2p.start()
  } catch (error) {
    throw new ListenError(error)
  }
}
