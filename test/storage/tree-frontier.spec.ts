import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { fromHex, toHex } from '../../src/model/bytes/index.ts'
import {
  below, belowProof, checkpointCount, checkpointKeys, checkpointsOf, CHECKPOINTS_MAX, keysAbove, merkleTree, newestMatch, rootProof
} from '../../src/storage/tree/index.ts'
import { MemoryTreeStore } from '../fixtures/tree-store.ts'
import { compare, isBefore, keyOf, prefixOf, referenceBelow, referenceProof } from '../fixtures/tree.ts'
import { FRONTIER_VECTORS } from '../vectors/tree-frontier.ts'
import type { ClaimedFrontier, MerkleTree, Prefix, TreeSnapshot } from '../../src/storage/tree/index.ts'

const SCOPE = Uint8Array.from({ length: 32 }, (_, index) => index)
const START_MS = 1_767_225_600_000
const NONCE = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)

function treeOf (keys: Iterable<Uint8Array>): MerkleTree {
  const tree = merkleTree({ scope: SCOPE })

  for (const key of keys) {
    tree.insert(key)
  }

  return tree
}

function snapshotOf (keys: Iterable<Uint8Array>): TreeSnapshot {
  return treeOf(keys).snapshot()
}

/** Keys with different ids, `stepMs` apart. */
function someKeys (count: number, { stepMs = 17, first = 0 } = {}): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => keyOf(first + index, START_MS + (first + index) * stepMs, index % 5))
}

/** What a set tells a peer. */
function frontierOf (snapshot: TreeSnapshot, nonce = NONCE): ClaimedFrontier {
  const checkpoints = checkpointsOf(snapshot).map(({ prefix, above, below }) => ({ prefix, above, proof: belowProof(nonce, below) }))

  return { count: snapshot.count, nonce, checkpoints }
}

/** A snapshot that counts what is read of it. */
function counted (snapshot: TreeSnapshot): { snapshot: TreeSnapshot, reads(): number } {
  let reads = 0

  return {
    snapshot: {
      count: snapshot.count,
      root: () => snapshot.root(),
      keys: prefix => snapshot.keys(prefix),
      sketch: () => snapshot.sketch(),
      node: prefix => {
        reads++

        return snapshot.node(prefix)
      }
    },
    reads: () => reads
  }
}

/** Keys that share long beginnings of stamp and id, each number with one stamp. */
const clusteredKey = fc.record({ number: fc.nat(5_000), spread: fc.constantFrom(0, 0, 1, 40, 3_000_000) }).map(({ number, spread }) => {
  const key = keyOf(number, START_MS + number * spread, number % 3)

  return number % 4 === 0 ? key.fill(0xab, 8, 8 + number % 23) : key
})

const keySet = fc.uniqueArray(clusteredKey, { maxLength: 600, size: 'max', selector: key => toHex(key.subarray(8)) })

/** A prefix near some key: cut at any depth, with one nibble replaced in half of the cases, and sometimes zeros at its end. */
const prefixNear = (keys: readonly Uint8Array[]): fc.Arbitrary<Prefix> => fc.record({
  choice: fc.nat(),
  length: fc.oneof(fc.nat(80), fc.integer({ min: 8, max: 20 })),
  nibble: fc.option(fc.nat(15)),
  zeros: fc.constantFrom(0, 0, 1, 3)
}).map(({ choice, length, nibble, zeros }) => {
  const prefix = keys.length === 0 ? new Uint8Array(length).fill(choice % 16) : prefixOf(keys[choice % keys.length], length)

  if (nibble != null && length > 0) {
    prefix[choice % length] = nibble
  }

  return Uint8Array.of(...prefix, ...new Uint8Array(zeros)).subarray(0, 80)
})

const keysAndPrefix = keySet.chain(keys => fc.tuple(fc.constant(keys), prefixNear(keys)))

