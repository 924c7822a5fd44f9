import { blake3 } from '@noble/hashes/blake3.js'
import { expect } from 'aegir/chai'
import { toHex } from '../../src/model/bytes/index.ts'
import { seededRandom } from '../../src/platform/index.ts'
import { InvalidSketchInputError, keySketch, openSketch, PAGE_BYTES, SKETCH_PARAMS, sketchSalt, TreeCorruptError } from '../../src/storage/tree/index.ts'
import { copyOf, randomKeys, referenceCells, referenceCounters, referenceItem, referenceWay, SALT, sketchOf } from '../fixtures/sketch.ts'
import { keyOf } from '../fixtures/tree.ts'
import { SKETCH_ITEM_VECTORS, SKETCH_SALT_VECTOR, SKETCH_VECTORS } from '../vectors/sketch.ts'
import type { Sketch, SketchRows } from '../../src/storage/tree/index.ts'

function keysOf (count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => keyOf(index, 1_767_225_600_000 + index))
}

/** The rows of a sketch that is not being filled. */
function rowsOf (sketch: Sketch, all = true): SketchRows {
  return sketch.takeRows(all) ?? { head: new Uint8Array(0), pages: [] }
}

function hashOf (...parts: Uint8Array[]): string {
  const hasher = blake3.create({})

  parts.forEach(part => hasher.update(part))

  return toHex(hasher.digest())
}

describe('sketch: format', () => {
  it('has parameters 1', () => {
    expect(SKETCH_PARAMS).to.equal(1)
  })

  it('has the golden salt', () => {
    const scope = Uint8Array.from({ length: 32 }, (_, index) => index)
    const hasher = blake3.create({ context: new TextEncoder().encode('factmesh sync v1 salt') })

    expect(toHex(sketchSalt(scope))).to.equal(SKETCH_SALT_VECTOR)
    expect(toHex(hasher.update(scope).digest().subarray(0, 8))).to.equal(SKETCH_SALT_VECTOR)
  })

  for (const { number, shortId, state, step, check, dense, signs, way } of SKETCH_ITEM_VECTORS) {
    it(`gives key ${number} its golden words and cells`, () => {
      const item = referenceItem(SALT, keyOf(number, 0))
      const alone = sketchOf([keyOf(number, 0)]).snapshot()
      const cells = alone.cells(0, 1_024, 8)

      expect({ ...item, shortId: item.shortId.toString(16), signs: item.signs.toString(16) })
        .to.deep.equal({ shortId, state: BigInt(state), step: BigInt(step), check: BigInt(check), dense, signs })
      expect(referenceWay(item, 1_024)).to.deep.equal(way)
      expect(Array.from({ length: 1_024 }, (_, cell) => cell).filter(cell => cells[8 * cell + 7] !== 0)).to.deep.equal(way)
    })
  }

  for (const { keys: count, cells, narrowCells, narrowestCells, counters, cellsHash, head, pagesHash } of SKETCH_VECTORS) {
    it(`gives ${count} keys their golden cells, counters and rows`, () => {
      const keys = keysOf(count)
      const sketch = sketchOf(keys)
      const snapshot = sketch.snapshot()
      const rows = rowsOf(sketch)

      expect(toHex(snapshot.cells(0, 4, 8))).to.equal(cells)
      expect(toHex(snapshot.cells(0, 4, 7))).to.equal(narrowCells)
      expect(toHex(snapshot.cells(0, 4, 6))).to.equal(narrowestCells)
      expect(toHex(snapshot.counters())).to.equal(counters)
      expect(hashOf(snapshot.cells(0, 1_024, 8))).to.equal(cellsHash)
      expect(hashOf(referenceCells(keys, 1_024, 8))).to.equal(cellsHash)
      expect(toHex(referenceCounters(keys))).to.equal(counters)
      expect(toHex(rows.head)).to.equal(head)
      expect(rows.pages.map(([page]) => page)).to.deep.equal([0, 1])
      expect(hashOf(...rows.pages.map(([, bytes]) => bytes))).to.equal(pagesHash)
      // A page holds cells as they travel.
      expect(pagesHash).to.equal(cellsHash)
    })
  }
})

