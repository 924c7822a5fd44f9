import { blake3 } from '@noble/hashes/blake3.js'
import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { concatBytes, toHex } from '../../src/model/bytes/index.ts'
import { keySketch, merkleTree, SKETCH_CELLS_MIN, sketchSalt } from '../../src/storage/tree/index.ts'
import { sketchOf } from '../fixtures/sketch.ts'
import { MemoryTreeStore } from '../fixtures/tree-store.ts'
import { keyOf } from '../fixtures/tree.ts'
import { STORED_SKETCH_VECTOR } from '../vectors/sketch.ts'
import type { MerkleTree, SketchSnapshot } from '../../src/storage/tree/index.ts'

const SCOPE = new Uint8Array(32).fill(0x5c)
const START_MS = 1_767_225_600_000
/** More keys than a sketch of the smallest size is for. */
const MANY = 4 * SKETCH_CELLS_MIN + 900
const KEYS = Array.from({ length: MANY }, (_, number) => keyOf(number, START_MS + number))
const ADDED = Array.from({ length: 300 }, (_, number) => keyOf(MANY + number, START_MS - number))

function stored (store: MemoryTreeStore): MerkleTree {
  return merkleTree({ scope: SCOPE, store })
}

/** Makes the cells that the sketch of a tree lacks, in a number of slices. */
function grow (tree: MerkleTree): number {
  return [...tree.growSketch()].length
}

/** A store with a tree of all keys whose sketch has its size. */
async function filledStore (): Promise<{ store: MemoryTreeStore, tree: MerkleTree }> {
  const store = new MemoryTreeStore()
  const tree = stored(store)

  KEYS.forEach(key => tree.insert(key))
  grow(tree)
  await tree.checkpoint(7)

  return { store, tree }
}

/** Everything that a peer can see of a sketch. */
function visible (snapshot: SketchSnapshot): unknown[] {
  return [snapshot.count, toHex(snapshot.cells(0, snapshot.size, 8)), toHex(snapshot.counters())]
}

/** What a peer sees of a set, by a sketch without a tree. */
function expected (keys: readonly Uint8Array[]): unknown[] {
  const sketch = sketchOf(keys, keySketch({ salt: sketchSalt(SCOPE) }))

  if (sketch.tooSmall) {
    expect([...sketch.grow(keys)].length).to.be.greaterThan(0)
  }

  return visible(sketch.snapshot())
}

function sketchRows (store: MemoryTreeStore): Array<[string, Uint8Array]> {
  return [...store.rows].filter(([key]) => key.length === 66 || key.length === 70)
}

describe('tree: sketch', () => {
  it('is that of the keys, whatever comes and goes', () => {
    const numbers = fc.array(fc.nat(200), { maxLength: 60 })

    fc.assert(fc.property(numbers, numbers, (come, go) => {
      const tree = merkleTree({ scope: SCOPE })

      come.forEach(number => tree.insert(KEYS[number]))
      go.forEach(number => tree.remove(KEYS[number]))
      expect(visible(tree.snapshot().sketch())).to.deep.equal(expected([...tree.snapshot().keys()]))
    }), { numRuns: 40 })
  })

  it('is frozen with the tree, and the same one until the tree changes', () => {
    const tree = merkleTree({ scope: SCOPE })

    KEYS.slice(0, 50).forEach(key => tree.insert(key))
    const snapshot = tree.snapshot()
    const before = visible(snapshot.sketch())

    expect(tree.snapshot().sketch()).to.equal(snapshot.sketch())
    KEYS.slice(50, 90).forEach(key => tree.insert(key))
    expect(visible(snapshot.sketch())).to.deep.equal(before)
    expect(visible(tree.snapshot().sketch())).to.deep.equal(expected(KEYS.slice(0, 90)))
  })

  it('grows in slices while the set changes, and shows its new cells in the next snapshot', () => {
    const tree = merkleTree({ scope: SCOPE })

    KEYS.forEach(key => tree.insert(key))
    expect(tree.sketchTooSmall).to.equal(true)
    expect(tree.snapshot().sketch().size).to.equal(SKETCH_CELLS_MIN)
    const steps = tree.growSketch()

    expect(steps.next().done).to.equal(false)
    ADDED.forEach(key => tree.insert(key))
    tree.remove(KEYS[9])
    const between = tree.snapshot()

    expect(between.sketch().size).to.equal(SKETCH_CELLS_MIN)
    expect([...steps]).to.have.lengthOf(3)
    expect(tree.sketchTooSmall).to.equal(false)
    expect(visible(tree.snapshot().sketch())).to.deep.equal(expected([...KEYS, ...ADDED].filter(key => key !== KEYS[9])))
    expect(between.sketch().size).to.equal(SKETCH_CELLS_MIN)
  })
})

