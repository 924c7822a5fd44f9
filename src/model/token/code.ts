/**
 * Why a token opens nothing, in the order in which it is judged: a token with several faults is told the first.
 *
 * | code | meaning |
 * | --- | --- |
 * | `malformed` | the text is not a token |
 * | `invalid_signature` | it has another header, or the issuer did not sign it |
 * | `missing_nonce` | it has no nonce |
 * | `nonce_already_seen` | the issuer used the nonce before, whoever carries it now |
 * | `token_expired` | its time is over |
 * | `iat_in_future` | it was made later than now |
 * | `life_too_long` | it lives longer than a token may |
 * | `issuer_mismatch` | another peer carries it than the one that made it |
 * | `invalid_audience` | it is meant for another peer |
 * | `peer_not_approved` | the issuer has no right to open anything here |
 * | `quota_exceeded` | there is no room to remember its nonce |
 */
export const TOKEN_CODES = [
  'malformed', 'invalid_signature', 'missing_nonce', 'nonce_already_seen', 'token_expired', 'iat_in_future',
  'life_too_long', 'issuer_mismatch', 'invalid_audience', 'peer_not_approved', 'quota_exceeded'
] as const

/** Why a token opens nothing. */
export type TokenCode = typeof TOKEN_CODES[number]
