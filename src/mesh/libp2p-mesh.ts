import { TypedEventEmitter } from 'main-event'
import { peerIdText, publicKeyOf } from '../model/identity/index.ts'
import { accessMetrics } from '../network/access/index.ts'
import { formatTicket, isScopeTicket, isTicket, parsePeerAddress, parseTicket } from '../network/discovery/index.ts'
import { fetchMetrics } from '../network/fetch/index.ts'
import { gossipMetrics } from '../network/gossip/index.ts'
import { helloMetrics } from '../network/hello/index.ts'
import { PeerNotConnectedError, syncMetrics } from '../network/sync/index.ts'
import { peerTextOf } from '../network/wire/index.ts'
import { auditMetrics } from '../replica/audit/index.ts'
import { replicaMetrics } from '../replica/index.ts'
import { TokenBook } from './access/token-book.ts'
import { startOrder } from './components.ts'
import { VERSION } from './constants.ts'
import { FactRefusedError, InvalidConfigError, MeshStoppedError, NoHandlerError } from './errors.ts'
import { agreementOf } from './health/agreement.ts'
import { aloneIn } from './health/alone.ts'
import { skewOf } from './health/clock-skew.ts'
import { peerList, peerStatus, settlePeer } from './peer-list.ts'
import { QueryAudit } from './query-audit.ts'
import { scopesOf } from './scopes/of-parts.ts'
import { storesFigures, verifyStores } from './store/running.ts'
import { storageStatus } from './store/status.ts'
import { statusWarnings } from './warnings.ts'
import type { MeshTokens } from './access/interface.ts'
import type { MeshComponents } from './components.ts'
import type { MeshConfig } from './config.ts'
import type { MeshAgreement } from './health/interface.ts'
import type { FactMesh, HandlerFactory, MeshEvents, MeshStatus, PeerCommand, PeerDecision, PeerStatus, RequestHandler } from './interface.ts'
import type { Asked } from './query-audit.ts'
import type { MeshScopes } from './scopes/interface.ts'
import type { JournalsReport } from './store/interface.ts'
import type { FactProof } from '../model/bundle/index.ts'
import type { AcceptedPeer } from '../network/hello/index.ts'
import type { SyncFaultDetail, SyncRunDetail } from '../network/sync/index.ts'
import type { Metric } from '../platform/index.ts'
import type { AuditEvent, AuditOutcome, AuditPage, AuditQuery, AuditReport } from '../replica/audit/index.ts'
import type {
  AppendOptions, AppendResult, Change, ChangeOptions, ChangeQuery, EdgePage, FactDraft, FactPage, FactQuery, FactRecord, FactWhy, NeighbourQuery,
  ResolveAnswer, ResolveQuery
} from '../replica/index.ts'
import type { Libp2p } from '@libp2p/interface'

/** Events of the parts that a mesh hands on as its own. */
const REPLICA_EVENTS = ['bundle:append', 'bundle:receive', 'bundle:refuse', 'clock:skew', 'lane:open'] as const
const HELLO_EVENTS = ['peer:accept', 'peer:refuse', 'peer:leave'] as const
const SYNC_EVENTS = ['sync:start', 'sync:progress', 'sync:complete'] as const

/** A mesh over libp2p: starts the parts bottom-up, stops them top-down, and joins what they know. */
export class Libp2pMesh extends TypedEventEmitter<MeshEvents> implements FactMesh {
  readonly peerId: string
  readonly net: string
  readonly home: string | undefined
  readonly libp2p: Libp2p
  readonly scopes: MeshScopes
  readonly tokens: MeshTokens
  private readonly config: MeshConfig
  private readonly parts: MeshComponents
  /** Answers queries, and notes them if it is so configured. */
  private readonly asked: Asked
  private readonly handler: RequestHandler | undefined
  private startedAtMs = 0
  private readonly started: Array<{ stop (): void | Promise<void> }> = []
  private starting: Promise<void> | undefined
  private stopping: Promise<void> | undefined

