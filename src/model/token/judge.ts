import { equalBytes } from '../bytes/index.ts'
import { publicKeyOf } from '../identity/index.ts'
import { HTTP_TOKEN_LIFE_MS_MAX, STREAM_TOKEN_LIFE_MS_MAX, TOKEN_LEEWAY_MS } from './constants.ts'
import type { TokenCode } from './code.ts'
import type { DecodedToken, TokenClaims, TokenSetting } from './interface.ts'

/**
 * The first moment, in milliseconds since 1970, at which no clock within the leeway takes the token any more: until then
 * its nonce has to be remembered.
 */
export function tokenEndMs ({ expiresMs }: Pick<TokenClaims, 'expiresMs'>): number {
  return expiresMs + TOKEN_LEEWAY_MS
}

/**
 * Judges the claims of a token whose signature holds and whose nonce is new: its times, who carries it, for whom it is.
 * The end is the first moment that is too late (RFC 7519, section 4.1.4: "on or after"). Undefined when nothing is wrong.
 */
export function judgeClaims ({ issuer, claims }: DecodedToken, { nowMs, audience, carrier }: TokenSetting): TokenCode | undefined {
  const lifeMsMax = carrier === undefined ? HTTP_TOKEN_LIFE_MS_MAX : STREAM_TOKEN_LIFE_MS_MAX

  // fault-point token.end-inclusive: nowMs -= Number(nowMs === tokenEndMs(claims))
  if (nowMs >= tokenEndMs(claims)) {
    return 'token_expired'
  }

  if (claims.issuedMs > nowMs + TOKEN_LEEWAY_MS) {
    return 'iat_in_future'
  }

  if (claims.expiresMs - claims.issuedMs > lifeMsMax) {
    return 'life_too_long'
  }

  if (carrier !== undefined && !equalBytes(carrier, issuer)) {
    return 'issuer_mismatch'
  }

  const named = publicKeyOf(claims.audience)

  return named !== undefined && equalBytes(named, audience) ? undefined : 'invalid_audience'
}
