import { randomBytes } from 'node:crypto'
import { utf8 } from './bytes.ts'
import { scopeText } from './hello.ts'
import type { Keys } from './keys.ts'

const HEADER = '{"alg":"EdDSA","typ":"factmesh-request+jwt"}'
const LIFE_S = 300

/** Who a token is from, who it is for, and which scopes it names. */
export interface TokenInit {
  readonly keys: Keys

  /** Peer text of who it is for. */
  readonly audience: string
  readonly scopes: readonly Uint8Array[]
}

/** Claims of a token, with those that take the place of right ones; undefined leaves one out. */
export function claims ({ keys, audience, scopes }: TokenInit, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const iat = Math.floor(Date.now() / 1_000)

  return { iss: keys.text, aud: audience, iat, exp: iat + LIFE_S, jti: nonce(), scope: scopes.map(scopeText), ...changes }
}

/** A nonce of 128 bits. */
export function nonce (): string {
  return randomBytes(16).toString('base64url')
}

/** Signs claims as a token. */
export function jws (keys: Keys, text: string, header = HEADER): Uint8Array {
  const signed = `${base64url(header)}.${base64url(text)}`

  return utf8(`${signed}.${Buffer.from(keys.sign(utf8(signed))).toString('base64url')}`)
}

/** A token that holds, with claims that take the place of right ones. */
export function token (init: TokenInit, changes: Record<string, unknown> = {}): Uint8Array {
  return jws(init.keys, JSON.stringify(claims(init, changes)))
}

function base64url (text: string): string {
  return Buffer.from(text).toString('base64url')
}