describe('tree: everything below a prefix', () => {
  it('is what the words of the format make of the keys before it', function () {
    this.timeout(600_000)
    fc.assert(fc.property(keysAndPrefix, ([keys, prefix]) => {
      const found = below(snapshotOf(keys), prefix)

      expect(found).to.deep.equal(referenceBelow(keys, prefix))
      expect(found.count).to.equal(keys.filter(key => isBefore(key, prefix)).length)
    }), { numRuns: 100 })
  })

  it('is the same for two sets that share only what stands before the prefix', function () {
    this.timeout(600_000)
    fc.assert(fc.property(keysAndPrefix, keySet, keySet, ([keys, prefix], some, others) => {
      const shared = keys.filter(key => isBefore(key, prefix))
      const behind = (set: readonly Uint8Array[]): Uint8Array[] => set.filter(key => !isBefore(key, prefix))
      const digest = below(snapshotOf([...shared, ...behind(keys)]), prefix).digest

      expect(below(snapshotOf(shared), prefix).digest).to.deep.equal(digest)
      expect(below(snapshotOf([...behind(some), ...shared]), prefix).digest).to.deep.equal(digest)
      expect(below(snapshotOf([...shared.toReversed(), ...behind(others)]), prefix).digest).to.deep.equal(digest)
    }), { numRuns: 100 })
  })

  it('differs when a key before the prefix is missing', function () {
    this.timeout(600_000)
    fc.assert(fc.property(keysAndPrefix, fc.nat(), ([keys, prefix], choice) => {
      const shared = keys.filter(key => isBefore(key, prefix))
      fc.pre(shared.length > 0)
      const missing = shared[choice % shared.length]

      expect(below(snapshotOf(keys.filter(key => key !== missing)), prefix).digest).to.not.deep.equal(below(snapshotOf(keys), prefix).digest)
    }), { numRuns: 100 })
  })

  it('is the same below a leaf and below many inner tree nodes', () => {
    const shared = someKeys(10, { stepMs: 1 })
    const prefix = prefixOf(keyOf(10, START_MS + 10), 16)
    const few = snapshotOf(shared)
    const many = snapshotOf([...shared, ...someKeys(3_000, { stepMs: 1, first: 10 }), ...someKeys(40, { stepMs: 0, first: 5_000 }).map(key => key.fill(0xff, 0, 8))])

    expect(few.node(new Uint8Array(0)).kind).to.equal('leaf')
    expect(many.node(prefix.subarray(0, 10)).kind).to.equal('inner')
    expect(below(few, prefix)).to.deep.equal(below(many, prefix))
    expect(below(few, prefix).count).to.equal(10)
  })

  it('is the same for a prefix with zeros at its end', () => {
    const snapshot = snapshotOf(someKeys(500))
    const prefix = prefixOf(keyOf(0, START_MS + 17 * 300), 12)

    expect(below(snapshot, Uint8Array.of(...prefix, 0, 0, 0))).to.deep.equal(below(snapshot, prefix))
  })

  it('is empty below the first prefix and in an empty set', () => {
    const nothing = { count: 0, digest: referenceBelow([], new Uint8Array(0)).digest }

    expect(below(snapshotOf(someKeys(50)), new Uint8Array(0))).to.deep.equal(nothing)
    expect(below(snapshotOf(someKeys(50)), new Uint8Array(80))).to.deep.equal(nothing)
    expect(below(snapshotOf([]), new Uint8Array(80).fill(15))).to.deep.equal(nothing)
  })

  it('is the same in a stored tree', async () => {
    const keys = someKeys(2_000)
    const store = new MemoryTreeStore()
    const tree = merkleTree({ scope: SCOPE, store })
    keys.forEach(key => tree.insert(key))
    await tree.checkpoint(1)
    const opened = merkleTree({ scope: SCOPE, store })
    opened.open()

    expect(checkpointsOf(opened.snapshot())).to.deep.equal(checkpointsOf(snapshotOf(keys)))
  })

  it('refuses what is no prefix', () => {
    for (const prefix of [new Uint8Array(81), Uint8Array.of(16), Uint8Array.of(0, 255)]) {
      expect(() => below(snapshotOf(someKeys(3)), prefix)).to.throw().that.includes({ name: 'InvalidTreeInputError', field: 'prefix' })
      expect(() => [...keysAbove(snapshotOf([]), prefix)]).to.throw().that.includes({ name: 'InvalidTreeInputError', field: 'prefix' })
    }
  })

  it('leaves the keys from the prefix on', function () {
    this.timeout(600_000)
    fc.assert(fc.property(keysAndPrefix, ([keys, prefix]) => {
      const above = [...keysAbove(snapshotOf(keys), prefix)]

      expect(above).to.deep.equal(keys.filter(key => !isBefore(key, prefix)).sort(compare))
    }), { numRuns: 100 })
  })
})

