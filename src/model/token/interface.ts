/** What a token says, but for who says it. */
export interface TokenClaims {
  /** Peer id of the peer that it is meant for, `aud`. In a token of others it may be any text. */
  readonly audience: string
  /** When it was made, `iat`: whole seconds, in milliseconds since 1970. */
  readonly issuedMs: number
  /** From when on it is worth nothing, `exp`: whole seconds, in milliseconds since 1970; later than `issuedMs`. */
  readonly expiresMs: number
  /** What makes it good for one use, `jti`: 22..128 characters of base64url. A token of others may lack it. */
  readonly nonce?: string
  /** Ids of the scopes that it is for, `scope`: 1..32 of 32 bytes, none twice. */
  readonly scopes: readonly Uint8Array[]
}

/** A token that was taken apart, and not verified yet. */
export interface DecodedToken {
  /** Public key behind `iss`, 32 bytes: the only key that can have signed it. */
  readonly issuer: Uint8Array
  readonly claims: TokenClaims
  /** The bytes under the signature. */
  readonly signed: Uint8Array
  /** 64 bytes. */
  readonly signature: Uint8Array
}

/** Where and when a token is judged. */
export interface TokenSetting {
  /** Our wall time, in milliseconds since 1970. */
  readonly nowMs: number
  /** Our own public key, 32 bytes. */
  readonly audience: Uint8Array
  /** Public key of the peer that the connection proved, 32 bytes; undefined where a connection proves nobody, as over HTTP. */
  readonly carrier: Uint8Array | undefined
}