  constructor (config: MeshConfig, parts: MeshComponents, handlerOf?: HandlerFactory) {
    super()
    this.config = config
    this.parts = parts
    this.asked = config.auditQueries ? new QueryAudit({ replica: parts.replica, audit: parts.stores.audit.part }) : parts.replica
    this.net = config.net
    this.home = config.home
    this.libp2p = parts.libp2p
    this.peerId = peerTextOf(parts.libp2p.peerId)
    this.scopes = scopesOf(parts, config)
    this.tokens = new TokenBook({ ...config.platform, records: parts.stores.local.part.tokens, audit: parts.stores.audit.part })
    this.handler = handlerOf?.(this)
    this.forwardEvents()
  }

  async start (): Promise<void> {
    if (this.stopping != null) { throw new MeshStoppedError() }
    this.starting ??= this.startParts()
    await this.starting
  }

  /** Stops every part, also when one of them fails, and reports the first failure. */
  async stop (): Promise<void> {
    await this.starting?.catch(() => {}) // whoever started has been told why it failed
    this.stopping ??= this.stopParts()
    await this.stopping
  }

  multiaddrs (): string[] {
    return this.libp2p.getMultiaddrs().map(address => address.toString())
  }

  ticket (): string {
    return formatTicket({ net: this.net, addresses: this.multiaddrs() })
  }

  async assert ({ scope, ...draft }: FactDraft & { scope?: string }): Promise<FactRecord> {
    const [result] = await this.append([draft], { scope })
    if (result.result === 'reject') {
      throw new FactRefusedError(result.code, result.detail, result.field)
    }
    return result.record
  }

  async append (drafts: readonly FactDraft[], options?: AppendOptions): Promise<AppendResult[]> {
    return this.parts.replica.append(drafts, options)
  }

  async retract (id: string): Promise<FactRecord | undefined> {
    const fact = await this.parts.replica.get(id)
    if (fact == null) { return undefined }
    const { entity, relation, value, source, scope } = fact
    return this.assert({ entity, relation, value, source, scope, confidence: 0 })
  }

  get lenses (): FactMesh['lenses'] {
    return this.parts.replica.lenses
  }

  get conflicts (): FactMesh['conflicts'] {
    return this.parts.replica.conflicts
  }

  get votes (): FactMesh['votes'] {
    return this.parts.replica.votes
  }

  get curations (): FactMesh['curations'] {
    return this.parts.replica.curations
  }

  get presence (): FactMesh['presence'] {
    return this.parts.replica.presence
  }

  async resolve (query: ResolveQuery): Promise<ResolveAnswer> {
    return this.asked.resolve(query)
  }

  async why (id: string): Promise<FactWhy | undefined> {
    return this.parts.replica.why(id)
  }

  async neighbours (query: NeighbourQuery): Promise<EdgePage> {
    return this.parts.replica.neighbours(query)
  }

  changes (query?: ChangeQuery, options?: ChangeOptions): AsyncIterable<Change> {
    return this.parts.replica.changes(query, options)
  }

  async audit (query?: AuditQuery): Promise<AuditPage> {
    return this.parts.stores.audit.part.records(query)
  }

  async note (event: AuditEvent): Promise<AuditOutcome> {
    return this.parts.stores.audit.part.append(event)
  }

  async verifyAudit (): Promise<AuditReport> {
    return this.parts.stores.audit.part.verify()
  }

  async get (id: string): Promise<FactRecord | undefined> {
    return this.parts.replica.get(id)
  }

  async proof (id: string): Promise<FactProof | undefined> {
    return this.parts.replica.proof(id)
  }

  query (query?: FactQuery): AsyncIterable<FactRecord> {
    return this.asked.scan(query)
  }

  async page (query?: FactQuery): Promise<FactPage> {
    return this.asked.query(query)
  }

