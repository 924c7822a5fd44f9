import { keyRing, NONCE_BYTES, openPayload, readPayload, sealPayload } from '../../../model/seal/index.ts'
import { MalformedGossipError } from '../errors.ts'
import { closedTopicOf } from '../topic.ts'
import type { ScopeChannel } from './interface.ts'
import type { KeyRing } from '../../../model/seal/index.ts'
import type { Clock, Random } from '../../../platform/interface.ts'
import type { GossipStore } from '../interface.ts'

/** What a sealed channel stands on. */
export interface SealedChannelComponents {
  readonly store: Pick<GossipStore, 'governance'>
  readonly clock: Clock
  readonly random: Random
}

/**
 * A closed scope: a topic for each key that is accepted, and messages under the key that is sent with. What the keys come to
 * is asked at each message, so a key opens nothing any more from the moment on at which it should not.
 */
export class SealedChannel implements ScopeChannel {
  readonly scope: Uint8Array
  private readonly components: SealedChannelComponents
  private readonly self: Uint8Array

  /** `self` is the public key of this node, 32 bytes. */
  constructor (scope: Uint8Array, self: Uint8Array, components: SealedChannelComponents) {
    this.scope = scope
    this.self = self
    this.components = components
  }

  topics (): string[] {
    return this.ring().accepted.map(closedTopicOf)
  }

  untilMs (): number {
    return this.ring().untilMs ?? Infinity
  }

  seal (message: Uint8Array): { topic: string, data: Uint8Array } | undefined {
    const { sending } = this.ring()

    return sending && { topic: closedTopicOf(sending), data: sealPayload(message, sending, this.components.random.bytes(NONCE_BYTES)) }
  }

  open (data: Uint8Array): Uint8Array | undefined {
    const payload = readPayload(data)

    if (payload === undefined) {
      throw new MalformedGossipError('payload')
    }

    return openPayload(payload, this.ring().accepted)
  }

  /** Of a scope in which this node may not read any more no key counts. */
  private ring (): KeyRing {
    const { clock, store: { governance } } = this.components
    const mayRead = governance?.standingNow(this.scope, this.self).has('read')

    return keyRing(mayRead === true ? governance?.keys(this.scope) ?? [] : [], clock.nowMs())
  }
}
