import { fromBase64url, toBase64url } from '../bytes/index.ts'
import { SIGNATURE_BYTES } from '../identity/index.ts'
import { readClaims, writeClaims } from './claims.ts'
import { TOKEN_CHARACTERS_MAX, TOKEN_HEADER } from './constants.ts'
import { InvalidClaimsError } from './errors.ts'
import type { TokenCode } from './code.ts'
import type { DecodedToken, TokenClaims } from './interface.ts'
import type { Signer } from '../identity/index.ts'

const COMPACT = /^([\w-]+)\.([\w-]+)\.([\w-]*)$/
const utf8 = new TextEncoder()

/**
 * Makes a token: a JSON Web Signature in its compact form (RFC 7515, section 7.1), algorithm EdDSA (RFC 8037), over JSON
 * claims (RFC 7519). The signer is the issuer.
 *
 * @throws {InvalidClaimsError} before anything is signed
 */
export async function signToken (claims: TokenClaims, signer: Signer): Promise<string> {
  const text = writeClaims(claims, signer.publicKey)
  const signed = `${TOKEN_HEADER}.${toBase64url(utf8.encode(text))}`

  if (readClaims(text)?.claims.nonce === undefined || signed.length + 1 + Math.ceil(SIGNATURE_BYTES * 4 / 3) > TOKEN_CHARACTERS_MAX) {
    throw new InvalidClaimsError()
  }

  return `${signed}.${toBase64url(await signer.sign(utf8.encode(signed)))}`
}

/**
 * Takes a token apart, or says what it is instead. Its length, its header and the form of its parts are looked at before
 * anything is decoded, and the form of its claims before they are parsed. Whether the signature holds is for the caller.
 */
export function decodeToken (token: string): DecodedToken | Extract<TokenCode, 'malformed' | 'invalid_signature'> {
  const parts = token.length <= TOKEN_CHARACTERS_MAX ? COMPACT.exec(token) : null

  if (parts === null) {
    return 'malformed'
  }

  const [, header, payload, end] = parts

  if (header !== TOKEN_HEADER) {
    return 'invalid_signature'
  }

  try {
    const read = readClaims(String.fromCharCode(...fromBase64url(payload)))
    const signature = fromBase64url(end)

    if (read === undefined) {
      return 'malformed'
    }

    return signature.length === SIGNATURE_BYTES ? { ...read, signed: utf8.encode(`${header}.${payload}`), signature } : 'invalid_signature'
  } catch {
    // Not the one spelling of any bytes.
    return 'malformed'
  }
}
