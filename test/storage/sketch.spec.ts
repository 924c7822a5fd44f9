import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { seededRandom } from '../../src/platform/index.ts'
import { cellsAfterStall, cellsToAsk, cellWidthFor, InvalidSketchInputError, InvalidTreeInputError, keySketch, SKETCH_CELLS_MAX, SKETCH_CELLS_MIN, sketchSalt } from '../../src/storage/tree/index.ts'
import { copyOf, randomKeys, referenceCells, referenceCounters, SALT, sketchOf } from '../fixtures/sketch.ts'
import type { Sketch, SketchSnapshot } from '../../src/storage/tree/index.ts'

/** Everything that a peer can see of a sketch. */
function visible (snapshot: SketchSnapshot): { count: number, cells: Uint8Array, counters: Uint8Array } {
  return { count: snapshot.count, cells: snapshot.cells(0, snapshot.size, 8), counters: snapshot.counters() }
}

/** Drives a generator to its end and answers how many stops it made. */
function drive (steps: Generator<void, void>): number {
  return [...steps].length
}

const keySet = fc.uniqueArray(fc.uint8Array({ minLength: 40, maxLength: 40 }), { maxLength: 60, selector: key => key.join() })

describe('sketch: a set of keys', () => {
  it('has the cells and counters that its keys give it', () => {
    fc.assert(fc.property(keySet, keys => {
      const snapshot = sketchOf(keys).snapshot()

      expect(snapshot.count).to.equal(keys.length)
      expect(snapshot.cells(0, 300, 8)).to.deep.equal(referenceCells(keys, 300, 8))
      expect(snapshot.cells(0, 300, 7)).to.deep.equal(referenceCells(keys, 300, 7))
      expect(snapshot.cells(0, 300, 6)).to.deep.equal(referenceCells(keys, 300, 6))
      expect(snapshot.counters()).to.deep.equal(referenceCounters(keys))
    }), { numRuns: 30 })
  })

  it('has the same cells whatever the order of the inserts', () => {
    fc.assert(fc.property(keySet.chain(keys => fc.tuple(fc.constant(keys), fc.shuffledSubarray(keys, { minLength: keys.length }))), ([keys, shuffled]) => {
      expect(visible(sketchOf(keys).snapshot())).to.deep.equal(visible(sketchOf(shuffled).snapshot()))
    }), { numRuns: 50 })
  })

  it('is what it was after a key came and went, also before it came', () => {
    fc.assert(fc.property(keySet, fc.uint8Array({ minLength: 40, maxLength: 40 }), (keys, key) => {
      const sketch = sketchOf(keys)
      const before = visible(sketch.snapshot())

      sketch.insert(key)
      expect(visible(sketch.snapshot())).to.not.deep.equal(before)
      sketch.remove(key)
      expect(visible(sketch.snapshot())).to.deep.equal(before)
      sketch.remove(key)
      sketch.insert(key)
      expect(visible(sketch.snapshot())).to.deep.equal(before)
    }), { numRuns: 50 })
  })

  it('refuses what is no key and what is no salt', () => {
    expect(() => { keySketch({ salt: SALT }).insert(new Uint8Array(39)) }).to.throw(InvalidTreeInputError)
    expect(() => { keySketch({ salt: SALT }).remove(new Uint8Array(41)) }).to.throw(InvalidTreeInputError)
    expect(() => keySketch({ salt: new Uint8Array(7) })).to.throw(InvalidSketchInputError).with.property('field', 'salt')
    expect(() => sketchSalt(new Uint8Array(31))).to.throw(InvalidTreeInputError)
  })

  it('has other cells under another salt', () => {
    const keys = randomKeys(seededRandom(1), 10)
    const other = sketchOf(keys, keySketch({ salt: sketchSalt(new Uint8Array(32)) }))

    expect(sketchOf(keys).snapshot().cells(1, 30, 8)).to.not.deep.equal(other.snapshot().cells(1, 30, 8))
  })
})

