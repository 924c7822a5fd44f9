import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { fromBase64url, fromHex, toBase32, toBase64url, toHex } from '../../src/model/bytes/index.ts'
import { peerIdText } from '../../src/model/identity/index.ts'
import {
  decodeToken, HTTP_TOKEN_LIFE_MS_MAX, InvalidClaimsError, judgeClaims, signToken, STREAM_TOKEN_LIFE_MS_MAX, TOKEN_CHARACTERS_MAX, TOKEN_CODES,
  TOKEN_HEADER, TOKEN_LEEWAY_MS, TOKEN_SCOPES_MAX, tokenEndMs
} from '../../src/model/token/index.ts'
import { platform } from '../../src/platform/index.ts'
import { testPeer } from '../fixtures/peers.ts'
import { claimsOf, jwsOf, signerOf, TOKEN_SCOPE } from '../fixtures/tokens.ts'
import { RFC8037, TOKENS } from '../vectors/token.ts'
import type { DecodedToken, TokenClaims } from '../../src/model/token/index.ts'

const SEED = 83_501
const { ed25519 } = platform()
const utf8 = new TextEncoder()
const [us, peer, other] = [0, 1, 2].map(signerOf)
const SECOND = 1_000
const START_MS = 1_767_225_600_000

const spell = (text: string): string => toBase64url(utf8.encode(text))

function decoded (token: string): DecodedToken {
  const result = decodeToken(token)

  if (typeof result === 'string') {
    throw new RangeError(result)
  }

  return result
}

const claimsBy = (others: Partial<TokenClaims> = {}): TokenClaims => ({
  audience: peerIdText(us.publicKey), issuedMs: START_MS, expiresMs: START_MS + 300 * SECOND, nonce: 'AAECAwQFBgcICQoLDA0ODw', scopes: [TOKEN_SCOPE], ...others
})

