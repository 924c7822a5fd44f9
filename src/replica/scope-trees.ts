import { treeKey } from '../model/bundle/index.ts'
import { toHex } from '../model/bytes/index.ts'
import { merkleTree } from '../storage/tree/index.ts'
import type { FactIndex } from './index/index.ts'
import type { ScopeRef } from './pipeline/index.ts'
import type { Bundle } from '../model/bundle/index.ts'
import type { MerkleTree, TreeSnapshot } from '../storage/tree/index.ts'

/** One Merkle tree over the bundles of each shared scope. */
export class ScopeTrees {
  private readonly trees: ReadonlyMap<string, { readonly id: Uint8Array, readonly tree: MerkleTree }>

  constructor (scopes: readonly ScopeRef[]) {
    this.trees = new Map(scopes.map(({ id }) => [toHex(id), { id, tree: merkleTree({ scope: id }) }]))
  }

  /** Fills the trees from the index. */
  async load (index: FactIndex): Promise<void> {
    for (const { id, tree } of this.trees.values()) {
      const scope = index.scopeNumber(id)

      if (scope != null) {
        for await (const key of index.read.treeKeys(scope)) {
          tree.insert(key)
        }
      }
    }
  }

  /** Adds a bundle to its scope's tree; one of a scope without a tree is passed over. */
  add ({ header, hash }: Bundle): void {
    this.trees.get(toHex(header.scope))?.tree.insert(treeKey(header.hlc, hash))
  }

  snapshot (scope: Uint8Array): TreeSnapshot | undefined {
    return this.trees.get(toHex(scope))?.tree.snapshot()
  }

  /** The root of a scope in hexadecimal, or null for a scope without a tree. */
  root (scope: Uint8Array): string | null {
    const root = this.trees.get(toHex(scope))?.tree.root()
    return root == null ? null : toHex(root)
  }
}
