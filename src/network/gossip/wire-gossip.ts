import { PAYLOAD_BYTES_MAX } from '../../model/seal/index.ts'
import { noteViolation } from '../peers/index.ts'
import { TopicBook } from './channels/topic-book.ts'
import { CONTENT_TIMEOUT_MS, DEAF_MAX, DEFAULT_WHOLE_BYTES_PER_SECOND, PENDING_MAX, PENDING_OF_PEER_MAX, WAITING_MAX, WHOLE_BYTES_MAX } from './constants.ts'
import { MalformedGossipError } from './errors.ts'
import { announces, decodeGossip, encodeGossip, hashOf } from './message.ts'
import { RecentBundles } from './recent-bundles.ts'
import { TokenBucket } from './token-bucket.ts'
import type { ScopeChannel } from './channels/interface.ts'
import type { Gossip, GossipComponents, GossipCounters, GossipInit } from './interface.ts'
import type { GossipMessage, WholeMessage } from './message.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { GossipVerdict, PeerText } from '../wire/index.ts'
import type { Logger } from '@libp2p/interface'

/** What comes of publishing a message that nobody could read. */
const NOBODY = { recipients: 0 }

/** One message on its way through the examination. */
interface Heard {
  readonly data: Uint8Array
  readonly from: PeerText
  readonly channel: ScopeChannel
}

/**
 * Gossip over the topics of a wire: one of the public scope, and one for each key of a closed scope. Small bundles travel whole; large ones, and all that a busy
 * writer makes, as header and signature, and then the receiver syncs with the sender. Nothing is passed on before it
 * is durable here, so whoever hears of a bundle can have it from whom it heard.
 */
export class WireGossip implements Gossip {
  private readonly components: GossipComponents
  private readonly bucket: TokenBucket
  private readonly log: Logger
  private readonly topics: TopicBook
  private readonly counts: GossipCounters = { wholeOut: 0, headersOut: 0, unheard: 0, accept: 0, ignore: 0, reject: 0, unopened: 0, outside: 0 }
  /** New neighbours that our messages do not reach yet. */
  private readonly joining = new Set<Promise<boolean>>()
  /** Neighbours that did not join when they were new; nobody waits for them again. */
  private readonly deaf = new Set<PeerText>()
  private readonly recent = new RecentBundles()
  private waiting = 0
  private pending = 0
  /** The same by who passed them on. */
  private readonly pendingOf = new Map<PeerText, number>()

  constructor (components: GossipComponents, init: GossipInit = {}) {
    this.components = components
    this.topics = new TopicBook(components, (topic, channel) => { this.join(topic, channel) })
    this.bucket = new TokenBucket(components.clock, init.wholeBytesPerSecond ?? DEFAULT_WHOLE_BYTES_PER_SECOND)
    this.log = components.logger.forComponent('factmesh:gossip')
  }

  start (): void {
    const { hello, rights, store } = this.components
    this.topics.start()
    hello.addEventListener('peer:accept', this.onAccept)
    rights?.addEventListener('rights:change', this.onRights)
    store.addEventListener('bundle:append', this.onAppend)
  }

  stop (): void {
    const { hello, rights, store } = this.components
    hello.removeEventListener('peer:accept', this.onAccept)
    rights?.removeEventListener('rights:change', this.onRights)
    store.removeEventListener('bundle:append', this.onAppend)
    this.topics.stop()
  }

  counters (): GossipCounters {
    return { ...this.counts }
  }

  private join (topic: string, channel: ScopeChannel): void {
    const { scope } = channel
    this.components.wire.subscribe(topic, async (data, from) => this.examine({ data, from, channel }), {
      mayHear: peer => this.may('pull', peer, scope),
      mayTell: peer => this.may('push', peer, scope),
      dropped: peer => { this.count(this.turnAway(peer, scope)) }
    })
  }

  /** Whether bundles of a scope may flow that way now. */
  private may (direction: 'push' | 'pull', peer: PeerText, scope: Uint8Array): boolean {
    const { hello, rights } = this.components

    // fault-point scope.gossip-unchecked: return hello.accepted(peer)
    return hello.accepted(peer) && rights?.may(direction, peer, scope) !== false
  }

  /** A message of a peer that may not push is dropped. Of one that has not said its hello there is nothing to note. */
  private turnAway (peer: PeerText, scope: Uint8Array): GossipVerdict {
    this.counts.outside++

    if (this.components.hello.accepted(peer)) {
      this.note(peer, scope)
    }

    return 'ignore'
  }

  private readonly onRights = (event: CustomEvent<{ readonly peer: PeerText }>): void => {
    this.components.wire.review(event.detail.peer)
  }

  private readonly onAccept = (event: CustomEvent<{ peer: PeerText }>): void => {
    const { peer } = event.detail
    this.components.wire.review(peer)

    const { publicChannel } = this.topics

    if (publicChannel !== undefined && !this.deaf.has(peer) && this.may('pull', peer, publicChannel.scope)) {
      publicChannel.topics().forEach(topic => { void this.welcome(topic, peer) })
    }
  }

  /** Waits for a new neighbour once, so that one that never joins holds messages up once. */
  private async welcome (topic: string, peer: PeerText): Promise<void> {
    const join = this.components.wire.reach(topic, peer)
    this.joining.add(join)
    const joined = await join
    this.joining.delete(join)

    if (!joined) {
      this.deaf.add(peer)
    }

    if (this.deaf.size > DEAF_MAX) {
      this.deaf.clear()
    }
  }

