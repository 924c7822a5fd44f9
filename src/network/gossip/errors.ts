/** What is wrong: `payload` is no sealed message, the others are about what is in it. */
export type MalformedGossipReason = 'payload' | 'size' | 'form' | 'header' | 'scope'

/**
 * A gossip message cannot be read, or says something that its topic does not allow.
 */
export class MalformedGossipError extends Error {
  static name = 'MalformedGossipError'
  public readonly reason: MalformedGossipReason

  constructor (reason: MalformedGossipReason, options?: ErrorOptions) {
    super(`The gossip message is malformed: ${reason}`, options)
    this.name = 'MalformedGossipError'
    this.reason = reason
  }
}
