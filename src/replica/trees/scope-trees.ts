import { treeKey } from '../../model/bundle/index.ts'
import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { LOCAL_SCOPE } from '../../policy/scope/index.ts'
import { ScopeTree } from './scope-tree.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { Clock, Timers } from '../../platform/interface.ts'
import type { TreeSnapshot, TreeStore } from '../../storage/tree/index.ts'
import type { ScopeCount } from '../index/index.ts'
import type { ScopeRef } from '../pipeline/index.ts'

/** Bundles between two checkpoints of the trees: what a start after a crash reads again of the journal, about a second's worth. */
export const CHECKPOINT_BUNDLES = 65_536

/** Bundles between two checkpoints when many blocks changed, or when one failed. */
const CHECKPOINT_BUNDLES_MIN = 1_024

/** What the trees need of the index. */
export interface TreeIndex {
  /** Global offset of the first journal record that is not in the index. */
  readonly watermark: number
  /** Where trees are stored, if anywhere. */
  readonly treeStore: TreeStore | undefined
  /** Number of a scope, or undefined when the index holds nothing of it. */
  scopeNumber (id: Uint8Array): number | undefined
  /** Ids of all scopes that the index holds something of. */
  scopeIds? (): Iterable<Uint8Array>
  count (id: Uint8Array): ScopeCount
  readonly read: {
    /** Tree keys of all bundles of a scope. */
    treeKeys (scope: number): AsyncIterable<Uint8Array>
  }
}

/** What the trees stand on. */
export interface ScopeTreesComponents {
  readonly clock: Clock
  readonly timers: Pick<Timers, 'sleep'>
  /** Whether a bundle of which the index tells a time is not here: the disk damaged it. Asked when a tree is filled from the index. */
  isLost? (scope: Uint8Array, key: Uint8Array): Promise<boolean>
  /** Hears of damage and of failed writes, which the trees survive. */
  onTrouble (err: unknown): void
}

/**
 * One Merkle tree over the bundles of each scope but `local`: of those that are always there, and of each other one from
 * its first bundle on. The trees are kept in the store of the index and written at
 * checkpoints, behind the bundles that they hold: what is missing after a crash is added again from the journal, and a
 * bundle that is added twice counts once.
 */
export class ScopeTrees {
  private readonly scopes: readonly ScopeRef[]
  private readonly components: ScopeTreesComponents
  private readonly trees = new Map<string, { readonly id: Uint8Array, readonly tree: ScopeTree }>()
  private index: TreeIndex | undefined
  /** Everything before this journal offset is in the trees. */
  private known = 0
  /** Bundles since the last checkpoint began. */
  private added = 0
  private writing: Promise<void> | undefined

  constructor (scopes: readonly ScopeRef[], components: ScopeTreesComponents) {
    this.scopes = scopes
    this.components = components
  }

  /**
   * Opens the stored trees; one that is not stored, or damaged, is filled from the index. Answers the journal offset from
   * which bundles have to be added, which is not behind the watermark of the index.
   */
  async open (index: TreeIndex): Promise<number> {
    this.trees.forEach(({ tree }) => { tree.stop() })
    this.trees.clear()
    this.index = index
    const ids = [...this.scopes.map(({ id }) => id), ...index.scopeIds?.() ?? []]
    ids.forEach(id => { this.treeFor(id) })
    this.known = index.watermark
    this.added = 0

    for (const { tree } of this.trees.values()) {
      this.known = Math.min(this.known, await tree.open(index.watermark))
    }

    return this.known
  }

  /**
   * Whether the trees hold as many bundles as the index counts. False says that the index lost a batch and kept a later
   * one, as a store that is not synced may when the power fails. `lost` tells how many bundles of a scope the index counts
   * although their records are damaged.
   */
  isComplete (index: TreeIndex, lost: (scope: Uint8Array) => number = () => 0): boolean {
    return [...this.trees.values()].every(({ id, tree }) => tree.count === index.count(id).bundles - lost(id))
  }

  /**
   * Adds a bundle to its scope's tree; one of `local` is passed over. A checkpoint that is due begins.
   * Bundles come in the order of the journal; the offset is that of the record, and all bundles before it were added.
   */
  add ({ header, hash }: Bundle, offset: number): void {
    this.known = Math.max(this.known, offset)
    this.treeFor(header.scope)?.add(treeKey(header.hlc, hash))
    this.added++

    if (this.isDue && this.writing == null) {
      this.added = 0
      this.writing = this.checkpoint(this.known).finally(() => { this.writing = undefined })
    }
  }

  /** Takes a bundle out of its scope's tree, by its tree key, because its header is not here any more. */
  remove (scope: Uint8Array, key: Uint8Array): void {
    this.trees.get(toHex(scope))?.tree.remove(key)
  }

  /**
   * Stores the trees. To be called when nothing is added any more.
   *
   * @param watermark - everything before this journal offset is in the trees
   */
  async stop (watermark: number): Promise<void> {
    await this.writing

    for (const { tree } of this.trees.values()) {
      tree.stop()
      await tree.settled()
    }
    await this.checkpoint(watermark)
  }

  /** The set of a scope as it stands; undefined for a scope without a tree, and while a damaged tree is filled again. */
  snapshot (scope: Uint8Array): TreeSnapshot | undefined {
    return this.trees.get(toHex(scope))?.tree.snapshot()
  }

  /** The root of a scope in hexadecimal; null for a scope without a tree, and while a damaged tree is filled again. */
  root (scope: Uint8Array): string | null {
    const root = this.trees.get(toHex(scope))?.tree.root()
    return root == null ? null : toHex(root)
  }

  /** The roots of all scopes with a tree, by id, both in hexadecimal; empty for a tree that is filled again. */
  roots (): Map<string, string> {
    return new Map([...this.trees.values()].map(({ id }) => [toHex(id), this.root(id) ?? '']))
  }

  private get isDue (): boolean {
    return this.added >= CHECKPOINT_BUNDLES || (this.added >= CHECKPOINT_BUNDLES_MIN && this.isFull)
  }

  private get isFull (): boolean {
    for (const { tree } of this.trees.values()) {
      if (tree.full) {
        return true
      }
    }

    return false
  }

  private async checkpoint (watermark: number): Promise<void> {
    for (const { tree } of this.trees.values()) {
      await tree.checkpoint(watermark, this.components.clock.monotonicMs())
    }
  }

  /** The tree of a scope, which begins empty where there was none; undefined for `local`. */
  private treeFor (id: Uint8Array): ScopeTree | undefined {
    const name = toHex(id)
    const known = this.trees.get(name)

    if (known != null || this.index == null || equalBytes(id, LOCAL_SCOPE)) {
      return known?.tree
    }

    const tree = this.treeOf(id, this.index)
    this.trees.set(name, { id: id.slice(), tree })

    return tree
  }

  private treeOf (id: Uint8Array, index: TreeIndex): ScopeTree {
    return new ScopeTree({
      scope: id,
      store: index.treeStore,
      keys: () => this.keysOf(index, id),
      pause: async () => this.components.timers.sleep(0),
      onTrouble: err => { this.components.onTrouble(err) }
    })
  }

  private async * keysOf (index: TreeIndex, id: Uint8Array): AsyncGenerator<Uint8Array> {
    const scope = index.scopeNumber(id)

    if (scope == null) {
      return
    }

    for await (const key of index.read.treeKeys(scope)) {
      if (await this.components.isLost?.(id, key) !== true) {
        yield key
      }
    }
  }
}
