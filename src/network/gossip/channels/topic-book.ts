import { toHex } from '../../../model/bytes/index.ts'
import { publicKeyOf } from '../../../model/identity/index.ts'
import { OPEN_SCOPE } from '../constants.ts'
import { PublicChannel } from './public-channel.ts'
import { SealedChannel } from './sealed-channel.ts'
import type { ScopeChannel } from './interface.ts'
import type { TimerHandle } from '../../../platform/interface.ts'
import type { GossipComponents } from '../interface.ts'

/** Takes part in a topic from now on. */
export type Join = (topic: string, channel: ScopeChannel) => void

/**
 * The topics in which this node takes part: that of the public scope, and those of each closed scope that it may read,
 * one for each key that is accepted. They follow the acts of the scopes, and the time at which an old key ends.
 */
export class TopicBook {
  private readonly components: GossipComponents
  private readonly join: Join
  /** By scope id in hexadecimal. */
  private channels = new Map<string, ScopeChannel>()
  private topics = new Map<string, ScopeChannel>()
  /** Looks again when an old key ends. */
  private later: TimerHandle | undefined

  constructor (components: GossipComponents, join: Join) {
    this.components = components
    this.join = join
  }

  start (): void {
    const { store } = this.components
    store.addEventListener('scope:hold', this.refresh)
    store.addEventListener('scope:govern', this.refresh)
    this.refresh()
  }

  stop (): void {
    const { store } = this.components
    store.removeEventListener('scope:hold', this.refresh)
    store.removeEventListener('scope:govern', this.refresh)
    this.later?.cancel()
    this.channels.clear()
    this.follow(new Map())
  }

  /** How messages of a scope travel; undefined for one that does not gossip. */
  channelOf (scope: Uint8Array): ScopeChannel | undefined {
    return this.channels.get(toHex(scope))
  }

  /** How messages of the public scope travel. */
  get publicChannel (): ScopeChannel | undefined {
    return [...this.channels.values()].find(channel => channel instanceof PublicChannel)
  }

  /** Takes part in the topics that there are now, and leaves the others. */
  private readonly refresh = (): void => {
    const { clock, timers } = this.components
    const channels = this.channelsNow()
    this.channels = new Map(channels.map(channel => [toHex(channel.scope), channel]))
    this.follow(new Map(channels.flatMap(channel => channel.topics().map(topic => [topic, channel] as const))))
    const untilMs = Math.min(...channels.map(channel => channel.untilMs()))
    this.later?.cancel()
    this.later = untilMs === Infinity ? undefined : timers.after(untilMs - clock.nowMs(), this.refresh)
  }

  private follow (topics: ReadonlyMap<string, ScopeChannel>): void {
    const left = [...this.topics.keys()].filter(topic => !topics.has(topic))
    const joined = [...topics].filter(([topic]) => !this.topics.has(topic))
    this.topics = new Map(topics)
    left.forEach(topic => { this.components.wire.unsubscribe(topic) })
    joined.forEach(([topic, channel]) => { this.join(topic, channel) })
  }

  /** A scope that is not known to be public never has its id in a topic. */
  private channelsNow (): ScopeChannel[] {
    const { store, wire } = this.components
    const self = publicKeyOf(wire.peer)
    const open = store.shared().filter(({ name }) => name === OPEN_SCOPE).map(({ id }) => new PublicChannel(id))
    const closed = self === undefined ? [] : store.governance?.held().map(({ id }) => this.channelOf(id) ?? new SealedChannel(id, self, this.components)) ?? []

    return [...open, ...closed]
  }
}
