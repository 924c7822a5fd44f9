import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { digestOfInner, digestOfLeaf, merkleTree, rootDigest } from '../../src/storage/tree/index.ts'
import { compare, keyOf, prefixOf, referenceNode, referenceRoot } from '../fixtures/tree.ts'
import type { MerkleTree, Prefix, TreeNode, TreeSnapshot } from '../../src/storage/tree/index.ts'

const SCOPE = new Uint8Array(32).fill(0x5c)
const START_MS = 1_767_225_600_000

function treeOf (keys: Iterable<Uint8Array>): MerkleTree {
  const tree = merkleTree({ scope: SCOPE })

  for (const key of keys) {
    tree.insert(key)
  }

  return tree
}

/** Holds the answer for a prefix against the reference. */
function checkNode (snapshot: TreeSnapshot, keys: readonly Uint8Array[], prefix: Prefix): TreeNode {
  const node = snapshot.node(prefix)
  const { kind, count, digest, children, keys: below } = referenceNode(keys, prefix)

  expect(node.kind).to.equal(kind)
  expect([...snapshot.keys(prefix)]).to.deep.equal(below)
  if (node.kind === 'leaf') {
    expect(node).to.deep.equal({ kind, count, digest, keys: below })
    expect(digestOfLeaf(node.keys)).to.deep.equal(digest)
  } else if (node.kind === 'inner') {
    expect(node).to.deep.equal({ kind, count, digest, children })
    expect(digestOfInner(node.children)).to.deep.equal(digest)
  }

  return node
}

/** Keys that share long beginnings, as hostile authors and busy milliseconds make them. */
const clusteredKey = fc.record({
  number: fc.nat(2000),
  wallMs: fc.oneof(fc.constantFrom(START_MS, START_MS + 1), fc.nat(70_000).map(later => START_MS + later)),
  counter: fc.constantFrom(0, 1, 0xfff0),
  shared: fc.constantFrom(0, 0, 0, 4, 31)
}).map(({ number, wallMs, counter, shared }) => keyOf(number, wallMs, counter).fill(0xab, 8, 8 + shared))

const keySet = fc.uniqueArray(clusteredKey, { maxLength: 700, size: 'max', selector: key => key.join() })

describe('tree: a set of keys', () => {
  it('has the root that its keys give it, whatever the order of the inserts', function () {
    this.timeout(600_000)
    fc.assert(fc.property(keySet.chain(keys => fc.tuple(fc.constant(keys), fc.shuffledSubarray(keys, { minLength: keys.length }))), ([keys, shuffled]) => {
      const tree = treeOf(keys)
      const root = referenceRoot(SCOPE, keys)

      expect(tree.root()).to.deep.equal(root)
      expect(treeOf(shuffled).root()).to.deep.equal(root)
      expect(tree.count).to.equal(keys.length)
      expect(rootDigest(SCOPE, keys.length, referenceNode(keys).digest)).to.deep.equal(root)
    }), { numRuns: 40 })
  })

  it('has the same root whether it is read on the way or not', function () {
    this.timeout(600_000)
    const keys = Array.from({ length: 3000 }, (_, number) => keyOf(number, START_MS + (number * 7919) % 100_000))
    const tree = merkleTree({ scope: SCOPE })

    for (const [index, key] of keys.entries()) {
      tree.insert(key)
      if (index % 97 === 0) {
        tree.root()
      }
    }
    expect(tree.root()).to.deep.equal(treeOf(keys.toSorted(compare)).root())
    expect(tree.root()).to.deep.equal(referenceRoot(SCOPE, keys))
  })

  it('ignores a key that it holds', () => {
    const keys = Array.from({ length: 400 }, (_, number) => keyOf(number, START_MS + number))
    const tree = treeOf(keys)
    const root = tree.root()

    for (const key of keys) {
      expect(tree.has(key)).to.equal(true)
      expect(tree.insert(key.slice())).to.equal(false)
    }
    expect(tree.has(keyOf(400, START_MS))).to.equal(false)
    expect(tree.has(keyOf(0, START_MS, 1))).to.equal(false)
    expect(tree.count).to.equal(400)
    expect(tree.root()).to.deep.equal(root)
  })

  it('keeps its own copy of a key', () => {
    const key = keyOf(1, START_MS)
    const tree = treeOf([key])

    key.fill(0)
    expect([...tree.snapshot().keys()]).to.deep.equal([keyOf(1, START_MS)])
    ;[...tree.snapshot().keys()][0].fill(0)
    expect(tree.has(keyOf(1, START_MS))).to.equal(true)
  })

  it('differs between scopes', () => {
    const other = merkleTree({ scope: new Uint8Array(32) })

    expect(other.root()).to.not.deep.equal(merkleTree({ scope: SCOPE }).root())
    expect(other.root()).to.deep.equal(referenceRoot(new Uint8Array(32), []))
  })

  it('goes as deep as keys are long', () => {
    const keys = Array.from({ length: 256 }, (_, last) => keyOf(1, START_MS).fill(last, 39))
    const all = [...keys, ...Array.from({ length: 40 }, (_, number) => keyOf(number + 2, START_MS))]
    const tree = treeOf(all)

    expect(tree.root()).to.deep.equal(referenceRoot(SCOPE, all))
    for (const length of [0, 15, 16, 17, 18, 77, 78, 79, 80]) {
      checkNode(tree.snapshot(), all, prefixOf(keys[0x7f], length))
    }
  })

  it('refuses what is no scope, key or prefix', () => {
    const tree = treeOf([])

    for (const length of [0, 31, 33]) {
      expect(() => merkleTree({ scope: new Uint8Array(length) })).to.throw().that.includes({ name: 'InvalidTreeInputError', field: 'scope', length })
    }

    for (const length of [0, 39, 41]) {
      expect(() => tree.insert(new Uint8Array(length))).to.throw().that.includes({ name: 'InvalidTreeInputError', field: 'key', length })
      expect(() => tree.has(new Uint8Array(length))).to.throw().that.includes({ name: 'InvalidTreeInputError', field: 'key', length })
    }

    for (const prefix of [new Uint8Array(81), Uint8Array.of(16), Uint8Array.of(0, 255)]) {
      expect(() => tree.snapshot().node(prefix)).to.throw().that.includes({ name: 'InvalidTreeInputError', field: 'prefix' })
      expect(() => tree.snapshot().keys(prefix)).to.throw().that.includes({ name: 'InvalidTreeInputError', field: 'prefix' })
    }
  })
})

