import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { seededRandom } from '../../src/platform/index.ts'
import { cellsToAsk, cellWidthFor, InvalidSketchInputError, keySketch } from '../../src/storage/tree/index.ts'
import { copyOf, randomKeys, referenceItem, referenceWay, SALT, shortIdsOf, sketchOf, wireCell } from '../fixtures/sketch.ts'
import type { CellWidth, Sketch, SketchDecoder, SketchSnapshot } from '../../src/storage/tree/index.ts'
import type { ReferenceItem } from '../fixtures/sketch.ts'

/** Two sets that have most keys in common. */
interface Pair {
  readonly ours: SketchSnapshot
  readonly theirs: SketchSnapshot
  readonly onlyOurs: Uint8Array[]
  readonly onlyTheirs: Uint8Array[]
}

/** A set from which pairs are made, and its sketch. */
function commonSketch (count: number): Sketch {
  const sketch = keySketch({ salt: SALT })

  for (const step of sketch.fill(randomKeys(seededRandom(count), count), count)) {
    expect(step).to.equal(undefined)
  }

  return sketch
}

function pairOf (common: Sketch, onlyOurs: Uint8Array[], onlyTheirs: Uint8Array[]): Pair {
  return {
    onlyOurs,
    onlyTheirs,
    ours: sketchOf(onlyOurs, copyOf(common)).snapshot(),
    theirs: sketchOf(onlyTheirs, copyOf(common)).snapshot()
  }
}

/** A pair with d differences, a third of them ours. */
function randomPair (common: Sketch, d: number, seed: number): Pair {
  const keys = randomKeys(seededRandom(seed), d)

  return pairOf(common, keys.slice(0, Math.floor(d / 3)), keys.slice(Math.floor(d / 3)))
}

/** Feeds cells in pieces until the decoder is done or there are no more. Answers how many there were. */
function feedUntilDone (decoder: SketchDecoder, theirs: SketchSnapshot, { width, piece }: { width: CellWidth, piece: number }): number {
  let cells = 0

  while (decoder.state !== 'done' && cells < theirs.size) {
    const count = Math.min(piece, theirs.size - cells)

    decoder.feed(cells, theirs.cells(cells, count, width))
    cells += count
  }

  return cells
}

function expectFound (decoder: SketchDecoder, { onlyOurs, onlyTheirs }: Pair): void {
  expect(decoder.state).to.equal('done')
  expect([...decoder.ours()]).to.deep.equal(shortIdsOf(onlyOurs))
  expect([...decoder.theirs()]).to.deep.equal(shortIdsOf(onlyTheirs))
  expectBounded(decoder)
}

/** What holds for a decoder whatever it was fed. */
function expectBounded (decoder: SketchDecoder): void {
  const ids = [...decoder.ours(), ...decoder.theirs()]

  expect(decoder.steps).to.be.at.most(40 * decoder.received + 1_000)
  expect(ids.length).to.be.at.most(decoder.received)
  expect(new Set(ids).size).to.equal(ids.length)
  expect(ids.every(id => Number.isInteger(id) && id >= 0 && id < 2 ** 40)).to.equal(true)
}

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

