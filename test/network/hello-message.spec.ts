import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { encodeCanonical, fromHex, toHex } from '../../src/model/bytes/index.ts'
import { decodeAnswer, decodeHello, encodeAnswer, encodeHello, HelloVersionError, MalformedHelloError } from '../../src/network/hello/index.ts'
import { HELLO_ANSWERS, HELLO_MESSAGES } from '../vectors/hello.ts'
import type { CborValue } from '../../src/model/bytes/index.ts'
import type { HelloMessage } from '../../src/network/hello/index.ts'

const MESSAGE: HelloMessage = {
  net: 'main', agent: 'factmesh/0.1.0', timeMs: 1_767_225_600_000, frameBytesMax: 131_072, knows: 7, protocols: ['/factmesh/sync/1.0.0']
}

/** The map of a good hello with some fields replaced. */
function someMap (changes: Record<string, CborValue>): Uint8Array {
  return encodeCanonical({
    v: 1, net: 'main', agent: 'x', time: 1, limits: { frame: 131_072 }, knows: 0, protocols: [], ...changes
  })
}

describe('network/hello message', () => {
  it('has the bytes of the vectors', () => {
    for (const { message, hex } of HELLO_MESSAGES) {
      expect(toHex(encodeHello(message))).to.equal(hex)
      expect(decodeHello(fromHex(hex))).to.deep.equal(message)
    }

    for (const { code, declaration, hex } of HELLO_ANSWERS) {
      expect(toHex(encodeAnswer(code, declaration))).to.equal(hex)
      expect(decodeAnswer(fromHex(hex))).to.deep.equal({ code, declaration })
    }
  })

  it('takes a hello of who knows no declaration, and passes over keys that it does not know', () => {
    expect(decodeHello(encodeCanonical({ v: 1, net: 'main', agent: 'x', time: 1, limits: { frame: 1 }, protocols: [] }))).to.include({ knows: 0 })
    expect(decodeHello(someMap({ names: ['node-a'], later: [1, 2, 3], limits: { frame: 1, other: true } }))).to.include({ net: 'main', frameBytesMax: 1 })
  })

  it('names another version, whatever else is said', () => {
    expect(() => decodeHello(encodeCanonical({ v: 2 }))).to.throw(HelloVersionError).with.property('version', 2)
    expect(() => decodeHello(someMap({ v: 7, net: 5 }))).to.throw(HelloVersionError).with.property('version', 7)
  })

  it('refuses wrong fields by name', () => {
    const rows: Array<[changes: Record<string, CborValue>, field: string]> = [
      [{ v: '1' }, 'v'],
      [{ v: -1 }, 'v'],
      [{ net: 5 }, 'net'],
      [{ net: '' }, 'net'],
      [{ net: 'n'.repeat(129) }, 'net'],
      [{ agent: null }, 'agent'],
      [{ time: -1 }, 'time'],
      [{ time: 1.5 }, 'time'],
      [{ limits: 1 }, 'limits'],
      [{ limits: { frame: 'large' } }, 'limits'],
      [{ knows: 'seven' }, 'knows'],
      [{ knows: -1 }, 'knows'],
      [{ knows: 1.5 }, 'knows'],
      [{ protocols: ['sync'] }, 'protocols'],
      [{ protocols: [5] }, 'protocols'],
      [{ protocols: Array.from({ length: 33 }, (_, no) => `/${no}`) }, 'protocols']
    ]

    for (const [changes, field] of rows) {
      expect(() => decodeHello(someMap(changes)), JSON.stringify(changes)).to.throw(MalformedHelloError).with.property('field', field)
    }

    expect(() => decodeHello(encodeCanonical([1]))).to.throw(MalformedHelloError).with.property('field', 'form')
    expect(() => decodeHello(someMap({ padding: 'x'.repeat(8_192) }))).to.throw(MalformedHelloError).with.property('field', 'form')
  })

  it('throws nothing else for bytes that are cut or changed anywhere', () => {
    const bytes = encodeHello(MESSAGE)

    for (let cut = 0; cut < bytes.length; cut++) {
      expect(() => decodeHello(bytes.subarray(0, cut))).to.throw(MalformedHelloError)
    }

    fc.assert(fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, mask) => {
      const changed = Uint8Array.from(bytes, (byte, i) => i === place ? byte ^ mask : byte)

      try {
        decodeHello(changed)
      } catch (error) {
        expect(error instanceof MalformedHelloError || error instanceof HelloVersionError, String(error)).to.equal(true)
      }
    }))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), foreign => {
      expect(() => decodeHello(foreign)).to.throw(MalformedHelloError)
      expect(() => decodeAnswer(foreign)).to.throw(MalformedHelloError)
    }))
  })

  it('takes known answers only', () => {
    const declared = new Uint8Array(3)

    for (const value of ['accepted', ['maybe'], ['accepted', 1], ['accepted', declared, 1], ['malformed', declared], [declared], [], [1], null]) {
      expect(() => decodeAnswer(encodeCanonical(value))).to.throw(MalformedHelloError).with.property('field', 'answer')
    }
  })
})
