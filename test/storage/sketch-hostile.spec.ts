import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { seededRandom } from '../../src/platform/index.ts'
import { InvalidSketchInputError, keySketch } from '../../src/storage/tree/index.ts'
import { commonSketch, expectBounded, expectFound, pairOf, randomPair } from '../fixtures/sketch-pairs.ts'
import { randomKeys, referenceItem, referenceWay, SALT, shortIdsOf, wireCell } from '../fixtures/sketch.ts'
import type { CellWidth, SketchDecoder, SketchSnapshot } from '../../src/storage/tree/index.ts'
import type { ReferenceItem } from '../fixtures/sketch.ts'

/** The cell in which an item stands alone. */
function aloneIn (key: Uint8Array, count: 1n | 3n): number[] {
  return wireCell({ ...referenceItem(SALT, key), count }, 8)
}

/** Keys of which each is in the cell with its number; all of them of the dense class on demand. */
function keysThrough (cells: number, dense = false): Uint8Array[] {
  const random = seededRandom(41)

  return Array.from({ length: cells }, (_, cell) => {
    for (;;) {
      const [key] = randomKeys(random, 1)
      const item = referenceItem(SALT, key)

      if ((item.dense || !dense) && referenceWay(item, cell + 1).includes(cell)) {
        return key
      }
    }
  })
}

/** One key of each group, of which the sum has the check of a key in 14 bits. */
function threeLikeOne ([first, second, third]: Uint8Array[][]): Uint8Array[] {
  for (const one of first) {
    for (const two of second) {
      for (const three of third) {
        const sum = Uint8Array.from(one, (byte, index) => byte ^ two[index] ^ three[index])
        const { check } = sumOf([one, two, three].map(key => referenceItem(SALT, key)))

        if ((check ^ referenceItem(SALT, sum).check) % 2n ** 14n === 0n) {
          return [one, two, three]
        }
      }
    }
  }

  return []
}

/** What a cell holds that holds some items. */
function sumOf (items: readonly ReferenceItem[]): { shortId: bigint, check: bigint, count: bigint } {
  return items.reduce((sum, { shortId, check }) => {
    return { shortId: sum.shortId ^ shortId, check: sum.check ^ check, count: sum.count + 1n }
  }, { shortId: 0n, check: 0n, count: 0n })
}

/** Changes the first 40 bits of a key's id to those of another. */
function withShortIdOf (key: Uint8Array, other: Uint8Array): Uint8Array {
  const changed = key.slice()

  changed.set(other.subarray(8, 13), 8)

  return changed
}

describe('sketch: hostile sets', () => {
  const common = commonSketch(2_000)
  const [one, other, ...rest] = randomKeys(seededRandom(20), 42)

  it('does not see two keys with one short id on different sides', () => {
    const pair = pairOf(common, [one, ...rest.slice(0, 5)], [withShortIdOf(other, one), ...rest.slice(5)])
    const decoder = pair.ours.decoder(8)

    decoder.feed(0, pair.theirs.cells(0, 200, 8))
    expectFound(decoder, { ...pair, onlyOurs: rest.slice(0, 5), onlyTheirs: rest.slice(5) })
  })

  it('finds the others when two keys of one side have one short id', () => {
    const pair = pairOf(common, rest.slice(0, 5), [one, withShortIdOf(other, one), ...rest.slice(5)])
    const decoder = pair.ours.decoder(8)

    expect(decoder.feed(0, pair.theirs.cells(0, 500, 8))).to.equal('stalled')
    expect([...decoder.ours()]).to.deep.equal(shortIdsOf(rest.slice(0, 5)))
    expect([...decoder.theirs()]).to.deep.equal(shortIdsOf(rest.slice(5)))
  })

  it('takes three keys of one side with one short id for one of the other side: the roots tell', () => {
    const same = [one, withShortIdOf(other, one), withShortIdOf(rest[0], one)]
    const pair = pairOf(common, [], same)
    const decoder = pair.ours.decoder(8)

    decoder.feed(0, pair.theirs.cells(0, 300, 8))
    expectFound(decoder, { ...pair, onlyOurs: [one], onlyTheirs: [] })
  })

  it('works within its bounds when many groups of keys have one short id', () => {
    const groups = Array.from({ length: 50 }, (_, group) => randomKeys(seededRandom(group), 20).map((key, _, keys) => withShortIdOf(key, keys[0])))
    const pair = pairOf(common, rest, groups.flat())
    const decoder = pair.ours.decoder(8)

    decoder.feed(0, pair.theirs.cells(0, 1_024, 8))
    expectBounded(decoder)
  })
})

