import { fromBase32, toBase32 } from '../bytes/index.ts'
import { peerIdText, publicKeyOf } from '../identity/index.ts'
import { TOKEN_SCOPES_MAX, TOKEN_SECONDS_MAX } from './constants.ts'
import type { DecodedToken, TokenClaims } from './interface.ts'

/** One object, in it at most one list, in that nothing deeper, all in ASCII without escapes: so much is known before it is parsed. */
const FLAT_OBJECT = /^\{[ -Z^-z|~]*(?:\[[ -Z^-z|~]*\][ -Z^-z|~]*)?\}$/

const NAMES: ReadonlySet<string> = new Set(['iss', 'aud', 'iat', 'exp', 'jti', 'scope'])
const NONCE = /^[A-Za-z0-9_-]{22,128}$/
const SCOPE = /^[a-z2-7]{52}$/

/** The claims of a token by one issuer, as JSON. */
export function writeClaims ({ audience, issuedMs, expiresMs, nonce, scopes }: TokenClaims, issuer: Uint8Array): string {
  return JSON.stringify({
    iss: peerIdText(issuer),
    aud: audience,
    iat: issuedMs / 1_000,
    exp: expiresMs / 1_000,
    jti: nonce,
    scope: scopes.map(toBase32)
  })
}

/**
 * Reads claims: the members may stand in any order, spelled as JSON.stringify spells them. A member that is not known is
 * refused, since it might narrow what the others allow, and so are a member that comes twice, blanks, and other spellings
 * of a number, all three by spelling the value again. Undefined for anything that is not such a text.
 */
export function readClaims (text: string): Pick<DecodedToken, 'issuer' | 'claims'> | undefined {
  const members = FLAT_OBJECT.test(text) ? parse(text) : undefined

  if (members === undefined || JSON.stringify(members) !== text || !Object.keys(members).every(name => NAMES.has(name))) {
    return undefined
  }

  const { iss, aud: audience, iat, exp, jti: nonce = '', scope } = members
  const issuer = typeof iss === 'string' ? publicKeyOf(iss) : undefined
  const scopes = readScopes(scope)

  if (issuer === undefined || scopes === undefined || typeof audience !== 'string' || !isTime(iat) || !isTime(exp) || exp <= iat) {
    return undefined
  }

  const claims = { audience, issuedMs: iat * 1_000, expiresMs: exp * 1_000, scopes }

  if (nonce === '') {
    return { issuer, claims }
  }

  return typeof nonce === 'string' && NONCE.test(nonce) ? { issuer, claims: { ...claims, nonce } } : undefined
}

function parse (text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isTime (value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= TOKEN_SECONDS_MAX
}

function readScopes (value: unknown): Uint8Array[] | undefined {
  const texts: unknown[] = Array.isArray(value) ? value : []
  const isList = texts.length >= 1 && texts.length <= TOKEN_SCOPES_MAX && new Set(texts).size === texts.length

  if (!isList || !texts.every(isScope)) {
    return undefined
  }

  try {
    return texts.map(fromBase32)
  } catch {
    // Spare bits that are not zero: a second spelling.
    return undefined
  }
}

function isScope (value: unknown): value is string {
  return typeof value === 'string' && SCOPE.test(value)
}
