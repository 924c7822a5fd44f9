import { TypedEventEmitter } from 'main-event'
import { toHex } from '../../model/bytes/index.ts'
import { publicKeyOf } from '../../model/identity/index.ts'
import { declarePeer, decidePeer, isLive, mayLearn, peerStanding, streamRefusals } from '../../policy/scope/index.ts'
import { KEYS_MAX, RENEW_RETRY_MS, RIGHTS_CHECK_MS } from './constants.ts'
import { openDeclaration } from './declaration.ts'
import { Declarer } from './declarer.ts'
import { PeerDecisionError } from './errors.ts'
import { PeerBook } from './peer-book.ts'
import { TabledNames } from './peer-names.ts'
import { ScopeHearers } from './scope-hearers.ts'
import type { NamedOffer, NamedScope, PeerDecisionInit, PeerNames, PeerRightsEvents, Peers, PeersComponents, PeersInit } from './interface.ts'
import type { DeclarationBody } from '../../model/body/index.ts'
import type { TimerHandle } from '../../platform/interface.ts'
import type { Direction, OperatorPolicy, PeerCommand, PeerRecord, PeerStanding, StreamQuestion, StreamRefusal } from '../../policy/scope/index.ts'
import type { AuditEvent } from '../../replica/audit/index.ts'
import type { PeerText } from '../wire/index.ts'
import type { Logger } from '@libp2p/interface'

/** What the audit log calls each command. */
const AUDIT_TYPES = {
  accept: 'peer_approved',
  reject: 'peer_rejected',
  revoke: 'peer_revoked',
  reinstate: 'peer_reinstated',
  block: 'peer_blocked',
  unblock: 'peer_unblocked'
} as const satisfies Record<PeerCommand, AuditEvent['type']>

const DIRECTIONS = ['push', 'pull'] as const

/** The policy of this node is the same for all peers. */
const NO_PEERS: OperatorPolicy['peers'] = new Map()

/** No key: what stands for that of a text that is no peer id. */
const NO_KEY = new Uint8Array(32)

/** Who each peer is, over a book of records; looks at everybody who is connected each second, since declarations and grants end by themselves. */
export class LivePeers extends TypedEventEmitter<PeerRightsEvents> implements Peers {
  readonly #components: PeersComponents
  readonly #init: PeersInit
  readonly #log: Logger
  readonly #book: PeerBook
  readonly #names: TabledNames
  readonly #hearers: ScopeHearers
  readonly #declarer: Declarer
  readonly #keys = new Map<PeerText, Uint8Array>()
  /** What each connected peer might do when we looked last. */
  readonly #seen = new Map<PeerText, string>()
  /** Until when a hello is not said again: while one is under way, and after one that broke off. */
  readonly #renewing = new Map<PeerText, number>()
  #deciding: Promise<unknown> = Promise.resolve()
  #timer: TimerHandle | undefined

