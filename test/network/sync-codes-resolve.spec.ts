import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { toHex } from '../../src/model/bytes/index.ts'
import {
  decodeCheckpoints, decodeList, decodeRequest, encodeCheckpoints, encodeList, encodeRequest, keysRequested, listBits, numberSet, requestOf, SaltedWindow,
  shortIdOf, SyncFaultError
} from '../../src/network/sync/index.ts'
import { belowProof, checkpointsOf, keysAbove, merkleTree, newestMatch } from '../../src/storage/tree/index.ts'
import { compare, keyOf } from '../fixtures/tree.ts'
import type { TreeSnapshot } from '../../src/storage/tree/index.ts'

const START_MS = 1_767_225_600_000
const NONCE = Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1)

function someKeys (count: number, first = 0): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => keyOf(first + index, START_MS + (first + index) * 13))
}

function snapshotOf (keys: Iterable<Uint8Array>): TreeSnapshot {
  const tree = merkleTree({ scope: new Uint8Array(32) })

  for (const key of keys) {
    tree.insert(key)
  }

  return tree.snapshot()
}

function shortIds (keys: readonly Uint8Array[]): number[] {
  return keys.map(key => shortIdOf(key.subarray(8)))
}

/** A key whose hash begins with a short id of another one, as far as `bits` go. */
function rivalOf (key: Uint8Array, bits: number): Uint8Array {
  const rival = keyOf(999_999, START_MS + 5)
  const place = 8 + (bits >> 3)

  rival.set(key.subarray(8, place), 8)
  if (bits % 8 > 0) {
    const mask = 0xff >> bits % 8
    rival[place] = (key[place] & ~mask) | (~key[place] & mask)
  }

  return rival
}

function sorted (keys: Iterable<Uint8Array>): Uint8Array[] {
  return [...keys].sort(compare)
}

describe('network/sync codes: short ids', () => {
  it('is the first 40 bits of a hash', () => {
    expect(shortIdOf(Uint8Array.of(0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54))).to.equal(0xfedcba9876)
    expect(shortIdOf(new Uint8Array(32).fill(255))).to.equal(2 ** 40 - 1)
  })

  it('has 13 bits more than the set of the peer needs, 40 at most', () => {
    expect([0, 1, 2, 3, 1_000, 1_000_000, 2 ** 27, 2 ** 50].map(count => requestOf([1], count).bits)).to.deep.equal([14, 14, 14, 15, 23, 33, 40, 40])
  })

  it('names the keys that were asked for, and with rare exceptions no other', () => {
    const keys = someKeys(5_000)
    const wanted = keys.filter((_, index) => index % 50 === 0)
    const request = requestOf(shortIds(wanted), keys.length)
    const read = decodeRequest(encodeRequest(request))

    expect(read).to.deep.equal(request)
    expect([...keysRequested(snapshotOf(keys).keys(), request)]).to.deep.equal(wanted)
  })

  it('names a bundle once though it is asked for twice, and keeps all that follow', () => {
    const keys = someKeys(700)
    const once = requestOf(shortIds(keys), keys.length)
    const twice = requestOf([...shortIds(keys), ...shortIds(keys.slice(0, 40))], keys.length)
    const read = decodeRequest(encodeRequest(twice))

    expect(twice).to.deep.equal(once)
    expect(read).to.deep.equal(once)
    expect(read.kind === 'ids' ? [...keysRequested(keys, read)] : []).to.deep.equal(keys)
  })

  it('answers an id that two keys share with both, whether it was asked once or for each', () => {
    const keys = someKeys(1_000)
    const { bits } = requestOf([0], 1_001)
    const rival = rivalOf(keys[3], bits)
    const snapshot = snapshotOf([...keys, rival])

    for (const wanted of [[keys[3]], [rival], [keys[3], rival]]) {
      const request = requestOf(shortIds(wanted), 1_001)

      expect(decodeRequest(encodeRequest(request))).to.deep.equal(request)
      expect(request.ids).to.have.length(1)
      expect(sorted(keysRequested(snapshot.keys(), request))).to.deep.equal(sorted([keys[3], rival]))
    }
    expect([...keysRequested(snapshot.keys(), { kind: 'ids', bits: 40, ids: Float64Array.from(shortIds([rival])) })]).to.deep.equal([rival])
  })

  it('names nothing where no key begins so', () => {
    expect([...keysRequested(someKeys(10), requestOf([0x0123456789], 10))]).to.deep.equal([])
  })

  it('names each key that begins so, whatever the number of bits', () => {
    const keys = someKeys(300)

    fc.assert(fc.property(fc.integer({ min: 14, max: 40 }), fc.array(fc.nat(299), { maxLength: 40 }), fc.array(fc.nat(2 ** 14 - 1)), (bits, known, any) => {
      const step = 2 ** (40 - bits)
      const ids = numberSet([...known.map(index => Math.floor(shortIds(keys)[index] / step)), ...any])
      const expected = keys.filter(key => ids.includes(Math.floor(shortIdOf(key.subarray(8)) / step)))

      expect([...keysRequested(keys, { kind: 'ids', bits, ids })]).to.deep.equal(expected)
    }), { numRuns: 100 })
  })

  it('is read as it was written, whatever is asked for', () => {
    fc.assert(fc.property(fc.array(fc.maxSafeNat().map(id => id % 2 ** 40), { minLength: 1, maxLength: 300 }), fc.nat(2 ** 30), (ids, count) => {
      const request = requestOf(ids, count)

      expect(decodeRequest(encodeRequest(request))).to.deep.equal(request)
    }), { numRuns: 300 })
  })
})

