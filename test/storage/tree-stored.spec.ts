import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { merkleTree, SNAPSHOT_KEPT_MS, TreeChangedError, TreeCorruptError } from '../../src/storage/tree/index.ts'
import { MemoryTreeStore } from '../fixtures/tree-store.ts'
import { compare, keyOf, prefixOf } from '../fixtures/tree.ts'
import type { MerkleTree, TreeSnapshot } from '../../src/storage/tree/index.ts'

const SCOPE = new Uint8Array(32).fill(0x5c)
const START_MS = 1_767_225_600_000

/** Keys in bursts: some share a millisecond, some a long beginning of the id. */
const KEYS = Array.from({ length: 2_500 }, (_, number) => {
  return keyOf(number, START_MS + (number % 5) * 70_000 + Math.floor(number / 400), number % 3).fill(0xab, 8, 8 + (number % 11 === 0 ? 30 : 0))
})

function stored (store: MemoryTreeStore, cachePagesMax = 4_096): MerkleTree {
  return merkleTree({ scope: SCOPE, store, cachePagesMax })
}

function treeOf (keys: Iterable<Uint8Array>): MerkleTree {
  const tree = merkleTree({ scope: SCOPE })

  for (const key of keys) {
    tree.insert(key)
  }

  return tree
}

/** A set that is equal in root, keys and nodes. */
function expectEqual (snapshot: TreeSnapshot, keys: Iterable<Uint8Array>): void {
  const sorted = [...keys].sort(compare)
  const other = treeOf(sorted).snapshot()

  expect(snapshot.root()).to.deep.equal(other.root())
  expect([...snapshot.keys()]).to.deep.equal(sorted)

  for (const length of [0, 8, 11, 12, 13, 14, 16, 18, 79]) {
    const prefix = prefixOf(sorted[length % sorted.length] ?? KEYS[0], length)

    expect(snapshot.node(prefix)).to.deep.equal(other.node(prefix))
  }
}

async function expectError (call: () => unknown, type: abstract new (...args: never[]) => Error): Promise<void> {
  let caught: unknown

  try {
    await call()
  } catch (err) {
    caught = err
  }
  expect(caught).to.be.instanceOf(type)
}

/** Opens a tree and looks for all keys. */
function readAll (tree: MerkleTree): void {
  tree.open()
  KEYS.forEach(key => tree.has(key))
}

type Step = { do: 'insert' | 'remove', from: number, count: number } | { do: 'checkpoint' | 'fail' | 'snapshot' | 'root' } | { do: 'crash', lost: number }

const steps: fc.Arbitrary<Step[]> = fc.array(fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('insert' as const), from: fc.nat(KEYS.length - 1), count: fc.integer({ min: 1, max: 700 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('remove' as const), from: fc.nat(KEYS.length - 1), count: fc.integer({ min: 1, max: 900 }) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('checkpoint' as const, 'checkpoint' as const, 'fail' as const, 'snapshot' as const, 'root' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), lost: fc.nat(3) }) }
), { minLength: 4, maxLength: 30, size: 'max' })

/** Runs steps on a stored tree beside a plain set. */
class Run {
  private readonly store = new MemoryTreeStore()
  private readonly cachePagesMax: number
  private tree: MerkleTree
  /** Every change ever made; the watermark of a checkpoint is its length then. */
  private log: Array<readonly [add: boolean, key: Uint8Array]> = []
  private taken: Array<{ snapshot: TreeSnapshot, keys: Uint8Array[] }> = []

  constructor (cachePagesMax: number) {
    this.cachePagesMax = cachePagesMax
    this.tree = stored(this.store, cachePagesMax)
  }

  async step (step: Step): Promise<void> {
    switch (step.do) {
      case 'insert':
      case 'remove':
        KEYS.slice(step.from, step.from + step.count).forEach(key => { this.change(step.do === 'insert', key) })
        break
      case 'snapshot':
        this.taken.push({ snapshot: this.tree.snapshot(), keys: this.keys() })
        break
      case 'root':
        expect(this.tree.root()).to.deep.equal(treeOf(this.keys()).root())
        break
      case 'crash':
        this.crash(step.lost)
        break
      default:
        this.store.failing = step.do === 'fail'
        await this.tree.checkpoint(this.log.length).catch(err => { expect(err).to.be.instanceOf(RangeError) })
    }
  }

  check (): void {
    const keys = this.keys()

    expect(this.tree.count).to.equal(keys.length)
    expectEqual(this.tree.snapshot(), keys)
    expect(this.tree.damaged).to.equal(false)

    for (const { snapshot, keys } of this.taken) {
      try {
        expectEqual(snapshot, keys)
      } catch (err) {
        expect(err).to.be.instanceOf(TreeChangedError)
      }
    }
  }

  private change (add: boolean, key: Uint8Array): void {
    const had = this.tree.has(key)

    expect(add ? this.tree.insert(key) : this.tree.remove(key)).to.equal(had !== add)
    this.log.push([add, key])
  }