describe('sketch: snapshots', () => {
  it('does not change when the sketch does, and is the same one until then', () => {
    const keys = randomKeys(seededRandom(2), 50)
    const sketch = sketchOf(keys.slice(0, 20))
    const snapshot = sketch.snapshot()
    const before = visible(snapshot)

    expect(sketch.snapshot()).to.equal(snapshot)
    sketchOf(keys.slice(20), sketch)
    expect(visible(snapshot)).to.deep.equal(before)
    expect(visible(sketch.snapshot())).to.deep.equal(visible(sketchOf(keys).snapshot()))
  })

  it('hands out copies', () => {
    const snapshot = sketchOf(randomKeys(seededRandom(3), 5)).snapshot()
    const before = visible(snapshot)

    snapshot.cells(0, 10, 8).fill(1)
    snapshot.counters().fill(1)
    expect(visible(snapshot)).to.deep.equal(before)
  })

  it('refuses cells that it does not have', () => {
    const snapshot = keySketch({ salt: SALT }).snapshot()

    expect(snapshot.cells(SKETCH_CELLS_MIN, 0, 8)).to.have.lengthOf(0)
    for (const [from, count] of [[0, SKETCH_CELLS_MIN + 1], [-1, 1], [0, -1], [0.5, 1], [Number.NaN, 1], [2 ** 53, 1], [1, SKETCH_CELLS_MIN]]) {
      expect(() => snapshot.cells(from, count, 8)).to.throw(InvalidSketchInputError).with.property('field', 'cells')
    }
    // @ts-expect-error a peer may name any width
    expect(() => snapshot.cells(0, 1, 9)).to.throw(InvalidSketchInputError).with.property('field', 'width')
    // @ts-expect-error a peer may name any width
    expect(() => snapshot.decoder(0)).to.throw(InvalidSketchInputError).with.property('field', 'width')
  })
})

describe('sketch: growth', () => {
  const keys = randomKeys(seededRandom(4), 5_000)

  it('is too small when there are more than four keys for a cell', () => {
    const sketch = sketchOf(keys.slice(0, 4_096))

    expect(sketch.size).to.equal(1_024)
    expect(sketch.tooSmall).to.equal(false)
    sketch.insert(keys[4_096])
    expect(sketch.tooSmall).to.equal(true)
  })

  it('grows to the cells that a sketch of the same keys has', () => {
    const sketch = sketchOf(keys)

    expect(drive(sketch.grow(keys))).to.equal(4)
    expect(sketch.size).to.equal(2_048)
    expect(sketch.tooSmall).to.equal(false)
    expect(sketch.snapshot().cells(1_000, 300, 8)).to.deep.equal(referenceCells(keys, 1_300, 8).subarray(8_000))
  })

  it('stays in use while it grows, and takes part in every change', () => {
    const sketch = sketchOf(keys)
    const steps = sketch.grow(keys)
    const [late, gone] = [randomKeys(seededRandom(5), 100), keys.slice(4_000, 4_100)]

    steps.next()
    sketchOf(late.slice(0, 50), sketch)
    gone.slice(0, 50).forEach(key => { sketch.remove(key) })
    steps.next()
    const middle = sketch.snapshot()

    expect(middle.size).to.equal(1_024)
    sketchOf(late.slice(50), sketch)
    gone.slice(50).forEach(key => { sketch.remove(key) })
    drive(steps)
    const expected = filled([...keys.slice(0, 4_000), ...keys.slice(4_100), ...late])

    expect(visible(sketch.snapshot())).to.deep.equal(visible(expected.snapshot()))
    expect(visible(middle)).to.deep.equal(visible(sketchOf([...keys.slice(0, 4_000), ...keys.slice(4_050), ...late.slice(0, 50)]).snapshot()))
  })

  it('takes a whole set in slices, and has no cells meanwhile', () => {
    const sketch = sketchOf(keys.slice(0, 10))
    const steps = sketch.fill(keys.slice(0, 3_000), 3_000)

    expect(sketch.size).to.equal(0)
    expect(sketch.count).to.equal(3_000)
    expect(sketch.takeRows()).to.equal(undefined)
    expect(sketch.snapshot().size).to.equal(0)
    sketch.insert(keys[3_000])
    steps.next()
    sketch.remove(keys[0])
    expect(drive(steps)).to.equal(1)
    expect(visible(sketch.snapshot())).to.deep.equal(visible(sketchOf(keys.slice(1, 3_001)).snapshot()))
  })

  it('gives an earlier run up for a later one', () => {
    const sketch = sketchOf(keys)
    const [unstarted, started] = [sketch.grow(keys), sketch.grow(keys)]

    started.next()
    drive(sketch.grow(keys))
    const grown = visible(sketch.snapshot())

    drive(unstarted)
    drive(started)
    expect(visible(sketch.snapshot())).to.deep.equal(grown)
    expect(grown).to.deep.equal(visible(filled(keys).snapshot()))
  })

  it('says when the keys are not those of the set, and can be filled again', () => {
    const sketch = sketchOf(keys)

    expect(() => drive(sketch.grow(keys.slice(1)))).to.throw(InvalidSketchInputError).with.property('field', 'keys')
    expect(visible(sketch.snapshot())).to.deep.equal(visible(sketchOf(keys).snapshot()))
    expect(() => drive(sketch.fill(keys.slice(1), keys.length))).to.throw(InvalidSketchInputError)
    expect(sketch.size).to.equal(0)
    drive(sketch.grow(keys))
    expect(visible(sketch.snapshot())).to.deep.equal(visible(filled(keys).snapshot()))
  })

  it('has 65,536 cells at most', () => {
    const sketch = keySketch({ salt: SALT })
    const count = 4 * SKETCH_CELLS_MAX + 1

    drive(sketch.fill((function * () {
      for (let taken = 0; taken < count; taken++) {
        yield keys[taken % keys.length]
      }
    })(), count))
    expect(sketch.size).to.equal(SKETCH_CELLS_MAX)
    expect(sketch.tooSmall).to.equal(false)
    expect(sketch.snapshot().cells(0, SKETCH_CELLS_MAX, 8)).to.have.lengthOf(524_288)
  })
})