describe('network/sync codes: salted lists', () => {
  it('has room enough that less than one list in 64 hides a difference', () => {
    expect(listBits(0, 0)).to.equal(12)
    expect(listBits(1, 1)).to.equal(12)
    expect(listBits(1_000, 10)).to.equal(22)
    expect(listBits(1_000, 1_000)).to.equal(26)
    expect(listBits(131_072, 2 ** 40)).to.equal(48)
  })

  it('finds what each side lacks', () => {
    fc.assert(fc.property(fc.nat(150), fc.nat(150), fc.nat(150), fc.uint8Array({ minLength: 8, maxLength: 8 }), (both, ours, theirs, nonce) => {
      const shared = someKeys(both)
      const onlyOurs = someKeys(ours, 1_000)
      const onlyTheirs = someKeys(theirs, 2_000)
      // 48 bits leave no chance for two of a few hundred values to be the same.
      const salt = { nonce, bits: 48 }
      const their = new SaltedWindow([...shared, ...onlyTheirs], salt)
      const { keys, ranks } = new SaltedWindow([...shared, ...onlyOurs], salt).compare(their.values())

      expect(keys).to.deep.equal(onlyOurs)
      expect(ranks).to.have.length(theirs)
      expect(their.keysAt(ranks)).to.deep.equal(onlyTheirs)
    }), { numRuns: 100 })
  })

  it('answers a value that several keys have with all of them', () => {
    const keys = someKeys(3_000)
    const window = new SaltedWindow(keys, { nonce: NONCE, bits: 12 })
    const values = window.values()
    const all = numberSet(values.keys())

    expect(values.length).to.be.below(3_000)
    expect(decodeList(encodeList({ place: 0, bits: 12, values }), 0).values).to.deep.equal(values)
    expect(window.keysAt(all)).to.deep.equal(keys)
    const parts = [...all].map(rank => window.keysAt(Float64Array.of(rank)))

    expect(parts.some(part => part.length > 1)).to.equal(true)
    expect(sorted(parts.flat())).to.deep.equal(keys)
  })

  it('hides a key behind another one of the same value, and nothing else', () => {
    const theirs = someKeys(2_000)
    const salt = { nonce: NONCE, bits: 12 }
    const { keys, ranks } = new SaltedWindow(someKeys(2_000, 5_000), salt).compare(new SaltedWindow(theirs, salt).values())
    const valueOf = (key: Uint8Array): number => new SaltedWindow([key], salt).values()[0]
    const listed = new Set(theirs.map(valueOf))
    const had = new Set(someKeys(2_000, 5_000).map(valueOf))

    expect(keys).to.deep.equal(someKeys(2_000, 5_000).filter(key => !listed.has(valueOf(key))))
    expect(new SaltedWindow(theirs, salt).keysAt(ranks)).to.deep.equal(theirs.filter(key => !had.has(valueOf(key))))
  })

  it('differs with the nonce', () => {
    const keys = someKeys(100)
    const window = new SaltedWindow(keys, { nonce: NONCE, bits: 48 })

    expect(window.compare(new SaltedWindow(keys, { nonce: new Uint8Array(8), bits: 48 }).values()).keys).to.deep.equal(keys)
  })

  it('refuses a window that is too large, and reads no further', () => {
    let read = 0
    function * endless (): Generator<Uint8Array> {
      for (const key = new Uint8Array(40); ; read++) {
        yield key
      }
    }

    expect(() => new SaltedWindow(endless(), { nonce: NONCE, bits: 48 })).to.throw(SyncFaultError).with.property('code', 'limit')
    expect(read).to.equal(131_072)
  })
})

describe('network/sync codes: two sets with different newest parts', () => {
  it('become one by checkpoints, a list, a request for places and what is pushed', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 3_000 }), fc.nat(400), fc.nat(400), (both, ours, theirs) => {
      const our = snapshotOf([...someKeys(both), ...someKeys(ours, 10_000)])
      const their = snapshotOf([...someKeys(both), ...someKeys(theirs, 20_000)])
      // We say where our newest parts begin.
      const claims = checkpointsOf(our).map(({ prefix, above, below }) => ({ prefix, above, proof: belowProof(NONCE, below) }))
      const checkpoints = decodeCheckpoints(encodeCheckpoints(claims), our.count)
      // They list what they have above the newest checkpoint that matches.
      const match = newestMatch(their, { count: our.count, nonce: NONCE, checkpoints })
      const bits = listBits(match.ours, match.theirs)
      const listed = new SaltedWindow(keysAbove(their, match.prefix), { nonce: NONCE, bits: Math.max(bits, 40) })
      const list = decodeList(encodeList({ place: match.place, bits: Math.max(bits, 40), values: listed.values() }), claims.length)
      // We push what the list does not name, and ask for the places that we do not know.
      const from = claims[list.place - 1]?.prefix ?? new Uint8Array(0)
      const { keys, ranks } = new SaltedWindow(keysAbove(our, from), { nonce: NONCE, bits: list.bits }).compare(list.values)
      const request = ranks.length === 0 ? undefined : decodeRequest(encodeRequest({ kind: 'ranks', ranks }, list.values.length), list.values.length)
      const asked = request?.kind === 'ranks' ? listed.keysAt(request.ranks) : []

      expect(toHex(snapshotOf([...our.keys(), ...asked]).root())).to.equal(toHex(snapshotOf([...their.keys(), ...keys]).root()))
      expect(keys).to.deep.equal(someKeys(ours, 10_000))
      expect(asked).to.deep.equal(someKeys(theirs, 20_000))
    }), { numRuns: 25 })
  })
})