describe('tree: what it says about a prefix', () => {
  it('is a function of the keys below, for every prefix of every key and its neighbours', function () {
    this.timeout(600_000)
    fc.assert(fc.property(keySet, fc.infiniteStream(fc.nat()), (keys, choices) => {
      const snapshot = treeOf(keys).snapshot()

      checkNode(snapshot, keys, new Uint8Array(0))
      for (const choice of choices.take(Math.min(keys.length, 12))) {
        const prefix = prefixOf(keys[choice % keys.length], choice % 81)

        checkNode(snapshot, keys, prefix)
        if (prefix.length > 0) {
          checkNode(snapshot, keys, prefix.with(-1, (prefix[prefix.length - 1] + 1) % 16))
        }
      }
    }), { numRuns: 40 })
  })

  it('leads from the root to every key', () => {
    const keys = Array.from({ length: 2000 }, (_, number) => keyOf(number, START_MS + (number % 7) * 900, number % 3)).sort(compare)
    const snapshot = treeOf(keys).snapshot()
    const found: Uint8Array[] = []
    const open: Prefix[] = [new Uint8Array(0)]

    for (let prefix = open.pop(); prefix != null; prefix = open.pop()) {
      const node = snapshot.node(prefix)

      if (node.kind === 'leaf') {
        found.push(...node.keys)
      } else if (node.kind === 'inner') {
        for (const { nibble, count, digest } of node.children.toReversed()) {
          const below = Uint8Array.of(...prefix, nibble)

          open.push(below)
          expect(snapshot.node(below)).to.include({ count }).and.to.have.property('digest').that.deep.equals(digest)
        }
      }
    }
    expect(found).to.deep.equal(keys)
  })
})

describe('tree: snapshots', () => {
  it('stay as they are while the tree grows', function () {
    this.timeout(600_000)
    const step = fc.oneof({ weight: 30, arbitrary: clusteredKey }, { weight: 1, arbitrary: fc.constant('snapshot' as const) }, { weight: 1, arbitrary: fc.constant('root' as const) })

    fc.assert(fc.property(fc.array(step, { maxLength: 900, size: 'max' }), steps => {
      const tree = merkleTree({ scope: SCOPE })
      const taken: Array<{ snapshot: TreeSnapshot, keys: Uint8Array[] }> = []
      const keys = new Map<string, Uint8Array>()

      for (const next of steps) {
        if (next === 'snapshot') {
          taken.push({ snapshot: tree.snapshot(), keys: [...keys.values()] })
        } else if (next === 'root') {
          tree.root()
        } else {
          expect(tree.insert(next)).to.equal(!keys.has(next.join()))
          keys.set(next.join(), next)
        }
      }
      taken.push({ snapshot: tree.snapshot(), keys: [...keys.values()] })

      for (const { snapshot, keys } of taken) {
        expect(snapshot.count).to.equal(keys.length)
        expect([...snapshot.keys()]).to.deep.equal(keys.toSorted(compare))
        expect(snapshot.root()).to.deep.equal(treeOf(keys).root())
      }
    }), { numRuns: 20 })
  })

  it('are the same one until the tree changes', () => {
    const tree = treeOf([keyOf(1, START_MS)])
    const snapshot = tree.snapshot()

    expect(tree.snapshot()).to.equal(snapshot)
    tree.insert(keyOf(1, START_MS))
    expect(tree.snapshot()).to.equal(snapshot)
    tree.insert(keyOf(2, START_MS))
    expect(tree.snapshot()).to.not.equal(snapshot)
  })
})
