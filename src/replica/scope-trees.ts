import { treeKey } from '../model/bundle/index.ts'
import { toHex } from '../model/bytes/index.ts'
import { merkleTree } from '../storage/tree/index.ts'
import type { FactIndex } from './index/index.ts'
import type { ScopeRef } from './pipeline/index.ts'
import type { Bundle } from '../model/bundle/index.ts'
import type { MerkleTree, TreeSnapshot } from '../storage/tree/index.ts'

/** One Merkle tree over the bundles of each shared scope. */
export class ScopeTrees {
  private readonly scopes: readonly ScopeRef[]
  private trees: ReadonlyMap<string, MerkleTree>

  constructor (scopes: readonly ScopeRef[]) {
    this.scopes = scopes
    this.trees = newTrees(scopes)
  }

  /**
   * Fills the trees from the index. False says that the index misses bundles that it counts: the store lost a batch and
   * kept a later one, as one that is not synced may when the power fails.
   */
  async load (index: FactIndex): Promise<boolean> {
    for (const [scope, id] of index.scopeIds().entries()) {
      const tree = this.trees.get(toHex(id))
      let found = 0

      for await (const key of index.read.treeKeys(scope)) {
        tree?.insert(key)
        found++
      }

      if (found !== index.count(id).bundles) {
        return false
      }
    }

    return true
  }

  /** Empties all trees. */
  clear (): void {
    this.trees = newTrees(this.scopes)
  }

  /** Adds a bundle to its scope's tree; one of a scope without a tree is passed over. */
  add ({ header, hash }: Bundle): void {
    this.trees.get(toHex(header.scope))?.insert(treeKey(header.hlc, hash))
  }

  snapshot (scope: Uint8Array): TreeSnapshot | undefined {
    return this.trees.get(toHex(scope))?.snapshot()
  }

  /** The root of a scope in hexadecimal, or null for a scope without a tree. */
  root (scope: Uint8Array): string | null {
    const root = this.trees.get(toHex(scope))?.root()
    return root == null ? null : toHex(root)
  }
}

function newTrees (scopes: readonly ScopeRef[]): ReadonlyMap<string, MerkleTree> {
  return new Map(scopes.map(({ id }) => [toHex(id), merkleTree({ scope: id })]))
}
