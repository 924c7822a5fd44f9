import { expect } from 'aegir/chai'
import { toHex } from '../../src/model/bytes/index.ts'
import { digestOfLeaf, merkleTree, rootDigest, TREE_PARAMS } from '../../src/storage/tree/index.ts'
import { keyOf, referenceNode, referenceRoot } from '../fixtures/tree.ts'
import { TREE_VECTORS } from '../vectors/tree.ts'

const SCOPE = Uint8Array.from({ length: 32 }, (_, index) => index)
const START_MS = 1_767_225_600_000

describe('tree: format', () => {
  it('has parameters 1', () => {
    expect(TREE_PARAMS).to.equal(1)
  })

  for (const { keys: count, stepMs, digest, root } of TREE_VECTORS) {
    it(`gives ${count} keys ${stepMs} ms apart their golden root`, () => {
      const keys = Array.from({ length: count }, (_, index) => keyOf(index, START_MS + index * stepMs, index % 5))
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
})