  status (): MeshStatus {
    const { replica, hello, stores } = this.parts
    const hellos = hello.counters()
    const { net, gossip, syncIntervalMs, mdns, names } = this.config
    return {
      peerId: this.peerId,
      net,
      version: VERSION,
      startedAtMs: this.startedAtMs,
      multiaddrs: this.multiaddrs(),
      peersConnected: hello.peers().length,
      wrongNetwork: hellos.wrong_network,
      gossip,
      syncIntervalMs,
      mdns,
      names,
      scopes: replica.scopes(),
      counters: { bundles: replica.counters(), hellos },
      journal: replica.journalStat(),
      journals: storesFigures(stores),
      storage: storageStatus(this.parts, this.config),
      warnings: statusWarnings(this.parts, this.config, this.startedAtMs)
    }
  }

  peers (): PeerStatus[] {
    return peerList(this.parts, this.config.platform.clock.monotonicMs())
  }

  async addPeer (address: string): Promise<void> {
    for (const each of isTicket(address) || isScopeTicket(address) ? this.addressesOf(address) : [address]) {
      this.parts.redialer.add(each)
    }
  }

  async decidePeer (peerId: string, command: PeerCommand, options?: PeerDecision): Promise<PeerStatus | undefined> {
    const peer = canonicalPeer(peerId)
    if (peer == null || peer === this.peerId) { return undefined }
    await this.parts.peers.decide(peer, command, options)
    await settlePeer(peer, this.parts)
    return peerStatus(peer, this.parts, this.config.platform.clock.monotonicMs())
  }

  async removePeer (peerId: string): Promise<boolean> {
    const peer = canonicalPeer(peerId)
    if (peer == null) { return false }
    const wasRefused = this.parts.refused.delete(peer)
    return await this.parts.redialer.remove(peer) || wasRefused
  }

  agreement (): MeshAgreement {
    const { replica, sync } = this.parts
    const nowMs = this.config.platform.clock.nowMs()
    return { scopes: agreementOf({ scopes: replica.scopes(), peers: this.peers(), alone: aloneIn(replica), rows: sync.status(), nowMs }), totals: sync.counters() }
  }

  metrics (): Metric[] {
    const { access, fetch, gossip, hello, replica, stores, sync } = this.parts
    const told = gossip == null ? [] : gossipMetrics(gossip)
    return [...replicaMetrics(replica), ...helloMetrics(hello), ...accessMetrics(access.gate), ...syncMetrics(sync), ...fetchMetrics(fetch), ...told, ...auditMetrics(stores.audit.part)]
  }

  async syncNow (peerId?: string): Promise<SyncRunDetail[]> {
    const { hello, peers, sync } = this.parts
    const runsWith = (peer: string): Array<Promise<SyncRunDetail>> => {
      return peers.scopes(peer).map(async ({ id, name }) => ({ ...await sync.request(peer, id), peer, scope: name }))
    }
    if (peerId != null) {
      const peer = canonicalPeer(peerId) ?? peerId
      // fault-point gate.absent-peer-unsaid: return []
      if (!hello.accepted(peer)) { throw new PeerNotConnectedError(peer) }
      return Promise.all(runsWith(peer))
    }
    const runs = await Promise.allSettled(hello.peers().flatMap(({ peer }) => runsWith(peer)))
    return runs.flatMap(run => run.status === 'fulfilled' ? [run.value] : [])
  }

  async verifyJournal (): Promise<JournalsReport> {
    return verifyStores(this.parts.stores)
  }

  async compactJournal (): ReturnType<FactMesh['compactJournal']> {
    await this.parts.stores.local.part.compact()
    return this.parts.replica.compactJournal()
  }

  async fetch (input: string | URL | Request, init?: RequestInit): Promise<Response> {
    if (this.handler == null) { throw new NoHandlerError() }
    return this.handler(input instanceof Request ? input : new Request(new URL(input, 'http://localhost'), init))
  }

