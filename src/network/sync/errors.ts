/**
 * What a run holds against the peer, or against its own limits:
 *
 * | code | meaning |
 * | --- | --- |
 * | `malformed` | a frame cannot be read, or stands where none of its kind belongs |
 * | `limit` | the peer causes more work than the difference is worth, or turns ran out |
 * | `faulty` | digests of the peer are not supported by what is below them |
 * | `stalled` | nothing of use came for a minute |
 */
export type SyncFault = 'malformed' | 'limit' | 'faulty' | 'stalled'

/**
 * A run was broken off because of what the peer sent.
 */
export class SyncFaultError extends Error {
  static name = 'SyncFaultError'
  public readonly code: SyncFault
  public readonly detail: string

  constructor (code: SyncFault, detail: string) {
    super(`The sync run was broken off (${code}): ${detail}`)
    this.name = 'SyncFaultError'
    this.code = code
    this.detail = detail
  }
}

/**
 * What a run may move was narrowed while it was under way.
 */
export class RightsEndedError extends Error {
  static name = 'RightsEndedError'
  public readonly code = 'scope_violation'

  constructor () {
    super('Rights ended while a run was under way')
    this.name = 'RightsEndedError'
  }
}

/**
 * A run was asked for with a peer that is not an accepted, connected one.
 */
export class PeerNotConnectedError extends Error {
  static name = 'PeerNotConnectedError'
  public readonly code = 'peer_unreachable'
  public readonly peer: string

  constructor (peer: string) {
    super(`The peer ${peer} is not connected`)
    this.name = 'PeerNotConnectedError'
    this.peer = peer
  }
}

/**
 * The node stops, and no further run begins.
 */
export class SyncStoppedError extends Error {
  static name = 'SyncStoppedError'

  constructor () {
    super('The node is stopping')
    this.name = 'SyncStoppedError'
  }
}

/**
 * A run was asked for in a scope that does not leave this node, or not towards the peer.
 */
export class ScopeNotSharedError extends Error {
  static name = 'ScopeNotSharedError'
  public readonly code = 'unknown_scope'
  /** Scope id, 32 bytes. */
  public readonly scope: Uint8Array

  constructor (scope: Uint8Array) {
    super('The scope is not shared with other nodes')
    this.name = 'ScopeNotSharedError'
    this.scope = scope
  }
}

/**
 * A run that was waited for did not end in time; it may still be queued or under way.
 */
export class SyncLateError extends Error {
  static name = 'SyncLateError'
  public readonly peer: string
  public readonly timeoutMs: number

  constructor (peer: string, timeoutMs: number) {
    super(`The run with ${peer} did not end within ${timeoutMs} ms`)
    this.name = 'SyncLateError'
    this.peer = peer
    this.timeoutMs = timeoutMs
  }
}

/**
 * A set of numbers, a list, a request or checkpoints of our own are not what their code can say: a fault of this
 * program.
 */
export class SyncCodeError extends Error {
  static name = 'SyncCodeError'

  constructor (rule: string) {
    super(`A code of the sync protocol cannot say this: ${rule}`)
    this.name = 'SyncCodeError'
  }
}