  /** A new process finds what an older checkpoint left, and makes the changes behind it again. */
  private crash (lost: number): void {
    this.store.lose(lost)
    this.tree = stored(this.store, this.cachePagesMax)
    this.taken = []
    const log = this.log.slice(this.tree.open() ?? 0)

    log.forEach(([add, key]) => add ? this.tree.insert(key) : this.tree.remove(key))
  }

  private keys (): Uint8Array[] {
    const keys = new Map<string, Uint8Array>()

    this.log.forEach(([add, key]) => add ? keys.set(key.join(), key) : keys.delete(key.join()))

    return [...keys.values()]
  }
}

describe('tree: stored', () => {
  for (const cachePagesMax of [0, 3, 4_096]) {
    it(`equals a set in memory whatever happens, with ${cachePagesMax} blocks in memory`, async function () {
      this.timeout(600_000)
      await fc.assert(fc.asyncProperty(steps, async steps => {
        const run = new Run(cachePagesMax)

        for (const step of steps) {
          await run.step(step)
        }
        run.check()
      }), { numRuns: 20 })
    })
  }

  it('opens with one row and reads the rest when it is needed', async () => {
    const store = new MemoryTreeStore()
    const tree = stored(store)

    KEYS.forEach(key => tree.insert(key))
    expect(tree.changed).to.be.greaterThan(10)
    await tree.checkpoint(77)
    expect(tree.changed).to.equal(0)
    store.reads = 0
    const again = stored(store)

    expect(again.open()).to.equal(77)
    expect(again.count).to.equal(KEYS.length)
    expect(store.reads).to.be.lessThan(3)
    expect(again.root()).to.deep.equal(tree.root())
    expect(store.reads).to.be.lessThan(4)
    expectEqual(again.snapshot(), KEYS)
  })

  it('answers undefined for a store without a tree, and keeps trees of different scopes apart', async () => {
    const store = new MemoryTreeStore()
    const [one, other] = [1, 2].map(byte => merkleTree({ scope: new Uint8Array(32).fill(byte), store }))

    expect(one.open()).to.equal(undefined)
    one.insert(KEYS[0])
    other.insert(KEYS[1])
    await Promise.all([one.checkpoint(1), other.checkpoint(2)])
    expect([1, 2, 3].map(byte => merkleTree({ scope: new Uint8Array(32).fill(byte), store }).open())).to.deep.equal([1, 2, undefined])
  })

  it('leaves no rows behind when everything is taken away', async () => {
    const store = new MemoryTreeStore()
    const tree = stored(store)

    KEYS.forEach(key => tree.insert(key))
    await tree.checkpoint(1)
    KEYS.forEach(key => tree.remove(key))
    expect(tree.root()).to.deep.equal(treeOf([]).root())
    await tree.checkpoint(2)
    await tree.checkpoint(3)
    await tree.checkpoint(4)
    expect([...store.rows.keys()]).to.have.lengthOf(1)
  })

  it('removes what another tree left in its place', async () => {
    const store = new MemoryTreeStore()
    const tree = stored(store)
    const other = stored(store)

    KEYS.forEach(key => tree.insert(key))
    await tree.checkpoint(1)
    other.insert(KEYS[0])
    await other.checkpoint(5)
    expect([...store.rows.keys()]).to.have.lengthOf(2)
    expect(stored(store).open()).to.equal(5)
  })

  it('keeps replaced blocks for snapshots as long as it promises', async () => {
    const store = new MemoryTreeStore()
    const tree = stored(store, 0)

    KEYS.forEach(key => tree.insert(key))
    await tree.checkpoint(1, 1_000)
    const snapshot = tree.snapshot()

    KEYS.forEach(key => tree.remove(key))
    await tree.checkpoint(2, 2_000)
    await tree.checkpoint(3, 2_000 + SNAPSHOT_KEPT_MS - 1)
    expectEqual(snapshot, KEYS)
    await tree.checkpoint(4, 2_000 + SNAPSHOT_KEPT_MS)
    await expectError(() => [...snapshot.keys()], TreeChangedError)
    expect(tree.damaged).to.equal(false)
    expectEqual(tree.snapshot(), [])
  })

  it('meets every damaged row with an error and never with a wrong answer', async function () {
    this.timeout(600_000)
    const store = new MemoryTreeStore()
    const whole = stored(store)

    KEYS.forEach(key => whole.insert(key))
    await whole.checkpoint(1)

    await fc.assert(fc.asyncProperty(fc.nat(store.rows.size - 1), fc.nat(), fc.nat(7), fc.boolean(), async (row, at, bit, gone) => {
      const [key, value] = [...store.rows][row]
      const damaged = value.slice()
      damaged[at % damaged.length] ^= 1 << bit
      store.damage(key, gone && key.length > 64 ? undefined : damaged)
      let tree = stored(store, 2)

      await expectError(() => readAll(tree), TreeCorruptError)
      expect(tree.damaged).to.equal(true)
      store.lose(1)
      tree = stored(store)
      tree.open()
      expect(tree.root()).to.deep.equal(whole.root())
    }), { numRuns: 60 })
  })
})
