import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { ed25519, x25519 } from '@noble/curves/ed25519.js'
import { blake3 } from '@noble/hashes/blake3.js'
import { expect } from 'aegir/chai'
import { concatBytes, fromHex, toHex } from '../../src/model/bytes/index.ts'
import { boxScopeKey, openScopeBox, SCOPE_BOX_BYTES } from '../../src/model/seal/index.ts'
import { platform } from '../../src/platform/index.ts'
import { seededBytes } from '../fixtures/bundles.ts'
import { someMember, someScopeKey } from '../fixtures/scope-keys.ts'
import { CLOSED_SCOPE, SEALED } from '../vectors/closed-scope.ts'
import { SIGNATURES } from '../vectors/identity.ts'

const [admin, member, other] = [0, 1, 2].map(someMember)
const scopeKey = someScopeKey(7)
const nonce = seededBytes('nonce', 24)
const origin = { scope: scopeKey.scope, number: scopeKey.number, sender: admin.publicKey }
const box = boxScopeKey(scopeKey, admin, { receiver: member.publicKey, nonce }) ?? new Uint8Array()

/** Keys that no strict rule takes. */
const WEAK_KEYS = SIGNATURES.filter(({ name }) => /^key |bytes of key|^no key/.test(name)).map(({ name, publicKey }) => [name, fromHex(publicKey)] as const)

describe('model/seal boxes', () => {
  it('keep their golden bytes', () => {
    const { ed25519 } = platform()
    const [maker, reader] = [1, 2].map(byte => ed25519.signer(new Uint8Array(32).fill(byte)))
    const { admin, member, secret, scope, key, nonce } = CLOSED_SCOPE

    expect([maker.publicKey, reader.publicKey, maker.agree(reader.publicKey) ?? new Uint8Array()].map(toHex)).to.deep.equal([admin, member, secret])

    for (const { number, box } of SEALED) {
      const named = { scope: fromHex(scope), number, key: fromHex(key) }

      expect(boxScopeKey(named, maker, { receiver: reader.publicKey, nonce: fromHex(nonce) })).to.deep.equal(fromHex(box))
      expect(openScopeBox(fromHex(box), reader, { ...named, sender: maker.publicKey })).to.deep.equal(named)
    }
  })

  it('are made as another implementation makes them', () => {
    const [makerSeed, readerSeed] = [1, 2].map(byte => new Uint8Array(32).fill(byte))
    const [maker, reader] = [makerSeed, readerSeed].map(seed => ed25519.getPublicKey(seed))
    const secret = x25519.getSharedSecret(ed25519.utils.toMontgomerySecret(readerSeed), ed25519.utils.toMontgomery(maker))
    const { scope, key, nonce } = CLOSED_SCOPE
    const number = fromHex('00000000ffffffff')
    const cipherKey = blake3(concatBytes([secret, maker, reader, fromHex(scope), number]), { context: new TextEncoder().encode('factmesh scope box v1') })

    expect(SEALED[1].box).to.equal(nonce + toHex(xchacha20poly1305(cipherKey, fromHex(nonce)).encrypt(fromHex(key))))
  })

  it('open for the member, and for an admin who boxes a key for itself', () => {
    const own = boxScopeKey(scopeKey, admin, { receiver: admin.publicKey, nonce }) ?? new Uint8Array()

    expect(box).to.have.lengthOf(SCOPE_BOX_BYTES)
    expect(openScopeBox(box, member, origin)).to.deep.equal(scopeKey)
    expect(openScopeBox(own, admin, origin)).to.deep.equal(scopeKey)
  })

  const elsewhere = [
    ['another member', other, origin],
    ['the admin who made it', admin, origin],
    ['the member, as if from itself', member, { ...origin, sender: member.publicKey }],
    ['the member, from another admin', member, { ...origin, sender: other.publicKey }],
    ['the admin, with both ends swapped', admin, { ...origin, sender: member.publicKey }],
    ['the next number', member, { ...origin, number: 8 }],
    ['a number that has the same low bits', member, { ...origin, number: 2 ** 32 + 7 }],
    ['another scope', member, { ...origin, scope: seededBytes('another scope') }]
  ] as const

  for (const [what, receiver, claimed] of elsewhere) {
    it(`open for nothing else: ${what}`, () => {
      expect(openScopeBox(box, receiver, claimed)).to.equal(undefined)
    })
  }

  it('stay closed when any bit is changed, and in any other length', () => {
    for (let bit = 0; bit < 8 * box.length; bit++) {
      expect(openScopeBox(box.with(bit >> 3, box[bit >> 3] ^ 1 << (bit & 7)), member, origin), `bit ${bit}`).to.equal(undefined)
    }

    for (let length = 0; length < box.length; length++) {
      expect(openScopeBox(box.subarray(0, length), member, origin), `${length} bytes`).to.equal(undefined)
    }

    expect(openScopeBox(concatBytes([box, new Uint8Array(1)]), member, origin)).to.equal(undefined)
  })

  it('are neither made for nor opened from keys that are not strict', () => {
    expect(WEAK_KEYS).to.have.length.of.at.least(15)

    for (const [name, key] of WEAK_KEYS) {
      expect(boxScopeKey(scopeKey, admin, { receiver: key, nonce }), name).to.equal(undefined)
      expect(openScopeBox(box, member, { ...origin, sender: key }), name).to.equal(undefined)
    }
  })

  it('stay closed when the machine has no secret with the other end', () => {
    const alone = { publicKey: member.publicKey, agree: () => undefined }

    expect(boxScopeKey(scopeKey, alone, { receiver: admin.publicKey, nonce })).to.equal(undefined)
    expect(openScopeBox(box, alone, origin)).to.equal(undefined)
  })
})
