import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { concatBytes, encodeCanonical, fromHex, NotCanonicalError, toHex } from '../../src/model/bytes/index.ts'
import {
  apiTokenCodec, auditCodec, forgottenCodec, isRecordKey, isWantedBundle, nameClaimCodec, peerStateCodec, refusalCodec, scopePeersCodec, settledCodec, wantedCodec
} from '../../src/replica/record/index.ts'
import { LOCAL_VECTORS } from '../vectors/records.ts'
import type { CborValue } from '../../src/model/bytes/index.ts'

const SEED = 83_001
const AT = 1_767_225_600_000

/** What every codec has in common; a vector fits the codec of its kind. */
interface AnyCodec {
  encode (record: { timeMs: number, value: unknown }): Uint8Array
  decode (payload: Uint8Array): { timeMs: number, value: unknown } | undefined
}

const CODECS: Record<typeof LOCAL_VECTORS[number]['kind'], AnyCodec> = {
  audit: auditCodec,
  peer: peerStateCodec,
  token: apiTokenCodec,
  refusal: refusalCodec,
  wanted: wantedCodec,
  settled: settledCodec,
  forgotten: forgottenCodec,
  name: nameClaimCodec,
  'scope peers': scopePeersCodec
}

/** A record of a type around any body. */
function payloadOf (type: number, body: CborValue): Uint8Array {
  return concatBytes([Uint8Array.of(type, 0, 0, 0, 0, 0, 1), encodeCanonical(body)])
}

describe('records that stay on the node', () => {
  it('are spelled as the vectors', () => {
    for (const { kind, value, hex } of LOCAL_VECTORS) {
      expect(toHex(CODECS[kind].encode({ timeMs: AT, value })), kind).to.equal(hex)
      expect(CODECS[kind].decode(fromHex(hex)), kind).to.deep.equal({ timeMs: AT, value })
    }
  })

  it('are read by the codec of their type alone', () => {
    for (const { kind, hex } of LOCAL_VECTORS) {
      for (const [other, codec] of Object.entries(CODECS)) {
        expect(codec.decode(fromHex(hex)) != null, `${kind} by ${other}`).to.equal(kind === other)
      }
    }
  })

  it('are nothing when they are cut short or go on', () => {
    for (const { kind, hex } of LOCAL_VECTORS) {
      const whole = fromHex(hex)

      for (let length = 0; length < whole.length; length++) {
        expect(CODECS[kind].decode(whole.subarray(0, length)), `${kind} ${length}`).to.equal(undefined)
      }
      expect(CODECS[kind].decode(concatBytes([whole, Uint8Array.of(0)])), kind).to.equal(undefined)
    }
  })

  it('survive any damage as another record or none', () => {
    fc.assert(fc.property(fc.constantFrom(...LOCAL_VECTORS), fc.nat(), fc.integer({ min: 1, max: 255 }), ({ kind, hex }, place, flip) => {
      const payload = fromHex(hex)

      payload[place % payload.length] ^= flip
      const read = CODECS[kind].decode(payload)

      expect(read == null || toHex(CODECS[kind].encode(read)) !== hex).to.equal(true)
    }), { seed: SEED, numRuns: 500 })
  })

  it('keep what a later version adds to a map out of the way', () => {
    const map = { decision: 'accepted', reason: '', colour: 'blue' }

    expect(peerStateCodec.decode(payloadOf(19, ['k51', map]))?.value).to.deep.equal({ key: 'k51', value: { decision: 'accepted', reason: '' } })
  })

  it('are nothing in a form that is not theirs', () => {
    const token = { hash: new Uint8Array(32), name: '', rights: [], created: 1 }
    const bodies: Array<[number, CborValue]> = [
      [18, [1, new Uint8Array(31), 'quarantine', null, null, null, null, null]],
      [18, [1, new Uint8Array(32), 'quarantine', null, null, null, 7, null]],
      [18, [1, new Uint8Array(32), 'quarantine', null, null, null, null, []]],
      [18, [1, new Uint8Array(32), 'quarantine', null, null, null, null]],
      [18, { number: 1 }],
      [19, ['k51', { decision: 'friend', reason: '' }]],
      [19, ['k51', { decision: 'accepted', reason: '', declaration: { sequence: 1 } }]],
      [19, ['', { decision: 'accepted', reason: '' }]],
      [19, ['k'.repeat(256), null]],
      [19, ['k51', 7]],
      [19, ['k51']],
      [20, ['t', { ...token, until: 'never' }]],
      [20, ['t', { ...token, revoked: -1 }]],
      [20, ['t', { ...token, rights: [1] }]],
      [20, ['t', { ...token, hash: new Uint8Array(33) }]],
      [21, ['00', { peer: 'k51' }]],
      [22, [new Uint8Array(32), new Uint8Array(39)]],
      [22, [new Uint8Array(32), new Uint8Array(40), 1]],
      [23, [new Uint8Array(31), new Uint8Array(40)]],
      [27, ['node-a', { peer: new Uint8Array(31) }]],
      [28, ['00', { peers: [new Uint8Array(31)] }]]
    ]

    for (const [type, body] of bodies) {
      for (const codec of Object.values(CODECS)) {
        expect(codec.decode(payloadOf(type, body)), `${type} ${JSON.stringify(body)}`).to.equal(undefined)
      }
    }
  })

  it('are refused when they are larger than a reader takes', () => {
    const value = { key: 'k51', value: { decision: 'accepted' as const, reason: 'x'.repeat(20_000) } }

    expect(() => peerStateCodec.encode({ timeMs: AT, value })).to.throw(NotCanonicalError).with.property('reason', 'size')
    expect(peerStateCodec.decode(payloadOf(19, ['k51', { decision: 'accepted', reason: 'x'.repeat(20_000) }]))).to.equal(undefined)
  })

  it('have keys and names of bounded length', () => {
    expect(['', 'k', 'k'.repeat(255), 'k'.repeat(256), 7].map(isRecordKey)).to.deep.equal([false, true, true, false, false])
    expect(isWantedBundle({ scope: new Uint8Array(32), key: new Uint8Array(40) })).to.equal(true)
    expect(isWantedBundle({ scope: new Uint8Array(31), key: new Uint8Array(40) })).to.equal(false)
    expect(isWantedBundle({ scope: new Uint8Array(32), key: new Uint8Array(32) })).to.equal(false)
  })
})