describe('tree: stored sketch', () => {
  it('is opened from its rows without a look at the keys, and follows what comes behind', async () => {
    const { store, tree } = await filledStore()
    const again = stored(store)

    expect(again.open()).to.equal(7)
    store.reads = 0
    expect(visible(again.snapshot().sketch())).to.deep.equal(visible(tree.snapshot().sketch()))
    expect(store.reads).to.equal(sketchRows(store).length)
    ADDED.forEach(key => again.insert(key))
    expect(again.insert(KEYS[3])).to.equal(false)
    expect(visible(again.snapshot().sketch())).to.deep.equal(expected([...KEYS, ...ADDED]))
  })

  it('has the golden rows', async () => {
    const { store } = await filledStore()
    const rows = sketchRows(store).sort(([a], [b]) => a < b ? -1 : 1)

    expect(rows.map(([key, value]) => [key.slice(64), value.length < 200 ? toHex(value) : toHex(blake3(value))])).to.deep.equal(STORED_SKETCH_VECTOR)
  })

  it('has a check over the scope, the address of the topmost block, the first row and the hashes of the pages', async () => {
    const { store } = await filledStore()
    const [head, ...pages] = sketchRows(store).sort(([a], [b]) => a < b ? -1 : 1).map(([, value]) => value)
    const topRow = store.rows.get(toHex(SCOPE)) ?? new Uint8Array(0)
    const context = new TextEncoder().encode('factmesh tree sketch v1')
    const hashes = pages.map(page => blake3(page, { context }))

    expect(head.slice(103)).to.deep.equal(blake3(concatBytes([SCOPE, topRow.subarray(25, 63), head.subarray(0, 103), ...hashes]), { context }))
  })

  it('has no rows and is made of the keys while it has the smallest size', async () => {
    const store = new MemoryTreeStore()
    const tree = stored(store)

    KEYS.slice(0, 4 * SKETCH_CELLS_MIN).forEach(key => tree.insert(key))
    await tree.checkpoint(7)
    expect(sketchRows(store)).to.deep.equal([])
    const again = stored(store)

    again.open()
    expect(visible(again.snapshot().sketch())).to.deep.equal(visible(tree.snapshot().sketch()))
    expect(again.sketchTooSmall).to.equal(false)
  })

  it('has no cells until it is grown when the store has none for many keys, and follows changes meanwhile', async () => {
    const store = new MemoryTreeStore()
    const tree = stored(store)

    KEYS.forEach(key => tree.insert(key))
    await tree.checkpoint(7)
    const again = stored(store)

    again.open()
    again.insert(ADDED[0])
    expect(again.snapshot().sketch().size).to.equal(0)
    expect(again.sketchTooSmall).to.equal(true)
    const steps = again.growSketch()

    steps.next()
    again.insert(ADDED[1])
    await again.checkpoint(8)
    expect([...steps].length).to.be.greaterThan(0)
    expect(visible(again.snapshot().sketch())).to.deep.equal(expected([...KEYS, ADDED[0], ADDED[1]]))
    await again.checkpoint(9)
    const last = stored(store)

    last.open()
    expect(visible(last.snapshot().sketch())).to.deep.equal(visible(again.snapshot().sketch()))
  })

  it('writes what changed, and everything after a write that failed', async () => {
    const { store, tree } = await filledStore()
    const before = new Map(sketchRows(store))

    tree.insert(ADDED[0])
    await tree.checkpoint(8)
    const changed = sketchRows(store).filter(([key, value]) => before.get(key) !== value)

    expect(changed.length).to.be.greaterThan(1)
    expect(changed.length).to.be.lessThan(before.size)
    tree.insert(ADDED[1])
    store.failing = true
    await tree.checkpoint(9).catch(err => { expect(err).to.be.instanceOf(RangeError) })
    await tree.checkpoint(10)
    const again = stored(store)

    expect(again.open()).to.equal(10)
    expect(visible(again.snapshot().sketch())).to.deep.equal(expected([...KEYS, ADDED[0], ADDED[1]]))
  })

  it('belongs to the checkpoint that the store is left with', async () => {
    const { store, tree } = await filledStore()

    ADDED.forEach(key => tree.insert(key))
    await tree.checkpoint(8)
    const last = stored(store)

    last.open()
    expect(visible(last.snapshot().sketch())).to.deep.equal(expected([...KEYS, ...ADDED]))
    store.lose(1)
    const before = stored(store)

    expect(before.open()).to.equal(7)
    expect(visible(before.snapshot().sketch())).to.deep.equal(expected(KEYS))
  })

  it('is made of the keys again when any row is damaged, missing, or of another checkpoint', async () => {
    const { store, tree } = await filledStore()
    const older = sketchRows(store)

    tree.insert(ADDED[0])
    await tree.checkpoint(8)
    const whole = expected([...KEYS, ADDED[0]])
    const rows = sketchRows(store)
    const damage = fc.oneof(
      fc.record({ at: fc.nat(), bit: fc.nat(7) }).map(({ at, bit }) => (value: Uint8Array) => value.with(at % value.length, value[at % value.length] ^ 1 << bit)),
      fc.nat(4_095).map(length => (value: Uint8Array) => value.slice(0, length % value.length)),
      fc.constant(() => undefined)
    )

    fc.assert(fc.property(fc.nat(rows.length - 1), damage, (row, harm) => {
      const [key, value] = rows[row]

      store.damage(key, harm(value))
      const again = stored(store)

      expect(again.open()).to.equal(8)
      expect(again.snapshot().sketch().size).to.equal(0)
      expect(again.damaged).to.equal(false)
      grow(again)
      expect(visible(again.snapshot().sketch())).to.deep.equal(whole)
      store.lose(1)
    }), { numRuns: 30 })

    older.filter(([key, value]) => store.rows.get(key) !== value).forEach(([key, value]) => {
      store.damage(key, value)
      const again = stored(store)

      again.open()
      expect(again.snapshot().sketch().size).to.equal(0)
      store.lose(1)
    })
  })

  it('is damaged in all rows at once and never throws', async () => {
    const { store } = await filledStore()

    sketchRows(store).forEach(([key, value]) => { store.damage(key, concatBytes([value, value])) })
    const again = stored(store)

    again.open()
    again.insert(ADDED[0])
    again.remove(ADDED[0])
    expect(again.snapshot().sketch().size).to.equal(0)
    expect(again.snapshot().count).to.equal(MANY)
  })
})