/** The sketch of a set of keys with as many cells as it should have. */
function filled (keys: readonly Uint8Array[]): Sketch {
  const sketch = keySketch({ salt: SALT })

  drive(sketch.fill(keys, keys.length))

  return sketch
}

describe('sketch: estimate', () => {
  /** The estimates over seeds of d differences, a third of them on one side, as parts of d. */
  function estimates (common: Sketch, d: number, seeds: number): number[] {
    return Array.from({ length: seeds }, (_, seed) => {
      const keys = randomKeys(seededRandom(1_000 * d + seed), d)
      const ours = sketchOf(keys.slice(0, d / 3), copyOf(common)).snapshot()
      const theirs = sketchOf(keys.slice(d / 3), copyOf(common)).snapshot()

      return ours.estimate({ count: theirs.count, counters: theirs.counters() }) / d
    })
  }

  for (const d of [99, 999]) {
    it(`is right on average for ${d} differences among 10,000, and deviates by 19 %`, () => {
      const parts = estimates(filled(randomKeys(seededRandom(6), 10_000)), d, 60)
      const mean = parts.reduce((sum, part) => sum + part, 0) / parts.length
      const deviation = Math.sqrt(parts.reduce((sum, part) => sum + (part - mean) ** 2, 0) / parts.length)

      // eslint-disable-next-line no-console
      console.info(`      estimate of ${d}: mean ${mean.toFixed(3)}, standard deviation ${deviation.toFixed(3)}`)
      expect(mean).to.be.within(0.92, 1.08)
      expect(deviation).to.be.within(0.13, 0.25)
    })
  }

  it('is 0 for equal sets, and exact where the counts tell', () => {
    const keys = randomKeys(seededRandom(7), 100)
    const ours = sketchOf(keys).snapshot()

    expect(ours.estimate({ count: 100, counters: ours.counters() })).to.equal(0)
    expect(ours.estimate({ count: 0, counters: new Uint8Array(84) })).to.equal(100)
    expect(keySketch({ salt: SALT }).snapshot().estimate({ count: 100, counters: ours.counters() })).to.equal(100)
  })

  it('stays within both sets, and within the bound that is given', () => {
    const ours = sketchOf(randomKeys(seededRandom(8), 10)).snapshot()
    const lie = seededRandom(9).bytes(84)

    expect(ours.estimate({ count: 3, counters: lie })).to.equal(13)
    expect(ours.estimate({ count: 3, counters: lie }, 5)).to.equal(5)
    expect(ours.estimate({ count: 2 ** 53 - 1, counters: lie }, 20)).to.equal(20)
    expect(ours.estimate({ count: 2 ** 53 - 1, counters: lie })).to.be.a('number').that.is.greaterThan(2 ** 52)
    expect(cellsToAsk(ours.estimate({ count: 2 ** 53 - 1, counters: lie }))).to.equal(SKETCH_CELLS_MAX)
  })

  it('refuses counts and counters that are none', () => {
    const ours = keySketch({ salt: SALT }).snapshot()

    for (const count of [-1, 0.5, Number.NaN, Infinity, 2 ** 53]) {
      expect(() => ours.estimate({ count, counters: new Uint8Array(84) })).to.throw(InvalidSketchInputError).with.property('field', 'count')
      expect(() => ours.estimate({ count: 1, counters: new Uint8Array(84) }, count)).to.throw(InvalidSketchInputError).with.property('field', 'count')
    }
    for (let length = 0; length < 100; length += length === 83 ? 2 : 1) {
      expect(() => ours.estimate({ count: 0, counters: new Uint8Array(length) })).to.throw(InvalidSketchInputError).with.property('field', 'counters')
    }
  })

  it('says how many cells to ask for, and how wide', () => {
    expect([0, 1, 10, 100, 1_000, 10_000].map(d => cellsToAsk(d))).to.deep.equal([4, 10, 30, 178, 1_489, 14_057])
    expect(cellsToAsk(10_000, 4_096)).to.equal(4_096)
    expect([0, 8, 34, 1_000].map(cells => cellsAfterStall(cells))).to.deep.equal([8, 19, 54, 1_358])
    expect(cellsAfterStall(60_000)).to.equal(SKETCH_CELLS_MAX)
    expect([0, 511, 512, 8_191, 8_192].map(d => cellWidthFor(d))).to.deep.equal([6, 6, 7, 7, 8])
  })
})
