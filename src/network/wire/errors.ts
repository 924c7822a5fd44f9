/**
 * A frame is larger than either side may send. It was refused when its length was read, before its bytes were.
 */
export class FrameTooLargeError extends Error {
  static name = 'FrameTooLargeError'
  /** Bytes that the frame has or claims; a floor when the prefix itself is too long. */
  public readonly length: number

  constructor (length: number) {
    super(`A frame of ${length} bytes or more is above the limit`)
    this.name = 'FrameTooLargeError'
    this.length = length
  }
}

/**
 * A length prefix is not the shortest varint of a positive number, or a stream ended inside a frame.
 */
export class MalformedFrameError extends Error {
  static name = 'MalformedFrameError'
  public readonly reason: 'empty' | 'long-form' | 'truncated'

  constructor (reason: 'empty' | 'long-form' | 'truncated') {
    super(`The peer sent a malformed frame: ${reason}`)
    this.name = 'MalformedFrameError'
    this.reason = reason
  }
}

/**
 * A peer took longer than a deadline allows. The stream was aborted.
 */
export class StreamDeadlineError extends Error {
  static name = 'StreamDeadlineError'
  public readonly peer: string
  /** What was waited for. */
  public readonly step: 'read' | 'write'
  public readonly timeoutMs: number

  constructor (peer: string, step: 'read' | 'write', timeoutMs: number) {
    super(`The peer ${peer} let a ${step} wait for more than ${timeoutMs} ms`)
    this.name = 'StreamDeadlineError'
    this.peer = peer
    this.step = step
    this.timeoutMs = timeoutMs
  }
}

/**
 * A stream ended in the middle: the peer reset it, the connection was lost, or this side aborted it.
 */
export class StreamFailedError extends Error {
  static name = 'StreamFailedError'
  public readonly peer: string

  constructor (peer: string, cause?: unknown) {
    super(`The stream with ${peer} failed`, { cause })
    this.name = 'StreamFailedError'
    this.peer = peer
  }
}

/**
 * No stream to the peer can be opened: there is no connection, or the peer does not speak the protocol.
 */
export class PeerUnreachableError extends Error {
  static name = 'PeerUnreachableError'
  public readonly code = 'peer_unreachable'
  public readonly peer: string
  public readonly protocol: string

  constructor (peer: string, protocol: string, cause?: unknown) {
    super(`The peer ${peer} cannot be reached for ${protocol}`, { cause })
    this.name = 'PeerUnreachableError'
    this.peer = peer
    this.protocol = protocol
  }
}
