import { blake3 } from '@noble/hashes/blake3.js'
import { expect } from 'aegir/chai'
import { toHex } from '../../src/model/bytes/index.ts'
import { digestOfLeaf, merkleTree, rootDigest, TREE_PARAMS } from '../../src/storage/tree/index.ts'
import { MemoryTreeStore } from '../fixtures/tree-store.ts'
import { keyOf, referenceNode, referenceRoot } from '../fixtures/tree.ts'
import { STORED_TREE_VECTORS, TREE_VECTORS } from '../vectors/tree.ts'

const SCOPE = Uint8Array.from({ length: 32 }, (_, index) => index)
const START_MS = 1_767_225_600_000

function keysOf ({ keys, stepMs }: { keys: number, stepMs: number }): Uint8Array[] {
  return Array.from({ length: keys }, (_, index) => keyOf(index, START_MS + index * stepMs, index % 5))
}

/** What a vector says about the rows of a store. */
function rowsOf (store: MemoryTreeStore): { rows: number, first: Array<[string, string]>, hash: string } {
  const rows = [...store.rows].map(([key, value]): [string, string] => [key, toHex(value)]).sort(([a], [b]) => a < b ? -1 : 1)
  const hasher = blake3.create({})

  rows.flat().forEach(text => hasher.update(bytesOf(text)))

  return { rows: rows.length, first: rows.slice(0, 2), hash: toHex(hasher.digest()) }
}

function bytesOf (hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16))
}

describe('tree: format', () => {
  it('has parameters 1', () => {
    expect(TREE_PARAMS).to.equal(1)
  })

  for (const { keys: count, stepMs, digest, root } of TREE_VECTORS) {
    it(`gives ${count} keys ${stepMs} ms apart their golden root`, () => {
      const keys = keysOf({ keys: count, stepMs })
      const tree = merkleTree({ scope: SCOPE })
      const node = tree.snapshot().node(new Uint8Array(0))

      expect(node).to.deep.equal({ kind: 'empty' })
      keys.forEach(key => tree.insert(key))
      const whole = tree.snapshot().node(new Uint8Array(0))

      expect(toHex(tree.root())).to.equal(root)
      expect(toHex(tree.snapshot().root())).to.equal(root)
      expect(toHex(whole.kind === 'empty' ? digestOfLeaf([]) : whole.digest)).to.equal(digest)
      expect(toHex(referenceNode(keys).digest)).to.equal(digest)
      expect(toHex(referenceRoot(SCOPE, keys))).to.equal(root)
      expect(toHex(rootDigest(SCOPE, count, referenceNode(keys).digest))).to.equal(root)
    })
  }

  for (const { keys: count, stepMs, watermark, ...expected } of STORED_TREE_VECTORS) {
    it(`stores ${count} keys ${stepMs} ms apart in their golden rows`, async () => {
      const store = new MemoryTreeStore()
      const tree = merkleTree({ scope: SCOPE, store })

      keysOf({ keys: count, stepMs }).forEach(key => tree.insert(key))
      await tree.checkpoint(watermark)
      expect(rowsOf(store)).to.deep.equal(expected)
    })
  }
})
