import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { crashStates, DiskLog, MemoryFiles, seededRandom } from '../../src/platform/index.ts'
import { entriesOf } from '../fixtures/audit.ts'
import { claimsOf, jwsOf, nonceOf, openGate, signerOf } from '../fixtures/tokens.ts'
import type { Signer } from '../../src/model/identity/index.ts'
import type { TokenCode } from '../../src/model/token/index.ts'
import type { GateStage } from '../fixtures/tokens.ts'

const SEED = 83_502
const TOKENS = 9
const CYCLES = 25
const JUNK = 100_000
const [us, peer] = [0, 1].map(signerOf)

const tokenOf = async (number: number, issuer: Signer = peer): Promise<string> => jwsOf(issuer, claimsOf(issuer, us, { jti: nonceOf(number) }))

async function admit (stage: GateStage, token: string, issuer: Signer = peer): Promise<TokenCode | 'accepted'> {
  const verdict = await stage.gate.admit(token, { carrier: issuer.publicKey })

  return verdict.result === 'accept' ? 'accepted' : verdict.code
}

describe('replay of request tokens', () => {
  it('is refused after each power cut between use and replay', async function () {
    this.timeout(120_000)
    let stage = await openGate()
    const used: string[] = []

    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const before = stage
      const tokens = await Promise.all([2 * cycle, 2 * cycle + 1].map(async number => tokenOf(number)))

      await Promise.all(tokens.map(async token => { expect(await admit(before, token)).to.equal('accepted') }))
      used.push(...tokens)
      before.files.crash()
      stage = await openGate(before, before.clock)
      for (const [number, token] of used.entries()) {
        expect(await admit(stage, token), `cycle ${cycle}, token ${number}`).to.equal('nonce_already_seen')
      }
    }
    await stage.stop()
  })

  it('is refused in every state that a power cut at any step can leave of the disk', async function () {
    this.timeout(120_000)
    const log = new DiskLog()
    const stage = await openGate({ files: new MemoryFiles({ log }) })
    const tokens = await Promise.all(Array.from({ length: TOKENS }, async (_, number) => tokenOf(number)))
    const acceptedAt = new Map<string, number>()
    const random = seededRandom(SEED)
    let states = 0

    for (let number = 0; number < TOKENS; number += 3) {
      await Promise.all(tokens.slice(number, number + 3).map(async token => {
        expect(await admit(stage, token)).to.equal('accepted')
        acceptedAt.set(token, log.length)
      }))
    }
    for (let point = 0; point <= log.length; point++) {
      for (const image of crashStates(log, point, { cap: 4, random })) {
        const after = await openGate({ files: new MemoryFiles({ image }) }, stage.clock)

        for (const token of tokens) {
          const code = await admit(after, token)

          if (Number(acceptedAt.get(token)) <= point) {
            expect(code, `seed ${SEED}, point ${point}, state ${states}`).to.equal('nonce_already_seen')
          }
          expect(await admit(after, token)).to.equal('nonce_already_seen')
        }
        await after.stop()
        states++
      }
    }
    await stage.stop()
    expect(states).to.be.above(log.length)
  })

  it('opens nothing twice, whatever the times of tokens and clocks are', async function () {
    this.timeout(120_000)
    const second = fc.integer({ min: -90, max: 400 })
    const token = fc.record({ nonce: fc.nat(3), iat: second, life: fc.integer({ min: 1, max: 310 }) })
    const step = fc.record({ token: fc.nat(7), jump: fc.option(second, { freq: 3 }), crashes: fc.boolean() })
    let accepted = 0

    await fc.assert(fc.asyncProperty(fc.array(token, { minLength: 8, maxLength: 8 }), fc.array(step, { maxLength: 30, size: 'max' }), async (drafts, steps) => {
      let stage = await openGate()
      const startS = Math.floor(stage.clock.nowMs() / 1_000)
      const texts = await Promise.all(drafts.map(async ({ nonce, iat, life }) => {
        return jwsOf(peer, claimsOf(peer, us, { jti: nonceOf(nonce), iat: startS + iat, exp: startS + iat + life }))
      }))
      const opened = new Set<string>()

      for (const { token: number, jump, crashes } of steps) {
        const code = await admit(stage, texts[number])

        expect(code === 'accepted' && opened.has(texts[number])).to.equal(false)
        if (code === 'accepted') {
          opened.add(texts[number])
          accepted++
        }
        stage.clock.jump((jump ?? 0) * 1_000)
        if (crashes) {
          stage.files.crash()
          stage = await openGate({ files: stage.files }, stage.clock)
        }
      }
      await stage.stop()
    }), { seed: SEED, numRuns: 100 })
    expect(accepted).to.be.above(50)
  })

  it('cannot be hidden in a flood: the store stays bounded and others are served', async function () {
    this.timeout(180_000)
    // The forger signs nothing, and the verifier takes it: what is under test comes after the signature.
    const forgers = Array.from({ length: 20 }, (_, number) => ({ publicKey: signerOf(10 + number).publicKey, sign: () => new Uint8Array(64) }))
    const [granted, known, ...strangers] = forgers
    const isOne = (one: Signer) => (issuer: Uint8Array) => issuer[0] === one.publicKey[0] && issuer[1] === one.publicKey[1]
    const stage = await openGate({ verify: () => true, seen: { isReserved: isOne(granted), isNew: issuer => !isOne(known)(issuer) } })
    const victim = await tokenOf(0, granted)
    const accepted = new Map<Signer, number>()

    expect(await admit(stage, victim, granted)).to.equal('accepted')
    for (let number = 0; number < JUNK; number += 1_000) {
      const stranger = strangers[number < JUNK / 2 ? 0 : (number / 1_000) % strangers.length]
      const claims = claimsOf(stranger, us)
      const tokens = await Promise.all(Array.from({ length: 1_000 }, async (_, i) => jwsOf(stranger, { ...claims, jti: nonceOf(number + i) })))
      const codes = await Promise.all(tokens.map(async token => admit(stage, token, stranger)))

      expect(codes.filter(code => code !== 'accepted' && code !== 'quota_exceeded')).to.deep.equal([])
      accepted.set(stranger, (accepted.get(stranger) ?? 0) + codes.filter(code => code === 'accepted').length)
    }
    const kept = [...accepted.values()].reduce((sum, count) => sum + count, 0)

    expect(kept).to.equal(8_192)
    expect(Math.max(...accepted.values())).to.equal(1_024)
    expect([stage.local.seen.size, stage.journals.local.stat().appended]).to.deep.equal([8_193, 8_193])
    expect(stage.gate.counters().quota_exceeded).to.equal(JUNK - kept)
    expect((await entriesOf(stage.audit, { limit: 500 })).length).to.be.at.most(strangers.length * 60)

    expect(await admit(stage, victim, granted)).to.equal('nonce_already_seen')
    for (const served of [granted, known]) {
      expect(await admit(stage, await tokenOf(1, served), served)).to.equal('accepted')
    }
    await stage.stop()
  })
})