  constructor (components: PeersComponents, init: PeersInit) {
    super()
    const { governance, logger, records, signer } = components
    const { names, pins = [] } = init
    const onTrouble = (error: unknown): void => { this.#log.error('could not keep what is known of a peer - %e', error) }
    this.#components = components
    this.#init = init
    this.#log = logger.forComponent('factmesh:peers')
    this.#book = new PeerBook({ records: records.peers, isConnected: peer => components.wire.peers().includes(peer), onTrouble })
    this.#names = new TabledNames({ records: records.names, onTrouble }, [...names.map(name => [name, signer.publicKey] as const), ...pins])
    this.#hearers = new ScopeHearers({ governance, records: records.scopePeers, self: signer.publicKey })
    this.#declarer = new Declarer({ ...components, mayHear: (scope, peer) => this.#hearers.mayHear(scope, this.#keyOf(peer)) }, init)
  }

  get names (): PeerNames {
    return this.#names
  }

  start (): void {
    this.#book.start()
    this.#names.start()
    this.#timer = this.#components.timers.every(RIGHTS_CHECK_MS, () => { this.#tick() })
  }

  async stop (): Promise<void> {
    this.#timer?.cancel()
    await this.#deciding
    await this.#book.flush()
  }

  standing (peer: PeerText): PeerStanding {
    return peerStanding(this.#book.get(peer), { ours: this.#ours(peer), approval: this.#init.approval, nowMs: this.#now() })
  }

  scopes (peer: PeerText): readonly NamedScope[] {
    return this.#components.scopes().filter(({ id }) => this.may('push', peer, id) || this.may('pull', peer, id))
  }

  may (direction: Direction, peer: PeerText, scope: Uint8Array): boolean {
    return this.refusals(direction, peer, scope).length === 0
  }

  mayLearn (peer: PeerText, scope: Uint8Array): boolean {
    return mayLearn(this.#question(peer, scope))
  }

  refusals (direction: Direction, peer: PeerText, scope: Uint8Array): readonly StreamRefusal[] {
    return streamRefusals(direction, this.#question(peer, scope))
  }

  declared (peer: PeerText): readonly NamedOffer[] {
    const { declaration } = this.#book.get(peer)
    const live = declaration !== undefined && isLive(declaration, this.#now()) ? declaration.scopes : []
    const offers = new Map(live.map(offer => [toHex(offer.scope), offer]))

    return this.#components.scopes().flatMap(scope => {
      const offer = offers.get(toHex(scope.id))
      return offer === undefined ? [] : { ...scope, push: offer.push, pull: offer.pull }
    })
  }

  listed (): PeerText[] {
    return this.#book.peers().filter(peer => this.#book.get(peer).decision !== 'undecided' || this.standing(peer).reason === 'waits_for_operator')
  }

  denies (peer: PeerText): boolean {
    return isCut(this.#book.get(peer))
  }

  known (peer: PeerText): number {
    return this.#book.get(peer).declaration?.sequence ?? 0
  }

  async declare (peer: PeerText, known: number): Promise<Uint8Array> {
    return this.#declarer.declare(peer, known)
  }

  async hear (peer: PeerText, declaration: Uint8Array | undefined): Promise<void> {
    if (declaration !== undefined && !this.denies(peer)) {
      const { verify } = this.#components
      const opened = await openDeclaration(declaration, { net: this.#init.net, author: this.#keyOf(peer), verify })

      if (typeof opened === 'string') {
        this.#note({ type: 'manifest_failure', peer, reason: opened })
      } else {
        this.#take(peer, opened)
      }
    }

    this.#look(peer)
  }

  async decide (peer: PeerText, command: PeerCommand, init: PeerDecisionInit = {}): Promise<PeerStanding> {
    const decided = this.#deciding.then(async () => this.#decide(peer, command, init))
    this.#deciding = decided.catch(() => {}) // whoever asked is told

    return decided
  }

  async remember (scope: Uint8Array, peers: readonly Uint8Array[]): Promise<void> {
    await this.#hearers.remember(scope, peers)
    this.changed()
  }

  changed (): void {
    for (const { peer } of this.#components.hello().peers()) {
      this.#look(peer)
      void this.#renew(peer)
    }

    this.#hearers.settle().catch(error => { this.#log.error('could not keep that a scope was joined - %e', error) })
  }

  async #decide (peer: PeerText, command: PeerCommand, { reason = '', actor }: PeerDecisionInit): Promise<PeerStanding> {
    const record = this.#book.get(peer)
    const next = decidePeer(record, command, reason)

    if (next === undefined) {
      throw new PeerDecisionError(peer, command, record.decision)
    }

    await this.#book.decide(peer, next)
    this.#claim(peer)
    this.#tell(peer)

    if (this.denies(peer)) {
      await this.#components.wire.disconnect(peer)
    }

    await this.#components.audit.append({ type: AUDIT_TYPES[command], peer, actor, reason })

    return this.standing(peer)
  }

  #take (peer: PeerText, incoming: DeclarationBody): void {
    const known = this.#book.get(peer)
    const { verdict, record } = declarePeer(known, incoming, this.#now())

    if (record !== known) {
      this.#book.hear(peer, record)
      this.#claim(peer)
    }

    if (known.declaration === undefined && verdict === 'accepted') {
      this.#note({ type: 'peer_registered', peer })
    } else if (verdict === 'stale' || verdict === 'contradictory' || verdict === 'expired') {
      this.#note({ type: 'manifest_failure', peer, reason: `declaration_${verdict}` })
    }
  }

  /** Gives a peer the names that it declares, unless it still waits for the operator. */
  #claim (peer: PeerText): void {
    const { declaration } = this.#book.get(peer)

    if (declaration !== undefined && this.standing(peer).state === 'active') {
      this.#names.claim(this.#keyOf(peer), declaration.names)
    }
  }

  /** Tells when what a connected peer may do is not what it was. */
  #look (peer: PeerText): void {
    const now = this.#textOf(peer)

    if (this.#seen.get(peer) !== now) {
      this.#seen.set(peer, now)
      this.#tell(peer)
    }
  }

  #tell (peer: PeerText): void {
    this.safeDispatchEvent('rights:change', { detail: { peer } })
  }

  /** Everything that a connected peer may do, in one text. Scopes that we do not offer it are passed over: that is most of them, for most peers. */
  #textOf (peer: PeerText): string {
    const rights = this.#components.scopes().map(({ id }) => {
      if (this.#declarer.offerOf(peer, id) === undefined) {
        return ''
      }

      const question = this.#question(peer, id)

      return `${toHex(id)} ${DIRECTIONS.map(direction => streamRefusals(direction, question).length === 0).join(' ')}`
    })

