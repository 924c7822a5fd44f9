import { expect } from 'aegir/chai'
import * as jose from 'jose'
import { fromHex, toBase64url } from '../../src/model/bytes/index.ts'
import { createStrictVerifier } from '../../src/model/identity/index.ts'
import { decodeToken, judgeClaims, TOKEN_LEEWAY_MS } from '../../src/model/token/index.ts'
import { platform } from '../../src/platform/index.ts'
import { claimsOf, jwsOf, signerOf } from '../fixtures/tokens.ts'
import { RFC8037, TOKENS } from '../vectors/token.ts'

const TYPE = 'factmesh-request+jwt'
const HEADER = { alg: 'EdDSA', typ: TYPE }
const [us, peer] = [0, 1].map(signerOf)
const verify = createStrictVerifier(platform().ed25519.verify)

const publicKeyFor = async (key: Uint8Array): Promise<jose.CryptoKey | Uint8Array> => jose.importJWK({ kty: 'OKP', crv: 'Ed25519', x: toBase64url(key) }, 'EdDSA')

/** What jose makes of a token at a moment: `accept`, or the code of its error. */
async function joseSays (token: string, nowMs: number): Promise<string> {
  try {
    await jose.jwtVerify(token, await publicKeyFor(peer.publicKey), {
      algorithms: ['EdDSA'], typ: TYPE, clockTolerance: TOKEN_LEEWAY_MS / 1_000, currentDate: new Date(nowMs), requiredClaims: ['jti', 'iat', 'exp', 'scope']
    })

    return 'accept'
  } catch (error) {
    return error instanceof jose.errors.JOSEError ? error.code : String(error)
  }
}

/** What this project makes of it. */
async function weSay (token: string, nowMs: number): Promise<string> {
  const decoded = decodeToken(token)

  if (typeof decoded === 'string') {
    return decoded
  }

  if (!await verify(decoded.issuer, decoded.signed, decoded.signature)) {
    return 'invalid_signature'
  }

  return judgeClaims(decoded, { nowMs, audience: us.publicKey, carrier: peer.publicKey }) ?? 'accept'
}

describe('request tokens beside jose', () => {
  for (const { seed, issuer, claims, token } of TOKENS) {
    it(`are the same bytes: ${token.slice(-8)}`, async () => {
      const x = toBase64url(fromHex(issuer))
      const key = await jose.importJWK({ kty: 'OKP', crv: 'Ed25519', x, d: toBase64url(fromHex(seed)) }, 'EdDSA')
      const values: jose.JWTPayload = JSON.parse(claims)
      const read = await jose.compactVerify(token, await publicKeyFor(fromHex(issuer)))

      expect(await new jose.SignJWT(values).setProtectedHeader(HEADER).sign(key)).to.equal(token)
      expect(read.protectedHeader).to.deep.equal(HEADER)
      expect(new TextDecoder().decode(read.payload)).to.equal(claims)
      expect(jose.decodeJwt(token)).to.deep.equal(values)
    })
  }

  it('are verified as the example of RFC 8037 is', async () => {
    const { payload } = await jose.compactVerify(RFC8037.jws, await jose.importJWK({ kty: 'OKP', crv: 'Ed25519', x: RFC8037.publicKey }, 'EdDSA'))

    expect(new TextDecoder().decode(payload)).to.equal(RFC8037.payload)
  })

  it('end at the same millisecond', async () => {
    const claims = claimsOf(peer, us)
    const token = await jwsOf(peer, claims)
    const endMs = Number(claims.exp) * 1_000 + TOKEN_LEEWAY_MS

    for (const [offsetMs, theirs, ours] of [[-1_000, 'accept', 'accept'], [-1, 'accept', 'accept'], [0, 'ERR_JWT_EXPIRED', 'token_expired'], [1, 'ERR_JWT_EXPIRED', 'token_expired']] as const) {
      expect([await joseSays(token, endMs + offsetMs), await weSay(token, endMs + offsetMs)], String(offsetMs)).to.deep.equal([theirs, ours])
    }
  })

  it('are never taken here where jose refuses them', async () => {
    const claims = claimsOf(peer, us)
    const nowMs = Number(claims.iat) * 1_000
    const token = await jwsOf(peer, claims)
    let refused = 0

    expect([await joseSays(token, nowMs), await weSay(token, nowMs)]).to.deep.equal(['accept', 'accept'])
    for (let place = 0; place < token.length; place++) {
      for (const character of ['A', 'z', '_', '.']) {
        const changed = token.slice(0, place) + character + token.slice(place + 1)

        if (changed !== token) {
          expect(await weSay(changed, nowMs), `${place} ${character}`).to.not.equal('accept')
          // jose passes over the spare bits of the last character, which spell the same signature.
          expect(place === token.length - 1 || await joseSays(changed, nowMs) !== 'accept', `${place} ${character}`).to.equal(true)
          refused++
        }
      }
    }
    process.stdout.write(`      changed tokens refused by both: ${refused}\n`)
  })
})
