/**
 * The first part of every token: base64url of `{"alg":"EdDSA","typ":"factmesh-request+jwt"}`. It is compared as a text, so
 * there is no algorithm to choose, and a signed token of another kind is never one of ours (RFC 8725, sections 3.1, 3.11).
 */
export const TOKEN_HEADER = 'eyJhbGciOiJFZERTQSIsInR5cCI6ImZhY3RtZXNoLXJlcXVlc3Qrand0In0'

/** Longest token, in characters: 32 scopes take about 2,800 of them. */
export const TOKEN_CHARACTERS_MAX = 4_096

/** Scopes that one token names at most. */
export const TOKEN_SCOPES_MAX = 32

/** Milliseconds by which two clocks may differ when the times of a token are judged. */
export const TOKEN_LEEWAY_MS = 30_000

/** Longest life of a token that opens a stream, in milliseconds. */
export const STREAM_TOKEN_LIFE_MS_MAX = 300_000

/** Longest life of a token where no connection proves who carries it, in milliseconds. */
export const HTTP_TOKEN_LIFE_MS_MAX = 3_600_000

/** How long a nonce is remembered at least after its use, in milliseconds: the five minutes of a replay window, and the leeway. */
export const NONCE_KEPT_MS_MIN = 300_000 + TOKEN_LEEWAY_MS

/** Latest time in a token, in seconds since 1970: with the leeway it still fits into the 48 bits of a record. */
export const TOKEN_SECONDS_MAX = 281_474_976_000
