import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { decodeBundle } from '../../src/model/bundle/index.ts'
import { fromHex, toHex } from '../../src/model/bytes/index.ts'
import { SEALED_MESSAGE_BYTES_MAX } from '../../src/model/seal/index.ts'
import { closedTopicOf, decodeGossip, encodeGossip, MalformedGossipError, MESSAGE_BYTES_MAX } from '../../src/network/gossip/index.ts'
import { CLOSED_SCOPE } from '../vectors/closed-scope.ts'
import { GOSSIP_BUNDLE, GOSSIP_HEADER, GOSSIP_WHOLE } from '../vectors/gossip.ts'

const SCOPE = new Uint8Array(32).fill(5)

describe('network/gossip message', () => {
  it('has the bytes of the vectors', () => {
    const bundle = decodeBundle(fromHex(GOSSIP_BUNDLE))
    const whole = { type: 'whole' as const, bundle: bundle.bytes }
    const header = { type: 'header' as const, headerBytes: bundle.headerBytes, signature: bundle.signature }

    expect(toHex(encodeGossip(whole))).to.equal(GOSSIP_WHOLE)
    expect(toHex(encodeGossip(header))).to.equal(GOSSIP_HEADER)
    expect(decodeGossip(fromHex(GOSSIP_WHOLE), SCOPE)).to.deep.equal(whole)
    expect(decodeGossip(fromHex(GOSSIP_HEADER), SCOPE)).to.deep.equal(header)
  })

  it('belongs to the topic of its scope', () => {
    for (const hex of [GOSSIP_WHOLE, GOSSIP_HEADER]) {
      expect(() => decodeGossip(fromHex(hex), new Uint8Array(32))).to.throw(MalformedGossipError).with.property('reason', 'scope')
    }
  })

  it('throws nothing but its error for bytes that are cut or changed', () => {
    for (const hex of [GOSSIP_WHOLE, GOSSIP_HEADER]) {
      const bytes = fromHex(hex)

      for (let cut = 0; cut < bytes.length; cut++) {
        expect(() => decodeGossip(bytes.subarray(0, cut), SCOPE)).to.throw(MalformedGossipError)
      }

      fc.assert(fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, mask) => {
        try {
          decodeGossip(Uint8Array.from(bytes, (byte, i) => i === place ? byte ^ mask : byte), SCOPE)
        } catch (error) {
          expect(error).to.be.instanceOf(MalformedGossipError)
        }
      }), { numRuns: 500 })
    }
  })

  it('fits into a payload of a closed scope, whose topic has a name of its own', () => {
    const { scope, key, topic } = CLOSED_SCOPE

    expect(MESSAGE_BYTES_MAX).to.equal(SEALED_MESSAGE_BYTES_MAX)
    expect(closedTopicOf({ scope: fromHex(scope), number: 1, key: fromHex(key) })).to.equal(topic)
  })
})
