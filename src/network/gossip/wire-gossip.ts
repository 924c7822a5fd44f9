import { readHeaderBytes } from '../../model/bundle/index.ts'
import { blake3 } from '../../model/bytes/index.ts'
import { CONTENT_TIMEOUT_MS, DEAF_MAX, DEFAULT_WHOLE_BYTES_PER_SECOND, MESSAGE_BYTES_MAX, PENDING_MAX, WAITING_MAX, WHOLE_BYTES_MAX } from './constants.ts'
import { MalformedGossipError } from './errors.ts'
import { announces, decodeGossip, encodeGossip } from './message.ts'
import { RecentBundles } from './recent-bundles.ts'
import { TokenBucket } from './token-bucket.ts'
import { topicOf } from './topic.ts'
import type { Gossip, GossipComponents, GossipCounters, GossipInit } from './interface.ts'
import type { GossipMessage, WholeMessage } from './message.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { GossipVerdict, PeerText } from '../wire/index.ts'
import type { Logger } from '@libp2p/interface'

/** One message on its way through the examination. */
interface Heard {
  readonly data: Uint8Array
  readonly from: PeerText
  /** Scope id, 32 bytes. */
  readonly scope: Uint8Array
}

/**
 * Gossip over the topics of a wire, one per shared scope. Small bundles travel whole; large ones, and all that a busy
 * writer makes, as header and signature, and then the receiver syncs with the sender. Nothing is passed on before it
 * is durable here, so whoever hears of a bundle can have it from whom it heard.
 */
export class WireGossip implements Gossip {
  private readonly components: GossipComponents
  private readonly bucket: TokenBucket
  private readonly log: Logger
  private readonly topics = new Map<string, Uint8Array>()
  private readonly counts: GossipCounters = { wholeOut: 0, headersOut: 0, unheard: 0, accept: 0, ignore: 0, reject: 0 }
  /** New neighbours that our messages do not reach yet. */
  private readonly joining = new Set<Promise<boolean>>()
  /** Neighbours that did not join when they were new; nobody waits for them again. */
  private readonly deaf = new Set<PeerText>()
  private readonly recent = new RecentBundles()
  private waiting = 0
  private pending = 0

  constructor (components: GossipComponents, init: GossipInit = {}) {
    this.components = components
    this.bucket = new TokenBucket(components.clock, init.wholeBytesPerSecond ?? DEFAULT_WHOLE_BYTES_PER_SECOND)
    this.log = components.logger.forComponent('factmesh:gossip')
  }

  start (): void {
    const { hello, store, wire } = this.components

    for (const { id } of store.shared()) {
      const topic = topicOf(id)
      this.topics.set(topic, id)
      wire.subscribe(topic, async (data, from) => this.examine({ data, from, scope: id }))
    }

    hello.addEventListener('peer:accept', this.onAccept)
    store.addEventListener('bundle:append', this.onAppend)
  }

  stop (): void {
    const { hello, store, wire } = this.components
    hello.removeEventListener('peer:accept', this.onAccept)
    store.removeEventListener('bundle:append', this.onAppend)
    this.topics.forEach((_, topic) => { wire.unsubscribe(topic) })
    this.topics.clear()
  }

  counters (): GossipCounters {
    return { ...this.counts }
  }

  private readonly onAccept = (event: CustomEvent<{ peer: PeerText }>): void => {
    const { peer } = event.detail

    if (!this.deaf.has(peer)) {
      this.topics.forEach((_, topic) => { void this.welcome(topic, peer) })
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
    const topic = topicOf(bundle.header.scope)
    this.recent.add(bundle.hash)

    if (this.topics.has(topic)) {
      void this.publish(topic, bundle)
    }
  }

  /** Tells the neighbours. It never rejects: a bundle that nobody hears of is durable, and sync brings it. */
  private async publish (topic: string, bundle: Bundle): Promise<void> {
    const { bytes, headerBytes, signature } = bundle
    const isWhole = bytes.length <= WHOLE_BYTES_MAX && this.bucket.take(bytes.length)
    const message = encodeGossip(isWhole ? { type: 'whole', bundle: bytes } : { type: 'header', headerBytes, signature })
    this.counts[isWhole ? 'wholeOut' : 'headersOut']++

    try {
      await this.letJoin()
      const { recipients } = await this.components.wire.publish(topic, message)
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
    if (heard.data.length > MESSAGE_BYTES_MAX || this.pending >= PENDING_MAX) {
      const verdict = heard.data.length > MESSAGE_BYTES_MAX ? 'reject' : 'ignore'
      this.counts[verdict]++

      return verdict
    }

    this.pending++

    try {
      const verdict = await this.judge(heard)
      this.counts[verdict]++

      return verdict
    } finally {
      this.pending--
    }
  }

  private async judge (heard: Heard): Promise<GossipVerdict> {
    try {
      // An undecided peer is waited for before its bytes cost anything but their memory.
      if (!await this.components.hello.outcome(heard.from)) {
        return 'ignore'
      }

      const message = decodeGossip(heard.data, heard.scope)

      return message === undefined ? 'ignore' : await this.judgeMessage(message, heard)
    } catch (error) {
      this.log('message of %s was not taken in - %e', heard.from, error)

      return error instanceof MalformedGossipError ? 'reject' : 'ignore'
    }
  }

  private async judgeMessage (message: GossipMessage, heard: Heard): Promise<GossipVerdict> {
    const hash = blake3(message.type === 'header' ? message.headerBytes : readHeaderBytes(message.bundle))

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
  private async judgeWhole ({ bundle }: WholeMessage, { from }: Heard): Promise<GossipVerdict> {
    const [verdict] = await this.components.store.receive([bundle], { via: 'gossip', peer: from })

    return verdict.result === 'accept' && verdict.known ? 'ignore' : verdict.result
  }

  /** An announcement is passed on once its content is here, which also proves that it is genuine. */
  private async judgeHeader (hash: Uint8Array, { data, from, scope }: Heard): Promise<GossipVerdict> {
    const { store, sync } = this.components

    if (await store.has(hash)) {
      return 'ignore'
    }

    await sync.request(from, scope, { timeoutMs: CONTENT_TIMEOUT_MS })
    const [bundle] = await store.bundlesByHash([hash])

    return bundle !== undefined && announces(data, bundle) ? 'accept' : 'ignore'
  }
}