  private readonly onAppend = (event: CustomEvent<{ bundle: Bundle }>): void => {
    const { bundle } = event.detail
    const channel = this.topics.channelOf(bundle.header.scope)
    this.recent.add(bundle.hash)

    if (channel !== undefined) {
      void this.publish(channel, bundle)
    }
  }

  /** Tells the neighbours. It never rejects: a bundle that nobody hears of is durable, and sync brings it. */
  private async publish (channel: ScopeChannel, bundle: Bundle): Promise<void> {
    const { bytes, headerBytes, signature } = bundle
    const isWhole = bytes.length <= WHOLE_BYTES_MAX && this.bucket.take(bytes.length)
    const message = encodeGossip(isWhole ? { type: 'whole', bundle: bytes } : { type: 'header', headerBytes, signature })
    this.counts[isWhole ? 'wholeOut' : 'headersOut']++

    try {
      await this.letJoin()
      const sealed = channel.seal(message)
      const { recipients } = sealed === undefined ? NOBODY : await this.components.wire.publish(sealed.topic, sealed.data)
      this.counts.unheard += recipients === 0 ? 1 : 0
    } catch (error) {
      this.counts.unheard++
      this.log.error('could not publish a bundle - %e', error)
    }
  }

  /** Lets neighbours that were accepted a moment ago hear of a bundle as well; a bounded number of messages waits. */
  private async letJoin (): Promise<void> {
    if (this.joining.size === 0 || this.waiting >= WAITING_MAX) {
      return
    }

    this.waiting++

    try {
      await Promise.all(this.joining)
    } finally {
      this.waiting--
    }
  }

  private async examine (heard: Heard): Promise<GossipVerdict> {
    const isLong = heard.data.length > PAYLOAD_BYTES_MAX
    const pendingOf = this.pendingOf.get(heard.from) ?? 0

    if (isLong || this.pending >= PENDING_MAX || pendingOf >= PENDING_OF_PEER_MAX) {
      return this.count(isLong ? this.refuse({ hash: undefined, scope: undefined }, heard.from) : 'ignore')
    }

    this.pend(heard.from, 1)

    try {
      return this.count(await this.judge(heard))
    } finally {
      this.pend(heard.from, -1)
    }
  }

  private pend (peer: PeerText, step: 1 | -1): void {
    const left = (this.pendingOf.get(peer) ?? 0) + step
    this.pending += step

    if (left === 0) {
      this.pendingOf.delete(peer)
    } else {
      this.pendingOf.set(peer, left)
    }
  }

  private count (verdict: GossipVerdict): GossipVerdict {
    this.counts[verdict]++

    return verdict
  }

  private async judge (heard: Heard): Promise<GossipVerdict> {
    const { channel, from } = heard

    try {
      // An undecided peer is waited for before its bytes cost anything but their memory.
      if (!await this.components.hello.outcome(from)) {
        return 'ignore'
      }

      if (!this.may('push', from, channel.scope)) {
        return this.turnAway(from, channel.scope)
      }

      const data = channel.open(heard.data)
      this.counts.unopened += data === undefined ? 1 : 0
      const message = data && decodeGossip(data, channel.scope)

      return data === undefined || message === undefined ? 'ignore' : await this.judgeMessage(message, { channel, data, from })
    } catch (error) {
      this.log('message of %s was not taken in - %e', from, error)

      return error instanceof MalformedGossipError ? this.refuse(error, from) : 'ignore'
    }
  }

  /** Notes a message that no honest peer tells, one of another scope than that of the topic as what goes beyond the rights of the peer. */
  private refuse ({ hash, scope }: Pick<MalformedGossipError, 'hash' | 'scope'>, peer: PeerText): GossipVerdict {
    if (scope !== undefined) {
      this.note(peer, scope, hash)
    } else {
      this.components.audit?.append({ type: 'integrity_failure', peer, reason: 'gossip_malformed' })
        .catch(() => {}) // a log that fails says so by itself
    }

    return 'reject'
  }

  /** Notes that a peer pushes what it may not. */
  private note (peer: PeerText, scope: Uint8Array, hash?: Uint8Array): void {
    const { audit, rights } = this.components
    noteViolation({ audit, rights, log: this.log }, { direction: 'push', hash, peer, scope, via: 'gossip' })
  }

  private async judgeMessage (message: GossipMessage, heard: Heard): Promise<GossipVerdict> {
    const hash = hashOf(message)

    if (this.recent.has(hash)) {
      return 'ignore'
    }

    const verdict = message.type === 'whole' ? await this.judgeWhole(message, heard) : await this.judgeHeader(hash, heard)

    if (verdict === 'accept') {
      this.recent.add(hash)
    }

    return verdict
  }

  /** A bundle that was here before is not passed on again, so that nobody makes old bundles go round. */
  private async judgeWhole ({ bundle }: WholeMessage, { from, channel }: Heard): Promise<GossipVerdict> {
    const [verdict] = await this.components.store.receive([bundle], { via: 'gossip', peer: from, scope: channel.scope })

    return verdict.result === 'accept' && verdict.known ? 'ignore' : verdict.result
  }

  /** An announcement is passed on once its content is here, which also proves that it is genuine. */
  private async judgeHeader (hash: Uint8Array, { channel, data, from }: Heard): Promise<GossipVerdict> {
    const { store, sync } = this.components

    if (await store.has(hash)) {
      return 'ignore'
    }

    await sync.request(from, channel.scope, { timeoutMs: CONTENT_TIMEOUT_MS })
    const [bundle] = await store.bundlesByHash([hash], channel.scope)

    return bundle !== undefined && announces(data, bundle) ? 'accept' : 'ignore'
  }
}