  /** The addresses of a ticket of our own network. */
  private addressesOf (text: string): string[] {
    const { net, addresses } = parseTicket(text)
    if (net !== this.net) {
      throw new InvalidConfigError('ticket', `it is for the network "${net}" and this node is in "${this.net}"`)
    }
    return addresses.map(address => parsePeerAddress(address).address.toString())
  }

  private async startParts (): Promise<void> {
    this.startedAtMs = this.config.platform.clock.nowMs()
    try {
      for (const part of startOrder(this.parts)) {
        this.started.push(part)
        await part.start()
      }
      this.nameBootstrapPeers()
    } catch (error) {
      this.stopping = this.stopParts()
      await this.stopping.catch(() => {}) // the reason of the failed start is what matters
      throw error
    }
  }

  private async stopParts (): Promise<void> {
    const failures: unknown[] = []
    for (let part = this.started.pop(); part != null; part = this.started.pop()) {
      try {
        await part.stop()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) { throw failures[0] }
  }

  /** One list of peers may serve all of them, so our own address in it is passed over. */
  private nameBootstrapPeers (): void {
    for (const address of this.config.bootstrap) {
      if (parsePeerAddress(address).peer !== this.peerId) { this.parts.redialer.add(address) }
    }
  }

  private forwardEvents (): void {
    const { hello, redialer, refused, replica, sync, wire } = this.parts
    const forward = (event: Event): void => {
      this.dispatchEvent(new CustomEvent(event.type, { detail: (event as CustomEvent).detail }))
    }
    for (const type of REPLICA_EVENTS) { replica.addEventListener(type, forward) }
    for (const type of SYNC_EVENTS) { sync.addEventListener(type, forward) }
    hello.addEventListener('peer:accept', ({ detail }) => {
      const { peer, direction } = detail
      refused.delete(peer)
      void redialer.remember(peer, direction)
      this.noteQuietly({ type: 'federation_connect', peer, reason: direction })
      this.noteSkew(detail)
    })
    hello.addEventListener('peer:refuse', ({ detail: { peer, code } }) => {
      refused.add(peer)
      redialer.postpone(peer)
      this.noteQuietly({ type: 'manifest_failure', peer, reason: code })
    })
    sync.addEventListener('sync:fault', ({ detail }) => { this.noteFault(detail) })
    wire.addEventListener('frame:fault', ({ detail: { peer, protocol, reason } }) => {
      this.noteQuietly({ type: 'integrity_failure', peer, reason: `frame_${reason}`, detail: { protocol } })
    })
    for (const type of HELLO_EVENTS) { hello.addEventListener(type, forward) }
  }

  /** What a peer did in sync that no honest one does is noted; nobody waits for that. */
  private noteFault ({ peer, scope, code, detail, faults }: SyncFaultDetail): void {
    this.noteQuietly({ type: code === 'limit' ? 'quota_breach' : 'integrity_failure', peer, scope, reason: `sync_${code}`, detail: { detail, faults } })
  }

  /** A clock that differs too much is told, and noted in the audit log; nobody waits for that. */
  private noteSkew (peer: AcceptedPeer): void {
    const skew = skewOf(peer)
    if (skew == null) { return }
    this.safeDispatchEvent('clock:skew', { detail: skew })
    this.noteQuietly({ type: 'hlc_anomaly', peer: skew.peer, reason: 'clock_skew', detail: { skewMs: Math.round(skew.skewMs) } })
  }

  private noteQuietly (event: AuditEvent): void {
    this.note(event).catch(() => {}) // a log that fails says so by itself
  }
}

/** The base36 text of a peer id in either spelling, or undefined when it is none. */
function canonicalPeer (text: string): string | undefined {
  const key = publicKeyOf(text)
  return key == null ? undefined : peerIdText(key)
}
