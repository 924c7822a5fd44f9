import type { Clock, Timers } from '../../platform/interface.ts'
import type { TokenGate, TokenSource } from '../../replica/token/index.ts'
import type { PeerText, Wire, WireStream } from '../wire/index.ts'
import type { AbortOptions, ComponentLogger } from '@libp2p/interface'

/**
 * A stream that a token opened, on either side. Tokens that follow, and refusals, are taken out of its frames: reads throw
 * AccessRefusedError or AccessEndedError once the peer may go on no more.
 */
export interface HeldStream extends WireStream {
  /** False once the peer has ended its side, or the stream is closed or lost; told without a read. */
  readonly isOpen: boolean
  /** Resolves when that is so. It never rejects. */
  readonly ended: Promise<void>
}

/** What the token of a peer opened. */
export interface Admitted {
  /** Ids of the scopes that its newest token names; a token only narrows what its issuer may do. */
  readonly scopes: readonly Uint8Array[]
  /** When the stream is closed unless another token came, in milliseconds since 1970, with the leeway. */
  readonly endMs: number
  /** The stream behind its token, to be used in place of the one that was admitted. It is dropped when the token ends. */
  readonly stream: HeldStream
}

/** What a stream is opened for. */
export interface StreamRequest {
  readonly protocol: string
  /** Ids of 1 to 32 scopes. */
  readonly scopes: readonly Uint8Array[]
}

/**
 * Opens request streams with a signed token, and admits those of others. The token is the first frame of a stream in the
 * direction of who opened it.
 */
export interface StreamAccess {
  /**
   * Opens a stream to a peer and sends a token for some scopes; while the stream is open it sends the next ones in time.
   *
   * @throws {PeerUnreachableError | StreamFailedError}
   */
  open (peer: PeerText, request: StreamRequest, options?: AbortOptions): Promise<HeldStream>

  /**
   * Reads the token of a stream that a peer opened and uses it up. A peer whose token does not hold is told why, and the
   * refusal is audited, before this throws.
   *
   * @throws {AccessRefusedError}
   */
  admit (stream: WireStream): Promise<Admitted>
}

/** What the access to streams stands on. */
export interface StreamAccessComponents {
  wire: Pick<Wire, 'open'>
  gate: Pick<TokenGate, 'admit'>
  source: TokenSource
  clock: Pick<Clock, 'nowMs'>
  timers: Timers
  logger: ComponentLogger
}
