import { expect } from 'aegir/chai'
import { equalBytes, toBase32 } from '../../src/model/bytes/index.ts'
import { peerIdText } from '../../src/model/identity/index.ts'
import { decodeToken, TOKEN_CODES } from '../../src/model/token/index.ts'
import { MemoryFiles } from '../../src/platform/index.ts'
import { entriesOf } from '../fixtures/audit.ts'
import { contentOf } from '../fixtures/journal.ts'
import { claimsOf, jwsOf, nonceOf, openGate, signerOf, TOKEN_SCOPE } from '../fixtures/tokens.ts'
import type { TokenCode } from '../../src/model/token/index.ts'
import type { FilesFault, FilesOperation } from '../../src/platform/index.ts'
import type { TokenRequest, TokenVerdict } from '../../src/replica/token/index.ts'
import type { GateStage, GateStageInit } from '../fixtures/tokens.ts'

const SECOND = 1_000
const END_MS = 330 * SECOND
const [us, peer, thief, stranger] = [0, 1, 2, 3].map(signerOf)

const by = (carrier = peer): TokenRequest => ({ carrier: carrier.publicKey, scope: 'team' })
const tokenOf = async (others?: Record<string, unknown>, issuer = peer): Promise<string> => jwsOf(issuer, claimsOf(issuer, us, others))
const codeOf = (verdict: TokenVerdict): TokenCode | 'accepted' => verdict.result === 'accept' ? 'accepted' : verdict.code

