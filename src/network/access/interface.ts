import type { PeerText, WireStream } from '../wire/index.ts'
import type { AbortOptions } from '@libp2p/interface'

/** What the token of a peer opened. */
export interface Admitted {
  /** Ids of the scopes that the token names; a token only narrows what its issuer may do. */
  readonly scopes: readonly Uint8Array[]
  /** When the stream has to be closed unless another token came, in milliseconds since 1970, with the leeway. */
  readonly endMs: number
}

/**
 * Opens request streams with a signed token, and admits those of others. The token is the first frame of a stream in the
 * direction of who opened it.
 */
export interface StreamAccess {
  /**
   * Opens a stream to a peer and sends a token for some scopes.
   *
   * @throws {PeerUnreachableError | StreamFailedError}
   */
  open (peer: PeerText, protocol: string, scopes: readonly Uint8Array[], options?: AbortOptions): Promise<WireStream>

  /**
   * Reads the token of a stream that a peer opened and uses it up. A peer whose token does not hold is told why, and the
   * refusal is audited, before this throws.
   *
   * @throws {AccessRefusedError}
   */
  admit (stream: WireStream): Promise<Admitted>
}