describe('sketch: hostile cells', () => {
  const pair = randomPair(commonSketch(10_000), 100, 30)
  const honest = [...pair.theirs.cells(0, 400, 8)]

  /** Feeds bytes in pieces and holds everything that must hold. */
  function feedHostile (bytes: Uint8Array, { width = 8, piece = 64, ours = pair.ours }: { width?: CellWidth, piece?: number, ours?: SketchSnapshot } = {}): SketchDecoder {
    const decoder = ours.decoder(width)

    for (let from = 0; from < bytes.length / width; from += piece) {
      const state = decoder.feed(from, bytes.subarray(from * width, (from + piece) * width))

      expect(state).to.equal(decoder.state)
      expectBounded(decoder)
      if (state === 'exhausted') {
        break
      }
    }

    return decoder
  }

  it('works within its bounds on bytes by chance', () => {
    fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 1_000 }), fc.constantFrom(1, 64, 1_000), fc.constantFrom<CellWidth>(6, 7, 8), (seed, cells, piece, width) => {
      expect(feedHostile(seededRandom(seed).bytes(cells * width), { width, piece }).state).to.not.equal('done')
    }), { numRuns: 60 })
  })

  it('works within its bounds on cells that were swapped, repeated and struck', () => {
    const change = fc.tuple(fc.constantFrom('flip', 'swap', 'repeat', 'empty'), fc.nat(399), fc.nat(399), fc.nat(63))

    fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 200, size: 'max' }), fc.constantFrom(1, 50, 400), (changes, piece) => {
      const bytes = Uint8Array.from(honest)

      for (const [kind, to, from, bit] of changes) {
        const cell = bytes.slice(8 * to, 8 * to + 8)

        if (kind === 'flip') {
          bytes[8 * to + (bit >> 3)] ^= 1 << (bit & 7)
        } else if (kind === 'empty') {
          bytes.fill(0, 8 * to, 8 * to + 8)
        } else {
          bytes.copyWithin(8 * to, 8 * from, 8 * from + 8)
          bytes.set(kind === 'swap' ? cell : bytes.subarray(8 * to, 8 * to + 8), 8 * from)
        }
      }
      feedHostile(bytes, { piece })
    }), { numRuns: 60 })
  })

  it('takes no item out of a cell that is not on its way', () => {
    const keys = randomKeys(seededRandom(40), 300)
    const cells = keys.flatMap((key, cell) => referenceWay(referenceItem(SALT, key), 300).includes(cell) ? [0, 0, 0, 0, 0, 0, 0, 0] : aloneIn(key, 1n))
    const decoder = feedHostile(Uint8Array.from(cells), { ours: keySketch({ salt: SALT }).snapshot() })

    expect(decoder.state).to.equal('stalled')
    expect([...decoder.ours(), ...decoder.theirs()]).to.deep.equal([])
  })

  it('works within its bounds when every cell claims an item alone', () => {
    const keys = keysThrough(200)

    for (const counts of [[1n], [3n], [1n, 3n]] as const) {
      for (const piece of [1, 200]) {
        feedHostile(Uint8Array.from(keys.flatMap((key, cell) => aloneIn(key, counts[cell % counts.length]))), { piece, ours: keySketch({ salt: SALT }).snapshot() })
      }
    }
  })

  it('works within its bounds when every cell claims the same item, on one side or both', () => {
    const [key] = randomKeys(seededRandom(42), 1)

    for (const counts of [[1n], [3n], [1n, 3n], [3n, 1n, 1n]] as const) {
      for (const piece of [1, 500]) {
        const cells = Array.from({ length: 500 }, (_, cell) => aloneIn(key, counts[cell % counts.length])).flat()

        feedHostile(Uint8Array.from(cells), { piece, ours: keySketch({ salt: SALT }).snapshot() })
      }
    }
  })

  it('gives up on cells that cost more than those of an honest peer, and does nothing from then on', () => {
    // Each cell brings an item that was in none of the cells before: to take it out fills them, and to take it back empties
    // them. What was found and stands is added, because the decoder takes it out of a new cell first.
    const items = keysThrough(150, true).map(key => referenceItem(SALT, key))
    const ways = items.map(item => new Set(referenceWay(item, items.length)))
    const decoder = keySketch({ salt: SALT }).snapshot().decoder(8)

    for (let cell = 0; cell < items.length && decoder.state !== 'exhausted'; cell++) {
      const standing = new Set(decoder.theirs())
      const inCell = items.filter(({ shortId }, index) => index === cell || (ways[index].has(cell) && standing.has(Number(shortId))))

      decoder.feed(cell, Uint8Array.from(wireCell(sumOf(inCell), 8)))
      expectBounded(decoder)
    }
    const { received, steps } = decoder

    expect(decoder.state).to.equal('exhausted')
    expect(decoder.feed(received, new Uint8Array(8))).to.equal('exhausted')
    expect(decoder).to.include({ received, steps })
  })

  it('gives up on cells that hold more ids than there are cells', () => {
    // One key is alone in each of four cells. Three of them leave their negatives in cell 0, and these together look like a
    // fifth key.
    const keys = randomKeys(seededRandom(44), 2_000)
    const onlyIn = (cell: number): Uint8Array[] => keys.filter(key => {
      return referenceWay(referenceItem(SALT, key), 4).join() === (cell === 0 ? '0' : `0,${cell}`)
    }).slice(0, 50)
    const decoder = keySketch({ salt: SALT }).snapshot().decoder(7)
    const four = [onlyIn(0)[0], ...threeLikeOne([onlyIn(1), onlyIn(2), onlyIn(3)])]

    four.forEach((key, cell) => {
      decoder.feed(cell, Uint8Array.from(wireCell({ ...referenceItem(SALT, key), count: 1n }, 7)))
      expectBounded(decoder)
    })
    expect(decoder.state).to.equal('exhausted')
    expect([...decoder.theirs()]).to.deep.equal(shortIdsOf(four))
  })

  it('refuses cells that are not whole, not the next, or too many, and goes on with the right ones', () => {
    const decoder = pair.ours.decoder(8)
    const bytes = Uint8Array.from(honest)

    for (let length = 1; length < 40; length++) {
      if (length % 8 !== 0) {
        expect(() => decoder.feed(0, bytes.subarray(0, length))).to.throw(InvalidSketchInputError).with.property('field', 'cells')
      }
    }
    for (const from of [-1, 1, 0.5, Number.NaN, Infinity, 2 ** 32]) {
      expect(() => decoder.feed(from, bytes)).to.throw(InvalidSketchInputError).with.property('field', 'cells')
    }
    expect(() => decoder.feed(0, new Uint8Array(8 * (pair.ours.size + 1)))).to.throw(InvalidSketchInputError).with.property('field', 'cells')
    expect(decoder.received).to.equal(0)
    expect(decoder.feed(0, new Uint8Array(0))).to.equal('stalled')
    decoder.feed(0, bytes)
    expectFound(decoder, pair)
  })

  it('reads cells at any place of a buffer', () => {
    const decoder = pair.ours.decoder(8)
    const buffer = Uint8Array.from([1, 2, 3, ...honest, 4])

    decoder.feed(0, buffer.subarray(3, 3 + honest.length))
    expectFound(decoder, pair)
  })
})