describe('token gate', () => {
  let stage: GateStage
  let fault: ((operation: FilesOperation) => FilesFault | undefined) | undefined

  const open = async (): Promise<void> => {
    const files = new MemoryFiles({ fault: operation => fault?.(operation) })

    stage = await openGate({ files, isApproved: key => !equalBytes(key, stranger.publicKey) })
  }

  const reopen = async (init: GateStageInit = {}): Promise<void> => {
    stage = await openGate({ files: stage.files, ...init }, stage.clock)
  }

  const admit = async (token: string, request = by()): Promise<TokenCode | 'accepted'> => codeOf(await stage.gate.admit(token, request))

  /** Type, peer, scope, reason and claimed issuer of each entry of the audit log. */
  const noted = async (): Promise<unknown[]> => (await entriesOf(stage.audit)).map(({ type, peer, scope, reason, detail }) => [type, peer, scope, reason, detail?.issuer])

  const nonces = async (): Promise<number> => (await contentOf(stage.journals.local)).size

  beforeEach(async () => {
    fault = undefined
    await open()
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('lets a token through once, and says for what and until when', async () => {
    const token = await tokenOf()

    expect(await stage.gate.admit(token, by())).to.deep.equal({
      result: 'accept', issuer: peer.publicKey, scopes: [TOKEN_SCOPE], endMs: stage.clock.nowMs() + END_MS
    })
    expect(await stage.gate.admit(token, by())).to.deep.equal({ result: 'reject', code: 'nonce_already_seen', nowMs: stage.clock.nowMs() })
    expect(await noted()).to.deep.equal([['replay_attempt', peerIdText(peer.publicKey), 'team', 'nonce_already_seen', peerIdText(peer.publicKey)]])
    expect(stage.gate.counters()).to.include({ accepted: 1, nonce_already_seen: 1, malformed: 0 })
  })

  it('names what is wrong, notes it once, and remembers nothing', async () => {
    const good = claimsOf(peer, us)
    const now = Number(good.iat)
    const forged = await jwsOf(thief, good)
    const cases: Array<[TokenCode, string, TokenRequest?]> = [
      ['malformed', 'token'],
      ['invalid_signature', forged],
      ['missing_nonce', await tokenOf({ jti: undefined })],
      ['token_expired', await tokenOf({ iat: now - 400, exp: now - 100 })],
      ['iat_in_future', await tokenOf({ iat: now + 31, exp: now + 100 })],
      ['life_too_long', await tokenOf({ exp: now + 301 })],
      ['issuer_mismatch', await tokenOf(), by(thief)],
      ['invalid_audience', await jwsOf(peer, claimsOf(peer, thief))],
      ['peer_not_approved', await tokenOf({}, stranger), by(stranger)]
    ]

    for (const [code, token, request] of cases) {
      expect(await admit(token, request), code).to.equal(code)
    }
    expect(await noted()).to.deep.equal(cases.map(([code, token, { carrier, scope } = by()]) => {
      const issuer = decodeToken(token)

      return ['rejected_token', peerIdText(carrier ?? us.publicKey), scope, code, typeof issuer === 'string' ? undefined : peerIdText(issuer.issuer)]
    }))
    expect([await nonces(), stage.local.seen.size]).to.deep.equal([0, 0])
    for (const [code] of cases) {
      expect(stage.gate.counters()[code], code).to.equal(1)
    }
    expect(await admit(await tokenOf())).to.equal('accepted')
  })

  it('judges in the order of the document: of several faults the first is told', async () => {
    const now = Number(claimsOf(peer, us).iat)
    const used = nonceOf(1)
    const worst = { aud: 'nobody', iat: now - 400, exp: now - 31 }

    expect(await admit(await tokenOf({ jti: used }, stranger), by(stranger))).to.equal('peer_not_approved')
    await reopen({ isApproved: () => true })
    expect(await admit(await tokenOf({ jti: used }, stranger), by(stranger))).to.equal('accepted')
    await reopen({ isApproved: () => false })
    const steps: Array<[TokenCode, Record<string, unknown>, TokenRequest]> = [
      ['missing_nonce', { ...worst, jti: undefined }, by(thief)],
      ['nonce_already_seen', { ...worst, jti: used }, by(thief)],
      ['token_expired', worst, by(thief)],
      ['iat_in_future', { ...worst, iat: now + 60, exp: now + 900 }, by(thief)],
      ['life_too_long', { ...worst, iat: now, exp: now + 900 }, by(thief)],
      ['issuer_mismatch', { aud: 'nobody' }, by(thief)],
      ['invalid_audience', { aud: 'nobody' }, by(stranger)],
      ['peer_not_approved', {}, by(stranger)]
    ]

    expect(await admit((await tokenOf({ ...worst, jti: used, nbf: 1 }, stranger)).replace(/.$/, ''), by(thief))).to.equal('malformed')
    expect(await admit(await jwsOf(thief, claimsOf(stranger, us, { ...worst, jti: used })), by(thief))).to.equal('invalid_signature')
    for (const [code, claims, request] of steps) {
      expect(await admit(await tokenOf(claims, stranger), request), code).to.equal(code)
    }
    const order = ['malformed', 'invalid_signature', ...steps.map(([code]) => code), 'quota_exceeded']

    expect(TOKEN_CODES).to.deep.equal(order)
  })

  it('refuses a nonce in another token, and a token in other hands, before and after its time', async () => {
    const now = Number(claimsOf(peer, us).iat)
    const first = await tokenOf()

    expect(await admit(first, by(thief))).to.equal('issuer_mismatch')
    expect(await admit(first)).to.equal('accepted')
    expect(await admit(first, by(thief))).to.equal('nonce_already_seen')
    stage.clock.advance(20 * SECOND)
    expect(await admit(await tokenOf({ iat: now + 20, exp: now + 320 }))).to.equal('nonce_already_seen')
    expect(await admit(await tokenOf({}, thief), by(thief))).to.equal('accepted')
    stage.clock.advance(END_MS - 20 * SECOND - 1)
    expect(await admit(first)).to.equal('nonce_already_seen')
    stage.clock.advance(1)
    expect([await admit(first), await admit(first, by(thief))]).to.deep.equal(['token_expired', 'token_expired'])
    stage.clock.jump(-END_MS)
    expect(await admit(first)).to.equal('nonce_already_seen')
  })

  it('knows a nonce for five minutes and a half after its use, also when its token ended long before', async () => {
    const now = Number(claimsOf(peer, us).iat)
    const short = await tokenOf({ exp: now + 1 })

    expect(await admit(short)).to.equal('accepted')
    stage.clock.advance(END_MS - 1)
    expect([await admit(short), await admit(short, by(thief))]).to.deep.equal(['nonce_already_seen', 'nonce_already_seen'])
    await stage.stop()
    await reopen()
    expect(await admit(short)).to.equal('nonce_already_seen')
    stage.clock.advance(1)
    expect(await admit(short)).to.equal('token_expired')
    stage.clock.jump(-END_MS)
    expect(await admit(short)).to.equal('nonce_already_seen')
  })

  it('notes the only scope of a token that comes on a stream', async () => {
    const token = await tokenOf()

    await admit(token, { carrier: thief.publicKey })
    expect((await noted())[0]).to.deep.equal(['rejected_token', peerIdText(thief.publicKey), toBase32(TOKEN_SCOPE), 'issuer_mismatch', peerIdText(peer.publicKey)])
  })

  it('takes an hour where nobody is proven, and notes the issuer as the peer', async () => {
    const now = Number(claimsOf(peer, us).iat)
    const request = { carrier: undefined }

    expect(await admit(await tokenOf({ exp: now + 3_600 }), request)).to.equal('accepted')
    expect(await admit(await tokenOf({ exp: now + 3_601, jti: nonceOf(1) }), request)).to.equal('life_too_long')
    expect(await admit(await jwsOf(thief, claimsOf(peer, us)), request)).to.equal('invalid_signature')
    expect(await noted()).to.deep.equal([
      ['rejected_token', peerIdText(peer.publicKey), undefined, 'life_too_long', peerIdText(peer.publicKey)],
      ['rejected_token', undefined, undefined, 'invalid_signature', peerIdText(peer.publicKey)]
    ])
  })

  it('lets exactly one of 64 uses at once through', async () => {
    const token = await tokenOf()
    const others = await Promise.all(Array.from({ length: 32 }, async (_, number) => tokenOf({ exp: Number(claimsOf(peer, us).iat) + 200 + number })))
    const codes = await Promise.all([...Array.from({ length: 32 }, () => token), ...others].map(async each => admit(each)))

    expect(codes.filter(code => code === 'accepted')).to.have.length(1)
    expect(codes.filter(code => code === 'nonce_already_seen')).to.have.length(63)
    expect(await nonces()).to.equal(1)
  })

  it('answers nobody before the disk has the nonce, and frees it when the disk fails', async () => {
    const token = await tokenOf()

    fault = ({ name }) => name === 'sync' ? { code: 'EIO' } : undefined
    for (const use of await Promise.allSettled(Array.from({ length: 64 }, async () => admit(token)))) {
      expect(use).to.have.property('status', 'rejected')
    }
    fault = undefined
    expect(stage.gate.counters()).to.include({ accepted: 0, nonce_already_seen: 0 })
    expect(await admit(token)).to.equal('accepted')
  })

  it('knows a nonce after a restart', async () => {
    const token = await tokenOf()

    await admit(token)
    await stage.stop()
    await reopen()
    expect(await admit(token)).to.equal('nonce_already_seen')
    expect(await noted()).to.have.length(1)
  })

  it('goes on when the audit log fails', async () => {
    fault = ({ name, path }) => name !== 'sync' && path.startsWith('/home/audit') ? { code: 'EIO' } : undefined
    expect([await admit('token'), await admit(await tokenOf())]).to.deep.equal(['malformed', 'accepted'])
    fault = undefined
  })
})
