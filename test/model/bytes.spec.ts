import { expect } from 'aegir/chai'
import fc from 'fast-check'
import {
  compareBytes, concatBytes, equalBytes, equalSecrets, fromBase32, fromBase64url, fromHex, MalformedTextError, toBase32, toBase64url, toHex
} from '../../src/model/bytes/index.ts'

describe('model/bytes compare', () => {
  it('orders by the first different byte, and the shorter first', () => {
    const ordered = ['', '00', '0000', '01', '7f', '80', '80ff', 'ff', 'ff00'].map(fromHex)

    for (const [i, a] of ordered.entries()) {
      for (const [j, b] of ordered.entries()) {
        expect(Math.sign(compareBytes(a, b))).to.equal(Math.sign(i - j))
        expect(equalBytes(a, b)).to.equal(i === j)
        expect(equalSecrets(a, b)).to.equal(i === j)
      }
    }
  })

  it('sees a difference at every place of short and long bytes, wherever they lie in memory', () => {
    for (const length of [1, 7, 8, 64, 255, 256, 257, 263, 264, 1000]) {
      const a = Uint8Array.from({ length }, (_, i) => i * 31)
      const shifted = concatBytes([Uint8Array.of(9), a, Uint8Array.of(9)]).subarray(1, length + 1)
      expect(equalBytes(a, shifted)).to.equal(true)

      for (let i = 0; i < length; i++) {
        shifted[i] ^= 0x80
        expect(equalBytes(a, shifted)).to.equal(false)
        expect(equalSecrets(a, shifted)).to.equal(false)
        expect(compareBytes(a, shifted)).to.not.equal(0)
        shifted[i] ^= 0x80
      }
    }
  })

  it('joins bytes into new ones', () => {
    const part = Uint8Array.of(1, 2)
    const joined = concatBytes([part, new Uint8Array(), Uint8Array.of(3)])
    part[0] = 9

    expect(joined).to.deep.equal(Uint8Array.of(1, 2, 3))
    expect(concatBytes([])).to.have.length(0)
  })
})

describe('model/bytes text', () => {
  it('spells bytes in base32, base64url and hexadecimal, and reads them again', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), bytes => {
      expect(fromBase32(toBase32(bytes))).to.deep.equal(bytes)
      expect(fromBase64url(toBase64url(bytes))).to.deep.equal(bytes)
      expect(fromHex(toHex(bytes))).to.deep.equal(bytes)
    }))
  })

  it('spells base32 as RFC 4648 does, in lower case and without padding', () => {
    const vectors = [['', ''], ['f', 'my'], ['fo', 'mzxq'], ['foo', 'mzxw6'], ['foob', 'mzxw6yq'], ['fooba', 'mzxw6ytb'], ['foobar', 'mzxw6ytboi']]

    for (const [text, spelled] of vectors) {
      expect(toBase32(new TextEncoder().encode(text))).to.equal(spelled)
    }
  })

  it('spells base64url as RFC 4648 does, without padding', () => {
    const vectors = [['', ''], ['f', 'Zg'], ['fo', 'Zm8'], ['foo', 'Zm9v'], ['foob', 'Zm9vYg'], ['fooba', 'Zm9vYmE'], ['foobar', 'Zm9vYmFy'], ['>>>???', 'Pj4-Pz8_']]

    for (const [text, spelled] of vectors) {
      expect(toBase64url(new TextEncoder().encode(text))).to.equal(spelled)
    }
  })

  it('refuses every other spelling of the same bytes', () => {
    const base32 = ['MY', 'mY', 'my======', 'm', 'mz', 'mzx', 'mzxw6y', 'my ', ' my', 'm1', 'm0', 'm8', 'my\n', 'mÿ', 'my=', '=']
    const hex = ['0', '0g', 'AB', 'aB', '0x', ' 00', '00 ', '00\n', '-1', '١٢']

    for (const text of base32) {
      expect(() => fromBase32(text), text).to.throw(MalformedTextError).with.property('encoding', 'base32')
    }

    for (const text of ['Z', 'Zg==', 'Zh', 'Zm9', 'Zm9v=', 'Zm9vY', 'Pj4+', 'Pz8/', ' Zg', 'Zg\n', 'Zm 8', 'Zgÿ', '=']) {
      expect(() => fromBase64url(text), text).to.throw(MalformedTextError).with.property('encoding', 'base64url')
    }

    for (const text of hex) {
      expect(() => fromHex(text), text).to.throw(MalformedTextError).with.property('encoding', 'hex')
    }
  })
})
