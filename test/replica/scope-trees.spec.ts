import { expect } from 'aegir/chai'
import { toHex } from '../../src/model/bytes/index.ts'
import { SimulatedClock } from '../../src/platform/index.ts'
import { BUCKETS } from '../../src/replica/index/index.ts'
import { ScopeTree } from '../../src/replica/trees/scope-tree.ts'
import { CHECKPOINT_BUNDLES, ScopeTrees } from '../../src/replica/trees/scope-trees.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { merkleTree } from '../../src/storage/tree/index.ts'
import { someBundle } from '../fixtures/bundles.ts'
import { someFact } from '../fixtures/facts.ts'
import { openReplica, someFactDrafts, write } from '../fixtures/replicas.ts'
import { MemoryTreeStore } from '../fixtures/tree-store.ts'
import { keyOf } from '../fixtures/tree.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { KV } from '../../src/storage/kv/index.ts'

const SCOPE = new Uint8Array(32).fill(0x5c)
const START_MS = 1_767_225_600_000
const BUNDLE = someBundle([someFact(1)])
const KEYS = Array.from({ length: 2_000 }, (_, number) => keyOf(number, START_MS + number * 50))

const pause = async (): Promise<void> => {}

async function * nothing (): AsyncGenerator<Uint8Array> {}

interface Bench {
  readonly tree: ScopeTree
  readonly troubles: unknown[]
}

/** A tree over a store, beside an index that holds some keys. */
function benchOf (store: MemoryTreeStore | undefined, indexed: readonly Uint8Array[]): Bench {
  const troubles: unknown[] = []

  async function * keys (): AsyncGenerator<Uint8Array> {
    yield * indexed
  }

  return { troubles, tree: new ScopeTree({ scope: SCOPE, store, keys, pause, onTrouble: err => { troubles.push(err) } }) }
}

function rootOf (keys: readonly Uint8Array[]): string {
  const tree = merkleTree({ scope: SCOPE })

  keys.forEach(key => tree.insert(key))

  return toHex(tree.root())
}

/** A store with a tree of all keys at watermark 500. */
async function filledStore (): Promise<MemoryTreeStore> {
  const store = new MemoryTreeStore()
  const { tree } = benchOf(store, KEYS)

  expect(await tree.open(500)).to.equal(500)

  return store
}

/** Turns one bit in each block of a store, and leaves the topmost row. */
function damageBlocks (store: MemoryTreeStore): void {
  for (const [key, value] of store.rows) {
    if (key.length > 64) {
      store.damage(key, value.with(-1, value[value.length - 1] ^ 1))
    }
  }
}

/** The entries of a store, in one of their own. */
async function copyOf (kv: KV): Promise<KV> {
  const copy = memoryKV()
  await copy.start()

  for await (const [key, value] of kv.entries()) {
    await copy.batch([{ type: 'put', key, value }])
  }

  return copy
}