describe('tree: checkpoints', () => {
  it('has one for each doubling up to half of the set', () => {
    expect([0, 255, 256, 511, 512, 1_000_000].map(checkpointCount)).to.deep.equal([0, 0, 1, 1, 2, 12])
    expect(checkpointCount(Number.MAX_SAFE_INTEGER)).to.equal(CHECKPOINTS_MAX)
    expect([0, 1, 5].map(checkpointKeys)).to.deep.equal([128, 256, 4_096])
  })

  it('has enough keys above each and less than a quarter more, whatever the keys are', function () {
    this.timeout(600_000)
    const extremes = [
      someKeys(3_000, { stepMs: 0 }),
      someKeys(3_000, { stepMs: 1 }),
      someKeys(3_000, { stepMs: 86_400_000 }),
      someKeys(700, { stepMs: 0 }).map((key, index) => key.fill(0xab, 8, 38).fill(index >> 8, 38, 39).fill(index, 39))
    ]

    for (const keys of extremes) {
      checkCheckpoints(keys)
    }
    fc.assert(fc.property(keySet, keys => { checkCheckpoints(keys) }), { numRuns: 60 })
  })

  it('is a function of the set', () => {
    const keys = someKeys(3_000)
    const tree = treeOf([...someKeys(500, { first: 9_000 }), ...keys.toReversed()])
    someKeys(500, { first: 9_000 }).forEach(key => tree.remove(key))

    expect(checkpointsOf(tree.snapshot())).to.deep.equal(checkpointsOf(snapshotOf(keys)))
  })

  it('reads few tree nodes', () => {
    const { snapshot, reads } = counted(snapshotOf(someKeys(40_000)))

    expect(checkpointsOf(snapshot)).to.have.length(8)
    expect(reads()).to.be.below(8 * 16)
  })

  function checkCheckpoints (keys: readonly Uint8Array[]): void {
    const checkpoints = checkpointsOf(snapshotOf(keys))

    expect(checkpoints).to.have.length(checkpointCount(keys.length))

    for (const [index, { prefix, above, below: digest }] of checkpoints.entries()) {
      expect(above).to.be.at.least(checkpointKeys(index))
      expect(above).to.be.below(checkpointKeys(index) * 1.25)
      expect(prefix.at(-1)).to.be.above(0)
      expect({ count: keys.length - above, digest }).to.deep.equal(referenceBelow(keys, prefix))
    }
  }
})

