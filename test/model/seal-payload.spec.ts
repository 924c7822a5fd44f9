import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { blake3 } from '@noble/hashes/blake3.js'
import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { SCOPE_KEY_NUMBER_MAX } from '../../src/model/body/index.ts'
import { concatBytes, encodeCanonical, fromHex, toHex } from '../../src/model/bytes/index.ts'
import {
  KEYS_OF_NUMBER_MAX, openPayload, PAYLOAD_BYTES_MAX, readPayload, SEALED_MESSAGE_BYTES_MAX, SealedMessageSizeError, sealPayload,
  topicTag
} from '../../src/model/seal/index.ts'
import { seededBytes } from '../fixtures/bundles.ts'
import { someScopeKey } from '../fixtures/scope-keys.ts'
import { CLOSED_SCOPE, SEALED } from '../vectors/closed-scope.ts'
import type { ScopeKey } from '../../src/model/seal/index.ts'

const utf8 = new TextEncoder()
const message = utf8.encode('a bundle, or its header')
const nonce = seededBytes('nonce', 24)
const scopeKey = someScopeKey(7)
const payload = sealPayload(message, scopeKey, nonce)

function opened (bytes: Uint8Array, ...keys: ScopeKey[]): Uint8Array | undefined {
  const read = readPayload(bytes)

  return read && openPayload(read, keys)
}

describe('model/seal topics', () => {
  it('keep their golden name', () => {
    const key = fromHex(CLOSED_SCOPE.key)

    expect(toHex(topicTag({ key }))).to.equal(CLOSED_SCOPE.topicTag)
    expect(topicTag({ key })).to.deep.equal(blake3(utf8.encode('topic'), { key }))
  })

  it('change with the key and with nothing else', () => {
    expect(topicTag(someScopeKey(1))).to.not.deep.equal(topicTag(someScopeKey(2)))
    expect(topicTag({ ...scopeKey, number: 8 } as ScopeKey)).to.deep.equal(topicTag(scopeKey))
  })
})

describe('model/seal payloads', () => {
  it('keep their golden bytes', () => {
    const { scope, key, nonce, message } = CLOSED_SCOPE

    for (const { number, payload } of SEALED) {
      const named = { scope: fromHex(scope), number, key: fromHex(key) }

      expect(toHex(sealPayload(fromHex(message), named, fromHex(nonce)))).to.equal(payload)
      expect(opened(fromHex(payload), named)).to.deep.equal(fromHex(message))
    }
  })

  it('are made as another implementation makes them', () => {
    const [scope, key, nonce, message] = [CLOSED_SCOPE.scope, CLOSED_SCOPE.key, CLOSED_SCOPE.nonce, CLOSED_SCOPE.message].map(fromHex)
    const context = concatBytes([scope, fromHex('0000000000000001')])
    const sealed = xchacha20poly1305(blake3(utf8.encode('payload'), { key }), nonce, context).encrypt(message)

    expect(SEALED[0].payload).to.equal(toHex(concatBytes([fromHex('83015818'), nonce, Uint8Array.of(0x55), sealed])))
  })

  it('use the cipher of draft-irtf-cfrg-xchacha-03, A.3.1', () => {
    const text = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."
    const range = (from: number, length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => from + i)
    const cipher = xchacha20poly1305(range(0x80, 32), range(0x40, 24), fromHex('50515253c0c1c2c3c4c5c6c7'))

    expect(toHex(cipher.encrypt(utf8.encode(text)).slice(-16))).to.equal('c0875924c1c7987947deafd8780acf49')
  })

  it('come back whatever they hold', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), fc.integer({ min: 1, max: SCOPE_KEY_NUMBER_MAX }), (message, number) => {
      const key = { ...scopeKey, number }

      expect(opened(sealPayload(message, key, nonce), someScopeKey(number), key)).to.deep.equal(message)
    }), { numRuns: 50 })
  })

  it('hold the longest message and none that is longer', () => {
    const longest = new Uint8Array(SEALED_MESSAGE_BYTES_MAX).fill(7)
    const bytes = sealPayload(longest, { ...scopeKey, number: SCOPE_KEY_NUMBER_MAX }, nonce)

    expect(bytes).to.have.lengthOf(PAYLOAD_BYTES_MAX)
    expect(opened(bytes, { ...scopeKey, number: SCOPE_KEY_NUMBER_MAX })).to.deep.equal(longest)
    expect(() => sealPayload(new Uint8Array(SEALED_MESSAGE_BYTES_MAX + 1), scopeKey, nonce)).to.throw(SealedMessageSizeError)
      .with.property('length', SEALED_MESSAGE_BYTES_MAX + 1)
  })

  const closed: ReadonlyArray<readonly [string, ScopeKey[]]> = [
    ['no key', []],
    ['another key', [{ ...scopeKey, key: seededBytes('another key') }]],
    ['the key under another number', [{ ...scopeKey, number: 8 }]],
    ['the key of another scope', [{ ...scopeKey, scope: seededBytes('another scope') }]],
    ['the right key behind too many', [...Array.from({ length: KEYS_OF_NUMBER_MAX }, (_, i) => someScopeKey(7, `${i}`)), scopeKey]]
  ]

  for (const [what, keys] of closed) {
    it(`stay closed to ${what}`, () => {
      expect(opened(payload, ...keys)).to.equal(undefined)
    })
  }

  it('open for the right one of several keys', () => {
    expect(opened(payload, someScopeKey(6), someScopeKey(7, 'a rival'), scopeKey)).to.deep.equal(message)
  })

  it('stay closed when any bit is changed, or anything is cut off', () => {
    for (let bit = 0; bit < 8 * payload.length; bit++) {
      const changed = payload.with(bit >> 3, payload[bit >> 3] ^ 1 << (bit & 7))

      expect(opened(changed, scopeKey, { ...scopeKey, number: 6 }, { ...scopeKey, number: 3 }), `bit ${bit}`).to.equal(undefined)
    }

    for (let length = 0; length < payload.length; length++) {
      expect(readPayload(payload.subarray(0, length)), `${length} bytes`).to.equal(undefined)
    }
  })

  it('are none in another form', () => {
    const sealed = new Uint8Array(20)

    for (const value of [
      null, 1, 'text', new Uint8Array(60), {}, [], [1], [1, nonce], [1, nonce, sealed, 0], [0, nonce, sealed], [-1, nonce, sealed], [1.5, nonce, sealed],
      [SCOPE_KEY_NUMBER_MAX + 1, nonce, sealed],
      ['1', nonce, sealed], [1, nonce.subarray(1), sealed], [1, concatBytes([nonce, nonce]), sealed], [1, 'nonce', sealed],
      [1, nonce, new Uint8Array(15)], [1, nonce, 'sealed'], [1, nonce, new Uint8Array(SEALED_MESSAGE_BYTES_MAX + 17)]
    ]) {
      expect(readPayload(encodeCanonical(value))).to.equal(undefined)
    }

    expect(readPayload(encodeCanonical([1, nonce, new Uint8Array(16)]))).to.deep.include({ number: 1, nonce })
    expect(readPayload(new Uint8Array(PAYLOAD_BYTES_MAX + 1))).to.equal(undefined)
    expect(readPayload(concatBytes([payload, new Uint8Array(1)]))).to.equal(undefined)
    // The number 7 in two bytes: a second spelling of the same payload.
    expect(readPayload(concatBytes([fromHex('831807'), payload.subarray(2)]))).to.equal(undefined)
  })

  it('are read or not, and throw nothing, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      expect(opened(bytes, scopeKey)).to.equal(undefined)
    }), { numRuns: 500 })
  })
})