describe('sketch: differences', () => {
  const common = commonSketch(10_000)

  it('finds nothing between equal sets, with one cell', () => {
    const { ours, theirs } = pairOf(common, [], [])
    const decoder = ours.decoder(7)

    expect(decoder.state).to.equal('stalled')
    expect(decoder.feed(0, theirs.cells(0, 1, 7))).to.equal('done')
    expect([...decoder.ours(), ...decoder.theirs()]).to.deep.equal([])
  })

  it('finds the differences of small sets, whatever the pieces in which cells come', () => {
    fc.assert(fc.property(fc.nat(), fc.nat(60), fc.constantFrom(1, 2, 7, 64, 600), fc.constantFrom<CellWidth>(7, 8), (seed, d, piece, width) => {
      const pair = randomPair(keySketch({ salt: SALT }), d, seed)
      const decoder = pair.ours.decoder(width)
      const cells = feedUntilDone(decoder, pair.theirs, { width, piece })

      expect(decoder.received).to.equal(cells)
      if (decoder.state === 'done') {
        expectFound(decoder, pair)
      }
      expectBounded(decoder)
    }), { numRuns: 300 })
  })

  it('finds the same in one piece and in many', () => {
    const pair = randomPair(common, 500, 1)
    const [whole, pieces, dripping] = [pair.ours.decoder(8), pair.ours.decoder(8), pair.ours.decoder(8)]

    whole.feed(0, pair.theirs.cells(0, 2_000, 8))
    for (let from = 0; from < 2_000; from += 400) {
      pieces.feed(from, pair.theirs.cells(from, 400, 8))
    }
    for (let from = 0; from < 2_000; from++) {
      dripping.feed(from, pair.theirs.cells(from, 1, 8))
    }
    expectFound(whole, pair)
    expectFound(pieces, pair)
    expectFound(dripping, pair)
  })

  it('goes on while the local set changes', () => {
    const sketch = copyOf(common)
    const theirs = copyOf(common)
    const [mine, late] = [randomKeys(seededRandom(11), 20), randomKeys(seededRandom(12), 20)]
    const decoder = sketchOf(mine, sketch).snapshot().decoder(8)

    decoder.feed(0, theirs.snapshot().cells(0, 20, 8))
    sketchOf(late, sketch)
    decoder.feed(20, theirs.snapshot().cells(20, 200, 8))
    expectFound(decoder, { ours: sketch.snapshot(), theirs: theirs.snapshot(), onlyOurs: mine, onlyTheirs: [] })
  })

  // In about one of 160 such differences a sum of keys has the check of a key, in 14 bits: these are the first ones.
  for (const seed of [202, 416, 760, 798]) {
    it(`takes an item back that was none (seed ${seed})`, () => {
      const pair = randomPair(keySketch({ salt: SALT }), 290, seed)

      for (const piece of [1, 100, 480]) {
        const decoder = pair.ours.decoder(7)

        for (let from = 0; from < 480; from += piece) {
          decoder.feed(from, pair.theirs.cells(from, Math.min(piece, 480 - from), 7))
        }
        expectFound(decoder, pair)
      }
    })
  }

  it('takes no more cells than the local sketch has', () => {
    const small = keySketch({ salt: SALT })
    const pair = { ...pairOf(common, [], []), theirs: small.snapshot() }

    expect(pair.ours.decoder(8).feed(0, pair.theirs.cells(0, 1_024, 8))).to.equal('stalled')
    expect(() => small.snapshot().decoder(8).feed(0, pair.ours.cells(0, 1_025, 8))).to.throw(InvalidSketchInputError)
  })
})

/** The most cells for each difference that d differences may take on average, beside the figure on the page. */
const OVERHEADS: ReadonlyArray<{ d: number, keys: number, seeds: number, figure: number, most: number }> = [
  { d: 1, keys: 10_000, seeds: 100, figure: 1, most: 1 },
  { d: 10, keys: 10_000, seeds: 100, figure: 1.7, most: 1.9 },
  { d: 100, keys: 10_000, seeds: 100, figure: 1.36, most: 1.42 },
  { d: 1_000, keys: 10_000, seeds: 20, figure: 1.21, most: 1.25 },
  { d: 10_000, keys: 100_000, seeds: 2, figure: 1.18, most: 1.21 }
]

describe('sketch: cells for a difference', () => {
  for (const { d, keys, seeds, figure, most } of OVERHEADS) {
    it(`takes ${figure} cells for each of ${d} differences among ${keys} keys`, function () {
      this.timeout(120_000)
      const common = commonSketch(keys)
      const width = cellWidthFor(d)
      const results = Array.from({ length: seeds }, (_, seed) => {
        const pair = randomPair(common, d, 100 + seed)
        const [decoder, asked] = [pair.ours.decoder(width), pair.ours.decoder(width)]
        const cells = feedUntilDone(decoder, pair.theirs, { width, piece: Math.ceil(d / 200) })
        const enough = asked.feed(0, pair.theirs.cells(0, cellsToAsk(d), width))

        expectBounded(decoder)
        expectBounded(asked)
        if (enough === 'done') {
          expectFound(asked, pair)
        }

        return { overhead: cells / d, enough: enough === 'done', steps: asked.steps / asked.received }
      })
      const overheads = results.map(({ overhead }) => overhead).sort((one, other) => one - other)
      const median = overheads[Math.floor(seeds / 2)]
      const enough = results.filter(result => result.enough).length

      // eslint-disable-next-line no-console
      console.info(`      d ${d}: cells per difference p50 ${median.toFixed(2)}, p95 ${overheads[Math.floor(seeds * 0.95)].toFixed(2)}; ` +
        `one message was enough in ${enough} of ${seeds}; steps per cell ${Math.max(...results.map(({ steps }) => steps)).toFixed(1)}`)
      expect(median).to.be.at.most(most)
      expect(enough / seeds).to.be.at.least(0.95)
    })
  }

  it('stalls at the end of the cells where a difference is too large for the set', () => {
    const pair = randomPair(commonSketch(10_000), 10_000, 5)
    const decoder = pair.ours.decoder(8)

    expect(feedUntilDone(decoder, pair.theirs, { width: 8, piece: 1_024 })).to.equal(4_096)
    expect(decoder.state).to.equal('stalled')
    expectBounded(decoder)
  })
})

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
    fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 1_000 }), fc.constantFrom(1, 64, 1_000), fc.constantFrom<CellWidth>(7, 8), (seed, cells, piece, width) => {
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
