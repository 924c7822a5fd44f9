import { toBase64url } from '../../model/bytes/index.ts'
import { signToken } from '../../model/token/index.ts'
import { NONCE_BYTES, TOKEN_LIFE_MS, TOKEN_MARGIN_MS } from './constants.ts'
import type { TokenLease, TokenSourceComponents } from './interface.ts'

/** For whom and for what a lease makes tokens. */
export interface LeaseTerms {
  /** Peer id of the peer that takes them. */
  readonly audience: string
  /** Ids of the scopes that they are for. */
  readonly scopes: readonly Uint8Array[]
}

/** The tokens of one stream, one after another. */
export class StreamLease implements TokenLease {
  private readonly components: TokenSourceComponents
  private readonly terms: LeaseTerms
  /** When the token in use was made, by the wall clock; from the making on, so that two callers do not make two. */
  private issuedMs = -Infinity

  constructor (components: TokenSourceComponents, terms: LeaseTerms) {
    this.components = components
    this.terms = terms
  }

  async renew (): Promise<string | undefined> {
    const { clock, random, signer } = this.components
    const before = this.issuedMs
    const ageMs = clock.nowMs() - before

    if (ageMs >= 0 && ageMs < TOKEN_LIFE_MS - TOKEN_MARGIN_MS) {
      return undefined
    }

    const issuedMs = Math.floor(clock.nowMs() / 1_000) * 1_000
    const nonce = toBase64url(random.bytes(NONCE_BYTES))

    this.issuedMs = issuedMs

    try {
      return await signToken({ ...this.terms, issuedMs, expiresMs: issuedMs + TOKEN_LIFE_MS, nonce }, signer)
    } catch (error) {
      this.issuedMs = before
      throw error
    }
  }
}
