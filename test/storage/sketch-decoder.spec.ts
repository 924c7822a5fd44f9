import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { seededRandom } from '../../src/platform/index.ts'
import { cellsToAsk, cellWidthFor, InvalidSketchInputError, keySketch } from '../../src/storage/tree/index.ts'
import { commonSketch, expectBounded, expectFound, pairOf, randomPair } from '../fixtures/sketch-pairs.ts'
import { copyOf, randomKeys, SALT, sketchOf } from '../fixtures/sketch.ts'
import type { CellWidth, SketchDecoder, SketchSnapshot } from '../../src/storage/tree/index.ts'

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
    const pieces = fc.constantFrom(1, 2, 7, 64, 600)
    // A lone cell of 6 bytes looks like an item once in 64 times: no message has less than four.
    const cellsAs = fc.oneof(fc.tuple(fc.constantFrom<CellWidth>(7, 8), pieces), fc.tuple(fc.constant<CellWidth>(6), fc.constantFrom(4, 7, 64, 600)))

    fc.assert(fc.property(fc.nat(), fc.nat(60), cellsAs, (seed, d, [width, piece]) => {
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