describe('request tokens', () => {
  describe('as vectors', () => {
    it('sign as RFC 8037 does, whose example is no token of ours', async () => {
      const signer = ed25519.signer(fromBase64url(RFC8037.seed))

      expect(toBase64url(signer.publicKey)).to.equal(RFC8037.publicKey)
      expect(await jwsOf(signer, RFC8037.payload, spell(RFC8037.header))).to.equal(RFC8037.jws)
      expect(decodeToken(RFC8037.jws)).to.equal('invalid_signature')
    })

    for (const { seed, issuer, scopes, claims, token, ...others } of TOKENS) {
      it(`keep their golden form: ${others.nonce}`, async () => {
        const signer = ed25519.signer(fromHex(seed))
        const values = { ...others, scopes: scopes.map(fromHex) }
        const { signed, signature, ...read } = decoded(token)

        expect(await signToken(values, signer)).to.equal(token)
        expect(await jwsOf(signer, claims)).to.equal(token)
        expect(read).to.deep.equal({ issuer: fromHex(issuer), claims: values })
        expect(await ed25519.verify(read.issuer, signed, signature)).to.equal(true)
      })
    }

    it('have one header', () => {
      expect(new TextDecoder().decode(fromBase64url(TOKEN_HEADER))).to.equal('{"alg":"EdDSA","typ":"factmesh-request+jwt"}')
    })
  })

  it('come back as they were made', async () => {
    const seconds = fc.integer({ min: 0, max: 2 ** 35 })
    const claims = fc.record({
      issuedMs: seconds.map(value => value * SECOND),
      lifeMs: fc.integer({ min: 1, max: 10_000 }).map(value => value * SECOND),
      nonce: fc.stringMatching(/^[A-Za-z0-9_-]{22,128}$/),
      scopes: fc.uniqueArray(fc.uint8Array({ minLength: 32, maxLength: 32 }), { minLength: 1, maxLength: TOKEN_SCOPES_MAX, selector: toHex })
    })

    await fc.assert(fc.asyncProperty(claims, async ({ lifeMs, ...values }) => {
      const made = { ...values, audience: peerIdText(us.publicKey), expiresMs: values.issuedMs + lifeMs }
      const token = await signToken(made, peer)
      const read = decoded(token)

      expect(token.length).to.be.at.most(TOKEN_CHARACTERS_MAX)
      expect(read.claims).to.deep.equal(made)
      expect(read.issuer).to.deep.equal(peer.publicKey)
      expect(await ed25519.verify(read.issuer, read.signed, read.signature)).to.equal(true)
    }), { seed: SEED, numRuns: 100 })
  })

  it('are not made of claims that nobody would read, and nothing is signed then', async () => {
    const signer = { publicKey: peer.publicKey, sign: () => { throw new RangeError('signed') } }
    const wrong: Array<Partial<TokenClaims>> = [
      { issuedMs: START_MS + 1 }, { expiresMs: START_MS + 1_500 }, { expiresMs: START_MS }, { expiresMs: START_MS - SECOND },
      { issuedMs: -SECOND }, { issuedMs: NaN }, { expiresMs: Infinity }, { expiresMs: 281_474_976_001 * SECOND },
      { nonce: undefined }, { nonce: '' }, { nonce: 'short' }, { nonce: 'n'.repeat(129) }, { nonce: `${'n'.repeat(22)}.` },
      { scopes: [] }, { scopes: [TOKEN_SCOPE, TOKEN_SCOPE] }, { scopes: [TOKEN_SCOPE.subarray(1)] },
      { scopes: Array.from({ length: TOKEN_SCOPES_MAX + 1 }, (_, number) => new Uint8Array(32).fill(number)) },
      { audience: 'ü' }, { audience: '{}' }, { audience: 'a'.repeat(TOKEN_CHARACTERS_MAX) }
    ]

    for (const others of wrong) {
      await expect(signToken(claimsBy(others), signer), JSON.stringify(others)).to.eventually.be.rejectedWith(InvalidClaimsError)
    }
    await expect(signToken(claimsBy(), signer)).to.eventually.be.rejectedWith('signed')
  })

  describe('of others', () => {
    it('are taken in any order of members, with either spelling of a peer id', async () => {
      const { base58, text, seed } = testPeer(3)
      const signer = ed25519.signer(seed)
      const members = Object.entries(claimsOf(signer, us, { iss: base58, jti: '9b2e4f7a-1c3d-4e5f-8a6b-7c8d9e0f1a2b' })).reverse()
      const { issuer, claims } = decoded(await jwsOf(signer, Object.fromEntries(members)))

      expect(peerIdText(issuer)).to.equal(text)
      expect(claims).to.deep.equal(claimsBy({ nonce: '9b2e4f7a-1c3d-4e5f-8a6b-7c8d9e0f1a2b' }))
    })

    it('are malformed when they are cut off, and never read with a character changed', async () => {
      const token = await signToken(claimsBy(), peer)

      for (let length = 0; length < token.length; length++) {
        expect(decodeToken(token.slice(0, length)), String(length)).to.be.oneOf(['malformed', 'invalid_signature'])
      }
      for (let place = 0; place < token.length; place++) {
        const changed = token.slice(0, place) + (token[place] === 'A' ? 'B' : 'A') + token.slice(place + 1)
        const result = decodeToken(changed)
        const holds = typeof result !== 'string' && await ed25519.verify(result.issuer, result.signed, result.signature)

        expect(holds, String(place)).to.equal(false)
      }
    })

    it('are read or refused, whatever they are', () => {
      fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\w-]{0,80}\.[\w-]{0,80}\.[\w-]{0,90}$/)), text => {
        expect(decodeToken(text)).to.be.oneOf(['malformed', 'invalid_signature'])
        expect(decodeToken(`${TOKEN_HEADER}.${toBase64url(utf8.encode(text))}.${'A'.repeat(86)}`)).to.equal('malformed')
      }), { seed: SEED })
    })

    it('know one algorithm and one header', async () => {
      const headers = [
        '{"alg":"none"}', '{"alg":"HS256","typ":"factmesh-request+jwt"}', '{"alg":"ES256"}', '{"alg":"Ed25519"}', '{"alg":"EdDSA"}',
        '{"alg":"EdDSA","typ":"JWT"}', '{"alg":"eddsa","typ":"factmesh-request+jwt"}', '{"typ":"factmesh-request+jwt","alg":"EdDSA"}',
        '{"alg": "EdDSA","typ":"factmesh-request+jwt"}', '{"alg":"EdDSA","typ":"factmesh-request+jwt","crit":["b64"],"b64":false}',
        `{"alg":"EdDSA","typ":"factmesh-request+jwt","jwk":{"kty":"OKP","crv":"Ed25519","x":"${toBase64url(other.publicKey)}"}}`
      ]

      for (const header of headers) {
        expect(decodeToken(await jwsOf(peer, claimsOf(peer, us), spell(header))), header).to.equal('invalid_signature')
      }
      const [header, payload, signature] = (await signToken(claimsBy(), peer)).split('.')

      for (const end of ['', signature.slice(4), `${signature}AAAA`, toBase64url(new Uint8Array(65))]) {
        expect(decodeToken(`${header}.${payload}.${end}`), end).to.equal('invalid_signature')
      }
    })

    it('have three parts of strict base64url, and no more than 4,096 characters', async () => {
      const token = await signToken(claimsBy(), peer)
      const [header, payload, signature] = token.split('.')
      const spare = signature.slice(0, -1) + String.fromCharCode(signature.charCodeAt(85) + 1)
      const texts = [
        '', '.', '..', '...', header, `${header}.${payload}`, `${token}.`, `.${token}`, `${token}.${signature}`, ` ${token}`, `${token}\n`, `${token}=`,
        `${header}.${payload}=.${signature}`, `${header}..${signature}`, `${header}.${payload}A.${signature}`, `${header}.${payload}.${spare}`,
        token.replace('.', '%2e'), `${header}.${payload}.${signature}`.replaceAll('-', '+').replaceAll('_', '/').replace(/\w$/, '/'), '\0', 'ü'.repeat(50)
      ]

      for (const text of texts) {
        expect(decodeToken(text), text).to.equal('malformed')
      }
      const long = claimsOf(peer, us, { aud: 'a'.repeat(3_000) })
      const fitting = await jwsOf(peer, { ...long, aud: 'a'.repeat(2_600) })

      expect(decodeToken(await jwsOf(peer, long))).to.equal('malformed')
      expect(fitting.length).to.be.below(TOKEN_CHARACTERS_MAX)
      expect(decoded(fitting).claims.audience).to.have.lengthOf(2_600)
      expect(decodeToken('a'.repeat(10_000_000))).to.equal('malformed')
    })

    it('are malformed when a claim is not what it should be', async () => {
      const scope = toBase32(TOKEN_SCOPE)
      const wrong: Array<Record<string, unknown>> = [
        { iss: undefined }, { iss: null }, { iss: 5 }, { iss: '' }, { iss: 'node-a' }, { iss: peerIdText(peer.publicKey).toUpperCase() },
        { aud: undefined }, { aud: [peerIdText(us.publicKey)] }, { aud: {} }, { iat: undefined }, { iat: '1767225600' }, { iat: 1.5 }, { iat: -1 },
        { iat: 2 ** 53 }, { exp: undefined }, { exp: null }, { exp: 1_767_225_600 }, { exp: 1_767_225_599 }, { exp: 281_474_976_001 },
        { jti: null }, { jti: 7 }, { jti: 'short' }, { jti: 'n'.repeat(129) }, { jti: `${'n'.repeat(22)} ` }, { jti: ['n'.repeat(22)] },
        { scope: undefined }, { scope: null }, { scope }, { scope: [] }, { scope: [scope, scope] }, { scope: [scope.toUpperCase()] }, { scope: ['public'] },
        { scope: [1] }, { scope: [[scope]] }, { scope: [`${scope.slice(0, -1)}r`] }, { scope: Array.from({ length: 33 }, (_, number) => toBase32(new Uint8Array(32).fill(number))) },
        { nbf: 1 }, { sub: 'a' }, { cnf: {} }, { constructor: 1 }, { ISS: 'a' }
      ]

      for (const others of wrong) {
        expect(decodeToken(await jwsOf(peer, claimsOf(peer, us, others))), JSON.stringify(others)).to.equal('malformed')
      }
    })

    it('are malformed when the JSON can be read in two ways, is deep or is none', async () => {
      const text = JSON.stringify(claimsOf(peer, us))
      const scope = JSON.stringify(claimsOf(peer, us).scope)
      const texts = [
        '', 'null', '1', '"a"', '[]', '{}', `[${text}]`, `${text}${text}`, `\ufeff${text}`, ` ${text}`, `${text} `, text.replace(':', ': '), text.slice(0, -1),
        text.replace('{', '{"iss":"x",'), text.replace('{', '{"exp":99999999999,'), text.replace('}', ',"jti":"AAECAwQFBgcICQoLDA0ODw"}'), text.replace('}', ',}'),
        text.replace('"iss"', '"\\u0069ss"'), text.replace('1767225600', '1767225600.0'), text.replace('1767225600', '1.7672256e9'), text.replace('1767225600', '01767225600'),
        text.replace('{', '{"__proto__":1,'), text.replace('{', '{"__proto__":[],'), text.replace(scope, `[${scope}]`), text.replace(scope, `[{"a":${scope}}]`),
        text.replace(scope, '['.repeat(1_400) + ']'.repeat(1_400)), '{"a":'.repeat(400) + '}'.repeat(400), text.replaceAll('"', '\''), text.replace('k51', 'k51\0'), text.replace('k51', 'кk51')
      ]

      expect(typeof decodeToken(await jwsOf(peer, text))).to.equal('object')
      for (const changed of texts) {
        expect(decodeToken(await jwsOf(peer, changed)), changed.slice(0, 300)).to.equal('malformed')
      }
    })

    it('may lack a nonce, which is no fault of form', async () => {
      for (const jti of [undefined, '']) {
        expect(decoded(await jwsOf(peer, claimsOf(peer, us, { jti }))).claims).to.not.have.property('nonce')
      }
    })
  })

  describe('are judged', () => {
    const setting = { nowMs: START_MS, audience: us.publicKey, carrier: peer.publicKey }
    const judged = (others: Partial<TokenClaims>, where: Partial<Parameters<typeof judgeClaims>[1]> = {}): string | undefined => {
      const token = { issuer: peer.publicKey, claims: claimsBy(others), signed: new Uint8Array(), signature: new Uint8Array() }

      return judgeClaims(token, { ...setting, ...where })
    }

    it('by their end, which is too late itself, with 30 s of leeway', () => {
      const endMs = START_MS + 300 * SECOND + TOKEN_LEEWAY_MS

      expect(tokenEndMs(claimsBy())).to.equal(endMs)
      for (const [nowMs, code] of [[endMs - SECOND, undefined], [endMs - 1, undefined], [endMs, 'token_expired'], [endMs + 1, 'token_expired'], [endMs + SECOND, 'token_expired']] as const) {
        expect(judged({}, { nowMs }), String(nowMs - endMs)).to.equal(code)
      }
    })

    it('by their beginning, with 30 s of leeway', () => {
      const earliestMs = START_MS - TOKEN_LEEWAY_MS

      for (const [nowMs, code] of [[earliestMs - SECOND, 'iat_in_future'], [earliestMs - 1, 'iat_in_future'], [earliestMs, undefined], [earliestMs + 1, undefined]] as const) {
        expect(judged({}, { nowMs }), String(nowMs - earliestMs)).to.equal(code)
      }
    })

    it('by their life: five minutes on a stream, an hour where nobody is proven', () => {
      for (const [lifeMsMax, carrier] of [[STREAM_TOKEN_LIFE_MS_MAX, peer.publicKey], [HTTP_TOKEN_LIFE_MS_MAX, undefined]] as const) {
        expect(judged({ expiresMs: START_MS + lifeMsMax }, { carrier })).to.equal(undefined)
        expect(judged({ expiresMs: START_MS + lifeMsMax + SECOND }, { carrier })).to.equal('life_too_long')
      }
      expect([STREAM_TOKEN_LIFE_MS_MAX, HTTP_TOKEN_LIFE_MS_MAX]).to.deep.equal([300 * SECOND, 3_600 * SECOND])
    })

    it('by who carries them and for whom they are', () => {
      expect(judged({}, { carrier: other.publicKey })).to.equal('issuer_mismatch')
      expect(judged({}, { carrier: undefined })).to.equal(undefined)
      for (const audience of [peerIdText(peer.publicKey), '', 'node-a', `${peerIdText(us.publicKey)} `, peerIdText(us.publicKey).slice(0, -1)]) {
        expect(judged({ audience }), audience).to.equal('invalid_audience')
      }
    })

    it('in this order', () => {
      const old = { issuedMs: 0, expiresMs: SECOND }
      const early = { issuedMs: START_MS + 60 * SECOND, expiresMs: START_MS + 600 * SECOND }
      const foreign = { audience: 'nobody' }
      const where = { carrier: other.publicKey }
      const codes = [
        judged({ ...foreign, ...old, issuedMs: 0 }, where), judged({ ...foreign, ...early }, where), judged({ ...foreign, expiresMs: START_MS + 301 * SECOND }, where),
        judged(foreign, where), judged(foreign)
      ]

      expect(codes).to.deep.equal(['token_expired', 'iat_in_future', 'life_too_long', 'issuer_mismatch', 'invalid_audience'])
      expect(codes).to.deep.equal(TOKEN_CODES.filter(code => codes.includes(code)))
    })
  })
})