describe('scope tree', () => {
  it('is filled from the index when nothing is stored, and opened from the store from then on', async () => {
    const store = await filledStore()
    const { tree } = benchOf(store, [])

    expect(await tree.open(800)).to.equal(500)
    expect(toHex(tree.root() ?? SCOPE)).to.equal(rootOf(KEYS))
  })

  it('is filled from the index on a platform without a store', async () => {
    const { tree } = benchOf(undefined, KEYS)

    expect(await tree.open(500)).to.equal(500)
    expect(tree.full).to.equal(false)
    expect(toHex(tree.root() ?? SCOPE)).to.equal(rootOf(KEYS))
  })

  it('takes no stored tree that is ahead of the index or was not yet full', async () => {
    const { tree } = benchOf(await filledStore(), KEYS.slice(0, 9))

    expect(await tree.open(499)).to.equal(499)
    expect(toHex(tree.root() ?? SCOPE)).to.equal(rootOf(KEYS.slice(0, 9)))

    const store = new MemoryTreeStore()
    const half = merkleTree({ scope: SCOPE, store })
    half.insert(KEYS[0])
    await half.checkpoint(0)
    const { tree: again } = benchOf(store, KEYS)
    expect(await again.open(500)).to.equal(500)
    expect(again.count).to.equal(KEYS.length)
  })

  it('is filled again when the topmost row is damaged', async () => {
    const store = await filledStore()
    store.damage(toHex(SCOPE), new Uint8Array(95))
    const { tree, troubles } = benchOf(store, KEYS)

    expect(await tree.open(500)).to.equal(500)
    expect(troubles.map(String)).to.have.lengthOf(1)
    expect(toHex(tree.root() ?? SCOPE)).to.equal(rootOf(KEYS))
  })

  it('is filled again in the background when a block is damaged, with what changed meanwhile', async () => {
    const store = await filledStore()
    damageBlocks(store)
    const { tree, troubles } = benchOf(store, KEYS)
    const added = keyOf(9_999, START_MS)

    expect(await tree.open(500)).to.equal(500)
    tree.add(added)
    tree.remove(KEYS[7])
    tree.remove(KEYS[8])
    tree.add(KEYS[8])
    expect(tree.snapshot()).to.equal(undefined)
    expect(tree.root()).to.equal(undefined)
    expect(troubles).to.have.lengthOf(1)
    await tree.settled()
    expect(toHex(tree.root() ?? SCOPE)).to.equal(rootOf([...KEYS.filter(key => key !== KEYS[7]), added]))
    await tree.checkpoint(900)

    const { tree: again } = benchOf(store, [])
    expect(await again.open(900)).to.equal(900)
    expect(again.root()).to.deep.equal(tree.root())
  })

  it('is filled again when a snapshot meets the damage', async () => {
    const store = await filledStore()
    damageBlocks(store)
    const { tree } = benchOf(store, KEYS)

    await tree.open(500)
    const snapshot = tree.snapshot()
    expect(() => snapshot?.node(new Uint8Array(0))).to.throw().that.includes({ name: 'TreeCorruptError' })
    expect(tree.snapshot()).to.equal(undefined)
    await tree.settled()
    expect(toHex(tree.root() ?? SCOPE)).to.equal(rootOf(KEYS))
  })

  it('shows nothing while it holds a part, because filling it failed, and is filled again', async () => {
    const store = await filledStore()
    const troubles: unknown[] = []
    let failures = 2
    damageBlocks(store)

    async function * keys (): AsyncGenerator<Uint8Array> {
      yield * KEYS.slice(0, 500)

      if (failures-- > 0) {
        throw new TypeError('the index is gone')
      }
      yield * KEYS.slice(500)
    }
    const tree = new ScopeTree({ scope: SCOPE, store, keys, pause, onTrouble: err => { troubles.push(err) } })

    await tree.open(500)
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(tree.root()).to.equal(undefined)
      await tree.settled()
    }
    expect(toHex(tree.root() ?? SCOPE)).to.equal(rootOf(KEYS))
    expect(troubles).to.have.lengthOf(3)
  })

  it('stays in memory when the store fails, and is stored by a later checkpoint', async () => {
    const store = await filledStore()
    const { tree, troubles } = benchOf(store, [])
    const added = keyOf(9_999, START_MS)

    await tree.open(500)
    tree.add(added)
    store.failing = true
    await tree.checkpoint(600)
    expect(troubles).to.have.lengthOf(1)
    expect(toHex(tree.root() ?? SCOPE)).to.equal(rootOf([...KEYS, added]))
    await tree.checkpoint(700)
    const { tree: again } = benchOf(store, [])
    expect(await again.open(900)).to.equal(700)
    expect(again.root()).to.deep.equal(tree.root())
  })
})

