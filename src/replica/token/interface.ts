import type { Signer, Verify } from '../../model/identity/index.ts'
import type { TokenCode } from '../../model/token/index.ts'
import type { Clock, Random } from '../../platform/interface.ts'
import type { SeenNonces } from '../../storage/seen/index.ts'
import type { AuditLog } from '../audit/index.ts'

/** With what a token comes. */
export interface TokenRequest {
  /**
   * Public key of the peer that the connection proved, 32 bytes; it has to be the issuer. Undefined where a connection
   * proves nobody, as over HTTP: there a token may live for an hour, and on a stream for five minutes.
   */
  readonly carrier: Uint8Array | undefined
  /** The scope that is asked for, as the audit log names it; on a stream without it, the only one that the token names. */
  readonly scope?: string
}

/** What becomes of a token. */
export type TokenVerdict = TokenAccepted | TokenRejected

/** The token holds, and it was used up just now. */
export interface TokenAccepted {
  readonly result: 'accept'
  /** Public key of the peer that asks, 32 bytes. */
  readonly issuer: Uint8Array
  /** Ids of the scopes that the token is for. What the peer may do there is decided elsewhere; a token only narrows it. */
  readonly scopes: readonly Uint8Array[]
  /** When whatever it opened has to be closed, unless another token came: in milliseconds since 1970, with the leeway. */
  readonly endMs: number
}

/** The token opens nothing. */
export interface TokenRejected {
  readonly result: 'reject'
  readonly code: TokenCode
  /** Our wall time, in milliseconds since 1970, for a peer whose clock is wrong. */
  readonly nowMs: number
}

/** Judges tokens of others. */
export interface TokenGate {
  /**
   * Judges a token and uses it up: of all calls with one token, or with one nonce of an issuer, at most one is told
   * `accept`, through restarts, and only once that is durable. Throws what the journal of the nonces throws; then the
   * token opened nothing and may be tried again.
   */
  admit (token: string, request: TokenRequest): Promise<TokenVerdict>
  /** How many tokens were accepted, and refused by code, since the gate was made. */
  counters (): Readonly<Record<'accepted' | TokenCode, number>>
}

/** What the gate stands on. */
export interface TokenGateComponents {
  /** Remembers nonces; started. */
  seen: Pick<SeenNonces, 'add' | 'isUsed'>
  clock: Pick<Clock, 'nowMs'>
  /** The strict verifier. */
  verify: Verify
  /** Public key of this node, 32 bytes. */
  publicKey: Uint8Array
  /** Whether a peer may open anything here at all; nothing is remembered of those that may not. */
  isApproved (issuer: Uint8Array): boolean
  /** Where refusals are noted. */
  audit?: Pick<AuditLog, 'append'>
}

/** The tokens of one stream of ours. */
export interface TokenLease {
  /**
   * A fresh token when the stream needs one: at first, from 60 s before the end of the one before on, and whenever the
   * wall clock was set back. Undefined while the one before is good. Throws what the signer throws; the next call tries again.
   */
  renew (): Promise<string | undefined>
}

/** Makes tokens for other peers. */
export interface TokenSource {
  /**
   * The tokens of one stream to a peer, given by its public key, for the ids of some scopes. A token opens one stream, so each
   * stream has a lease of its own. Throws PublicKeyLengthError.
   */
  lease (audience: Uint8Array, scopes: readonly Uint8Array[]): TokenLease
}

/** What the source stands on. */
export interface TokenSourceComponents {
  /** Signs as this node. */
  signer: Signer
  clock: Pick<Clock, 'nowMs'>
  random: Pick<Random, 'bytes'>
}