describe('tree: the newest match with a peer', () => {
  it('is the first of the checkpoints of the peer below which both have the same', function () {
    this.timeout(600_000)
    const base = someKeys(2_500)
    const indexes = fc.array(fc.oneof(fc.nat(2_499), fc.integer({ min: 2_200, max: 2_499 })), { maxLength: 3 })

    fc.assert(fc.property(indexes, indexes, fc.nat(300), fc.nat(300), (lost, theirLost, more, theirMore) => {
      const without = (gone: readonly number[]): Uint8Array[] => base.filter((_, index) => !gone.includes(index))
      const ours = [...without(lost), ...someKeys(more, { first: 3_000 })]
      const theirs = [...without(theirLost), ...someKeys(theirMore, { first: 4_000 })]
      const frontier = frontierOf(snapshotOf(theirs))
      const match = newestMatch(snapshotOf(ours), frontier)
      const before = (keys: readonly Uint8Array[], prefix: Prefix): string => keys.filter(key => isBefore(key, prefix)).map(toHex).join()
      const expected = frontier.checkpoints.findIndex(({ prefix }) => before(ours, prefix) === before(theirs, prefix))
      const prefix = frontier.checkpoints[expected]?.prefix ?? new Uint8Array(0)

      expect(match).to.deep.equal({
        place: expected + 1,
        prefix,
        ours: ours.filter(key => !isBefore(key, prefix)).length,
        theirs: theirs.filter(key => !isBefore(key, prefix)).length
      })
    }), { numRuns: 40 })
  })

  it('is the whole set when nothing matches, and when there are no checkpoints', () => {
    const ours = snapshotOf(someKeys(1_000))
    const whole = { place: 0, prefix: new Uint8Array(0), ours: 1_000 }

    expect(newestMatch(ours, frontierOf(snapshotOf(someKeys(999, { first: 1 }))))).to.deep.equal({ ...whole, theirs: 999 })
    expect(newestMatch(ours, { count: 7, nonce: NONCE, checkpoints: [] })).to.deep.equal({ ...whole, theirs: 7 })
    expect(newestMatch(snapshotOf([]), frontierOf(ours))).to.deep.equal({ ...whole, ours: 0, theirs: 1_000 })
  })

  it('depends on the nonce', () => {
    const ours = snapshotOf(someKeys(1_000))
    const { checkpoints } = frontierOf(ours, new Uint8Array(8))

    expect(newestMatch(ours, { count: 1_000, nonce: new Uint8Array(8), checkpoints }).place).to.equal(1)
    expect(newestMatch(ours, { count: 1_000, nonce: NONCE, checkpoints }).place).to.equal(0)
  })

  it('looks at few checkpoints', () => {
    const keys = someKeys(40_000)
    const { snapshot, reads } = counted(snapshotOf(keys.slice(1)))

    expect(newestMatch(snapshot, frontierOf(snapshotOf(keys))).place).to.equal(0)
    expect(reads()).to.be.below(4 * 16)
  })

  it('takes checkpoints of a liar without harm', () => {
    const ours = snapshotOf(someKeys(1_000))
    const prefix = new Uint8Array(80).fill(15)
    const claim = { prefix, above: 2 ** 40, proof: belowProof(NONCE, below(ours, prefix).digest) }

    expect(newestMatch(ours, { count: 3, nonce: NONCE, checkpoints: [claim] })).to.deep.equal({ place: 1, prefix, ours: 0, theirs: 2 ** 40 })
    expect(newestMatch(ours, { count: 3, nonce: NONCE, checkpoints: [{ ...claim, proof: new Uint8Array(0) }] }).place).to.equal(0)
  })
})

describe('tree: proofs', () => {
  it('have a nonce inside', () => {
    const digest = new Uint8Array(32).fill(9)

    expect(rootProof(NONCE, digest)).to.deep.equal(referenceProof('root', NONCE, digest))
    expect(belowProof(NONCE, digest)).to.deep.equal(referenceProof('below', NONCE, digest))
    expect(rootProof(new Uint8Array(8), digest)).to.not.deep.equal(rootProof(NONCE, digest))
  })

  it('refuse a nonce of another length', () => {
    for (const length of [0, 7, 9]) {
      expect(() => rootProof(new Uint8Array(length), new Uint8Array(32))).to.throw().that.includes({ name: 'InvalidTreeInputError', field: 'nonce', length })
      expect(() => belowProof(new Uint8Array(length), new Uint8Array(32))).to.throw().that.includes({ name: 'InvalidTreeInputError', field: 'nonce', length })
    }
  })

  for (const { keys: count, stepMs, nonce, rootProof: root, checkpoints } of FRONTIER_VECTORS) {
    it(`are golden for ${count} keys ${stepMs} ms apart`, () => {
      const tree = treeOf(someKeys(count, { stepMs }))
      const found = checkpointsOf(tree.snapshot())

      expect(toHex(rootProof(fromHex(nonce), tree.root()))).to.equal(root)
      expect(found.map(({ prefix, above, below }) => ({
        prefix: Array.from(prefix, nibble => nibble.toString(16)).join(''),
        above,
        below: toHex(below),
        proof: toHex(belowProof(fromHex(nonce), below))
      }))).to.deep.equal(checkpoints)
    })
  }
})