describe('scope trees', () => {
  /** The bundles of a scope, one behind another in time. */
  function bundleOf (number: number): Bundle {
    return { ...BUNDLE, hash: keyOf(number, 0).subarray(8), header: { ...BUNDLE.header, hlc: { wallMs: START_MS + number, counter: 0 } } }
  }

  it('are stored behind the bundles that they hold, again and again, and at the end', async () => {
    const store = new MemoryTreeStore()
    const clock = new SimulatedClock()
    const index = { watermark: 0, treeStore: store, scopeNumber: () => undefined, count: () => ({ facts: 0, bundles: 0 }), read: { treeKeys: () => nothing() } }
    const scopes = [{ id: BUNDLE.header.scope, name: 'public' }]
    const trees = new ScopeTrees(scopes, { clock, timers: clock, onTrouble: err => { throw err } })
    expect(await trees.open(index)).to.equal(0)

    // The index is ahead of the trees by a group of up to ten bundles.
    for (let number = 0; number < CHECKPOINT_BUNDLES; number++) {
      index.watermark = 10 * (Math.floor(number / 10) + 1)
      trees.add(bundleOf(number), number)
    }
    await trees.stop(CHECKPOINT_BUNDLES)
    const fresh = new ScopeTrees(scopes, { clock, timers: clock, onTrouble: err => { throw err } })
    expect(await fresh.open(index)).to.equal(CHECKPOINT_BUNDLES)
    expect(fresh.root(BUNDLE.header.scope)).to.equal(trees.root(BUNDLE.header.scope))
    expect(fresh.isComplete({ ...index, count: () => ({ facts: 0, bundles: CHECKPOINT_BUNDLES }) })).to.equal(true)
    expect(fresh.isComplete({ ...index, count: () => ({ facts: 0, bundles: CHECKPOINT_BUNDLES + 2 }) }, () => 2)).to.equal(true)
    expect(fresh.isComplete(index)).to.equal(false)
    expect(fresh.snapshot(new Uint8Array(32))).to.equal(undefined)
    expect(fresh.root(new Uint8Array(32))).to.equal(null)

    // The checkpoint before was written by itself, and knows all bundles but the last one.
    store.lose(1)
    expect(await fresh.open(index)).to.equal(CHECKPOINT_BUNDLES - 1)
  })
})

describe('scope trees that are filled from an index', () => {
  it('leave out what is lost', async () => {
    async function * treeKeys (): AsyncGenerator<Uint8Array> {
      yield * KEYS
    }
    const index = { watermark: 9, treeStore: undefined, scopeNumber: () => 0, count: () => ({ facts: 0, bundles: 0 }), read: { treeKeys } }
    const trees = new ScopeTrees([{ id: SCOPE, name: 'public' }], {
      clock: new SimulatedClock(),
      timers: new SimulatedClock(),
      isLost: async (_, key) => key === KEYS[7],
      onTrouble: err => { throw err }
    })
    await trees.open(index)
    expect(trees.root(SCOPE)).to.equal(rootOf(KEYS.filter(key => key !== KEYS[7])))
  })
})

describe('scope trees of a replica', () => {
  it('are opened after a clean stop without a look at the entries', async () => {
    const stage = await openReplica()
    await write(stage, someFactDrafts(300))
    const scopes = stage.replica.scopes()
    await stage.stop()
    await stage.kv.start()
    const kv = await copyOf(stage.kv)
    await kv.clear({ gte: Uint8Array.of(BUCKETS.time), lt: Uint8Array.of(BUCKETS.time + 1) })
    const again = await stage.crash({ kv })

    expect(again.replica.scopes()).to.deep.equal(scopes)
    await again.stop()
  })

  it('catch up from the journal when the store lost everything behind an older checkpoint', async () => {
    const stage = await openReplica()
    await write(stage, someFactDrafts(40))
    await stage.stop()
    await stage.kv.start()
    const older = await copyOf(stage.kv)
    const again = await stage.crash()
    await write(again, someFactDrafts(60, { relation: 'memory:later' }))
    const scopes = again.replica.scopes()
    const behind = await again.crash({ kv: older })

    expect(behind.replica.scopes()).to.deep.equal(scopes)
    await behind.stop()
  })

  it('are whole again after damage in their rows', async () => {
    const stage = await openReplica()
    await write(stage, someFactDrafts(300))
    const scopes = stage.replica.scopes()
    await stage.stop()
    await stage.kv.start()
    const kv = await copyOf(stage.kv)

    for await (const [key, value] of stage.kv.entries({ gte: Uint8Array.of(BUCKETS.tree), lt: Uint8Array.of(BUCKETS.tree + 1) })) {
      await kv.batch([{ type: 'put', key, value: value.with(-1, value[value.length - 1] ^ 1) }])
    }
    const again = await stage.crash({ kv })

    expect(again.replica.scopes()).to.deep.equal(scopes)
    await again.stop()
  })
})