    return [this.standing(peer).state, ...rights].join()
  }

  /** What the right over a stream of a scope depends on now. */
  #question (peer: PeerText, scope: Uint8Array): StreamQuestion {
    const key = this.#keyOf(peer)
    const ours = this.#ours(peer, scope)

    return {
      scope,
      peer: key,
      state: this.standing(peer).state,
      theirs: this.#book.get(peer).declaration,
      ours,
      // What the operator shares is what we declare, seen from the peer.
      policy: { scopes: ours.scopes.map(({ push, pull }) => ({ scope, push: pull, pull: push })), peers: NO_PEERS },
      standing: this.#hearers.standing(scope, key),
      token: 'not_needed',
      nowMs: this.#now()
    }
  }

  /** Says hello again where what a peer heard of us is not what we mean any more. It never rejects. */
  async #renew (peer: PeerText): Promise<void> {
    if (this.#now() < (this.#renewing.get(peer) ?? 0) || !this.#declarer.isDue(peer)) {
      return
    }

    this.#renewing.set(peer, Infinity)

    try {
      await this.#components.hello().renew(peer)
      this.#renewing.delete(peer)
    } catch (error) {
      this.#log('could not say hello to %s again - %e', peer, error)
      this.#renewing.set(peer, this.#now() + RENEW_RETRY_MS)
    }
  }

  #tick (): void {
    this.#forgetOthers(new Set(this.#components.wire.peers()))
    this.changed()
    void this.#book.flush()
  }

  #forgetOthers (connected: ReadonlySet<PeerText>): void {
    this.#declarer.forgetOthers(connected)

    for (const peer of this.#seen.keys()) {
      if (!connected.has(peer)) {
        this.#seen.delete(peer)
        this.#renewing.delete(peer)
      }
    }
  }

  /** What we declare to a peer, of one scope. */
  #ours (peer: PeerText, scope?: Uint8Array): DeclarationBody {
    const offer = scope === undefined ? undefined : this.#declarer.offerOf(peer, scope)

    return { names: [], relays: [], scopes: offer === undefined ? [] : [offer], sequence: 1, expiresMs: this.#declarer.endOf(peer) }
  }

  #keyOf (peer: PeerText): Uint8Array {
    const known = this.#keys.get(peer)

    if (known !== undefined) {
      return known
    }

    if (this.#keys.size >= KEYS_MAX) {
      this.#keys.clear()
    }

    const key = publicKeyOf(peer) ?? NO_KEY
    this.#keys.set(peer, key)

    return key
  }

  #note (event: AuditEvent): void {
    this.#components.audit.append(event).catch(() => {}) // a log that fails says so by itself
  }

  #now (): number {
    return this.#components.clock.nowMs()
  }
}

function isCut ({ decision }: PeerRecord): boolean {
  return decision !== 'undecided' && decision !== 'accepted'
}
