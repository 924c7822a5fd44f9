/** What is wrong: `payload` is no sealed message, the others are about what is in it. */
export type MalformedGossipReason = 'payload' | 'size' | 'form' | 'header' | 'scope'

/**
 * A gossip message cannot be read, or says something that its topic does not allow.
 */
export class MalformedGossipError extends Error {
  static name = 'MalformedGossipError'
  public readonly reason: MalformedGossipReason
  /** Id of the scope that the bundle stands in, where that is what is wrong. */
  public readonly scope: Uint8Array | undefined
  /** Hash of that bundle. */
  public readonly hash: Uint8Array | undefined

  constructor (reason: MalformedGossipReason, { hash, scope, ...options }: ErrorOptions & { hash?: Uint8Array, scope?: Uint8Array } = {}) {
    super(`The gossip message is malformed: ${reason}`, options)
    this.name = 'MalformedGossipError'
    this.reason = reason
    this.scope = scope
    this.hash = hash
  }
}
