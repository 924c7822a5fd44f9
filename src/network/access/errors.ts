import type { TokenCode } from '../../model/token/index.ts'

/**
 * A token did not open a stream, or did not keep it open: ours at the peer, or the peer's here. `code` says why.
 */
export class AccessRefusedError extends Error {
  static name = 'AccessRefusedError'
  public readonly code: TokenCode
  public readonly peer: string

  constructor (peer: string, code: TokenCode) {
    super(`A stream with ${peer} was refused: ${code}`)
    this.name = 'AccessRefusedError'
    this.code = code
    this.peer = peer
  }
}

/**
 * A refusal of a peer cannot be read.
 */
export class MalformedRefusalError extends Error {
  static name = 'MalformedRefusalError'

  constructor () {
    super('The refusal of a token is malformed')
    this.name = 'MalformedRefusalError'
  }
}

/**
 * The token of a stream ended, and no other came before.
 */
export class AccessEndedError extends Error {
  static name = 'AccessEndedError'
  public readonly peer: string

  constructor (peer: string) {
    super(`The token of a stream of ${peer} ended`)
    this.name = 'AccessEndedError'
    this.peer = peer
  }
}