describe('sketch: rows', () => {
  const keys = randomKeys(seededRandom(50), 9_000)
  const sketch = keySketch({ salt: SALT })
  const steps = [...sketch.fill(keys, keys.length)].length
  const { head, pages } = rowsOf(sketch)

  function open (changedHead: Uint8Array, readPage: (page: number) => Uint8Array | undefined = page => new Map(pages).get(page)): Sketch {
    return openSketch({ salt: SALT, head: changedHead, readPage })
  }

  it('comes back from its rows', () => {
    const copy = copyOf(sketch)

    expect(steps).to.equal(8)
    expect(copy.size).to.equal(4_096)
    expect(copy.count).to.equal(9_000)
    expect(copy.snapshot().cells(0, 4_096, 8)).to.deep.equal(sketch.snapshot().cells(0, 4_096, 8))
    expect(copy.snapshot().counters()).to.deep.equal(sketch.snapshot().counters())
    expect(rowsOf(copy)).to.deep.equal({ head, pages })
  })

  it('goes on where it was', () => {
    const [copy, late] = [copyOf(sketch), randomKeys(seededRandom(51), 300)]
    const whole = sketchOf(late, copyOf(sketch))

    sketchOf(late, copy)
    keys.slice(0, 100).forEach(key => { [copy, whole].forEach(sketch => { sketch.remove(key) }) })
    expect(rowsOf(copyOf(copy))).to.deep.equal(rowsOf(whole))
  })

  it('hands out the pages that changed since the last time, and all of them on demand', () => {
    const copy = copyOf(sketch)
    const [key] = randomKeys(seededRandom(52), 1)
    const touched = new Set(referenceWay(referenceItem(SALT, key), 4_096).map(cell => Math.floor(cell / 512)))

    expect(rowsOf(copy, false).pages).to.deep.equal([])
    copy.insert(key)
    expect(rowsOf(copy, false).pages.map(([page]) => page)).to.deep.equal([...touched])
    expect(rowsOf(copy, false).pages).to.deep.equal([])
    expect(rowsOf(copy).pages).to.have.lengthOf(8)
  })

  it('hands out every page once after it grew', () => {
    const copy = copyOf(sketch)
    const more = randomKeys(seededRandom(53), 8_000)

    sketchOf(more, copy)
    rowsOf(copy, false)
    const growing = copy.grow([...keys, ...more])

    growing.next()
    expect(rowsOf(copy, false).pages).to.deep.equal([])
    expect([...growing]).to.have.lengthOf(15)
    expect(rowsOf(copy, false).pages.map(([page]) => page)).to.deep.equal([8, 9, 10, 11, 12, 13, 14, 15])
  })

  it('refuses heads of any other length, parameters, salt and size', () => {
    for (let length = 0; length < head.length; length++) {
      expect(() => open(head.subarray(0, length))).to.throw(TreeCorruptError).with.property('reason', 'form')
    }
    expect(() => open(Uint8Array.from([...head, 0]))).to.throw(TreeCorruptError)
    for (const [offset, byte] of [[0, 0], [0, 2], [1, head[1] ^ 1], [8, head[8] ^ 1], [9, 1], [10, 2], [11, 0], [11, 17], [12, 1]]) {
      expect(() => open(head.with(offset, byte)), `byte ${offset}`).to.throw(TreeCorruptError).with.property('reason', 'form')
    }
    expect(() => openSketch({ salt: new Uint8Array(9), head, readPage: () => undefined })).to.throw(InvalidSketchInputError)
  })

  it('refuses pages that are missing or have another length', () => {
    for (let missing = 0; missing < 8; missing++) {
      expect(() => open(head, page => page === missing ? undefined : new Uint8Array(PAGE_BYTES))).to.throw(TreeCorruptError).with.property('reason', 'missing')
    }
    for (const length of [0, 8, PAGE_BYTES - 1, PAGE_BYTES + 1]) {
      expect(() => open(head, () => new Uint8Array(length))).to.throw(TreeCorruptError).with.property('reason', 'form')
    }
  })
})
