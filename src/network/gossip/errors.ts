/**
 * A gossip message cannot be read, or says something that its topic does not allow.
 */
export class MalformedGossipError extends Error {
  static name = 'MalformedGossipError'
  public readonly reason: 'size' | 'form' | 'header' | 'scope'

  constructor (reason: 'size' | 'form' | 'header' | 'scope', options?: ErrorOptions) {
    super(`The gossip message is malformed: ${reason}`, options)
    this.name = 'MalformedGossipError'
    this.reason = reason
  }
}
