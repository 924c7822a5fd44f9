import { toBase32 } from '../../model/bytes/index.ts'
import { peerIdText } from '../../model/identity/index.ts'
import { decodeToken, judgeClaims, TOKEN_CODES, tokenEndMs } from '../../model/token/index.ts'
import type { TokenGate, TokenGateComponents, TokenRequest, TokenVerdict } from './interface.ts'
import type { DecodedToken, TokenCode } from '../../model/token/index.ts'
import type { NonceVerdict } from '../../storage/seen/index.ts'

const CODE_BY_NONCE: Readonly<Record<NonceVerdict, TokenCode | undefined>> = {
  fresh: undefined,
  seen: 'nonce_already_seen',
  full: 'quota_exceeded'
}

/**
 * A gate in which each token opens once. The order of its questions is part of the protocol: nothing is remembered before
 * the signature holds, so nobody burns the nonces of others, and what fails later than the nonce leaves it unused.
 */
export class SingleUseGate implements TokenGate {
  private readonly components: TokenGateComponents
  private readonly counts = { accepted: 0, ...Object.fromEntries(TOKEN_CODES.map(code => [code, 0])) } as Record<'accepted' | TokenCode, number>

  constructor (components: TokenGateComponents) {
    this.components = components
  }

  counters (): Readonly<Record<'accepted' | TokenCode, number>> {
    return { ...this.counts }
  }

  async admit (token: string, request: TokenRequest): Promise<TokenVerdict> {
    const decoded = decodeToken(token)

    if (typeof decoded === 'string') {
      return this.reject(decoded, request)
    }

    const code = await this.judge(decoded, request)

    if (code !== undefined) {
      return this.reject(code, request, decoded)
    }

    this.counts.accepted++

    return { result: 'accept', issuer: decoded.issuer, scopes: decoded.claims.scopes, endMs: tokenEndMs(decoded.claims) }
  }

  private async judge (token: DecodedToken, { carrier }: TokenRequest): Promise<TokenCode | undefined> {
    const { seen, clock, verify, publicKey, isApproved } = this.components
    const { issuer, claims, signed, signature } = token

    // fault-point token.nonce-first: return claims.nonce !== undefined && await seen.add(issuer, new TextEncoder().encode(claims.nonce), tokenEndMs(claims)) === 'seen' ? 'nonce_already_seen' : await verify(issuer, signed, signature) ? judgeClaims(token, { nowMs: clock.nowMs(), audience: publicKey, carrier }) : 'invalid_signature'
    if (!await verify(issuer, signed, signature)) {
      return 'invalid_signature'
    }

    if (claims.nonce === undefined) {
      return 'missing_nonce'
    }

    const nonce = new TextEncoder().encode(claims.nonce)

    // fault-point gate.nonce-unasked: return judgeClaims(token, { nowMs: clock.nowMs(), audience: publicKey, carrier })
    if (await seen.isUsed(issuer, nonce)) {
      return 'nonce_already_seen'
    }

    const code = judgeClaims(token, { nowMs: clock.nowMs(), audience: publicKey, carrier })

    if (code !== undefined || !isApproved(issuer)) {
      return code ?? 'peer_not_approved'
    }

    return CODE_BY_NONCE[await seen.add(issuer, nonce, tokenEndMs(claims))]
  }

  /** Counts a refusal and notes it before it is told, so none is without its entry. A log that fails says so by itself. */
  private async reject (code: TokenCode, request: TokenRequest, token?: DecodedToken): Promise<TokenVerdict> {
    const { audit, clock } = this.components
    const { carrier } = request
    const issuer = token?.issuer
    const proven = carrier ?? (code === 'invalid_signature' ? undefined : issuer)

    this.counts[code]++
    await audit?.append({
      type: code === 'nonce_already_seen' ? 'replay_attempt' : 'rejected_token',
      peer: proven === undefined ? undefined : peerIdText(proven),
      scope: request.scope ?? (carrier === undefined ? undefined : onlyScope(token)),
      reason: code,
      detail: issuer === undefined ? undefined : { issuer: peerIdText(issuer) }
    }).catch(() => {})

    return { result: 'reject', code, nowMs: clock.nowMs() }
  }
}

/** The scope that a token of a stream is for; those of this program name one. */
function onlyScope (token: DecodedToken | undefined): string | undefined {
  const [scope, ...others] = token?.claims.scopes ?? []

  return scope === undefined || others.length > 0 ? undefined : toBase32(scope)
}
