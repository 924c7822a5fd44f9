import { expect } from 'aegir/chai'
import { PublicKeyLengthError } from '../../src/model/identity/index.ts'
import { decodeToken } from '../../src/model/token/index.ts'
import { seededRandom } from '../../src/platform/index.ts'
import { TOKEN_LIFE_MS, TOKEN_MARGIN_MS, tokenSource } from '../../src/replica/token/index.ts'
import { openGate, signerOf, TOKEN_SCOPE } from '../fixtures/tokens.ts'
import type { Signer } from '../../src/model/identity/index.ts'
import type { TokenLease, TokenSource } from '../../src/replica/token/index.ts'
import type { GateStage } from '../fixtures/tokens.ts'

const SEED = 83_503
const [us, peer] = [0, 1].map(signerOf)

describe('token lease', () => {
  let stage: GateStage
  let source: TokenSource
  let lease: TokenLease
  let isBroken: boolean

  const admitNext = async (): Promise<string> => {
    const token = await lease.renew()

    return token === undefined ? 'not due' : (await stage.gate.admit(token, { carrier: peer.publicKey })).result
  }

  beforeEach(async () => {
    stage = await openGate()
    isBroken = false
    const signer: Signer = {
      publicKey: peer.publicKey,
      sign: async message => isBroken ? Promise.reject(new RangeError('no key')) : peer.sign(message)
    }

    source = tokenSource({ signer, clock: stage.clock, random: seededRandom(SEED) })
    lease = source.lease(us.publicKey, [TOKEN_SCOPE])
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('makes tokens that a gate takes, one before the other ends', async () => {
    for (let number = 0; number < 5; number++) {
      expect([await admitNext(), await admitNext()], String(number)).to.deep.equal(['accept', 'not due'])
      stage.clock.advance(TOKEN_LIFE_MS - TOKEN_MARGIN_MS - 1)
      expect(await admitNext()).to.equal('not due')
      stage.clock.advance(1)
    }
    expect(stage.gate.counters()).to.include({ accepted: 5, nonce_already_seen: 0 })
  })

  it('makes tokens of whole seconds that live for five minutes, each with a nonce of its own', async () => {
    stage.clock.advance(999)
    const tokens = await Promise.all(Array.from({ length: 50 }, async () => source.lease(us.publicKey, [TOKEN_SCOPE]).renew()))
    const claims = tokens.map(token => decodeToken(token ?? '')).map(token => typeof token === 'string' ? undefined : token.claims)

    for (const each of claims) {
      expect(each).to.deep.include({ issuedMs: stage.clock.nowMs() - 999, expiresMs: stage.clock.nowMs() - 999 + 300_000, scopes: [TOKEN_SCOPE] })
    }
    expect(new Set(claims.map(each => each?.nonce)).size).to.equal(50)
  })

  it('makes one token for two callers, and another when the clock was set back or went to sleep', async () => {
    expect((await Promise.all([lease.renew(), lease.renew()])).filter(token => token !== undefined)).to.have.length(1)
    stage.clock.jump(-1_000)
    expect([await admitNext(), await admitNext()]).to.deep.equal(['accept', 'not due'])
    stage.clock.jump(3_600_000)
    expect([await admitNext(), await admitNext()]).to.deep.equal(['accept', 'not due'])
  })

  it('tries again after the signer failed', async () => {
    isBroken = true
    await expect(lease.renew()).to.eventually.be.rejectedWith('no key')
    isBroken = false
    expect(await admitNext()).to.equal('accept')
  })

  it('is for a peer that has a key', () => {
    expect(() => source.lease(new Uint8Array(31), [TOKEN_SCOPE])).to.throw(PublicKeyLengthError)
  })
})
