/**
 * A hello or its answer cannot be read.
 */
export class MalformedHelloError extends Error {
  static name = 'MalformedHelloError'
  /** The field that is wrong, or `form` when the bytes are no canonical map. */
  public readonly field: string

  constructor (field: string) {
    super(`The hello of the peer is malformed: ${field}`)
    this.name = 'MalformedHelloError'
    this.field = field
  }
}

/**
 * A peer speaks another version of the hello.
 */
export class HelloVersionError extends Error {
  static name = 'HelloVersionError'
  public readonly version: number

  constructor (version: number) {
    super(`The peer speaks version ${version} of the hello`)
    this.name = 'HelloVersionError'
    this.version = version
  }
}

/**
 * A peer opened a stream without having been accepted at hello.
 */
export class PeerNotAcceptedError extends Error {
  static name = 'PeerNotAcceptedError'
  public readonly peer: string

  constructor (peer: string) {
    super(`The peer ${peer} was not accepted at hello`)
    this.name = 'PeerNotAcceptedError'
    this.peer = peer
  }
}
