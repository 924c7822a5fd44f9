import { toHex } from '../../model/bytes/index.ts'
import { merkleTree, TreeChangedError, TreeCorruptError } from '../../storage/tree/index.ts'
import type { MerkleTree, TreeSnapshot, TreeStore } from '../../storage/tree/index.ts'

/** Changed blocks of one tree that wait for a checkpoint: some 20 MB. */
export const CHECKPOINT_BLOCKS = 4_096

/** What the tree of one scope stands on. */
export interface ScopeTreeComponents {
  /** The id of the scope. */
  readonly scope: Uint8Array
  /** Where the tree is stored, if anywhere. */
  readonly store: TreeStore | undefined
  /** Keys of all bundles that the index holds of the scope, in any order; those that are indexed meanwhile may be among them. */
  keys (): AsyncIterable<Uint8Array>
  /** Lets others run between two slices of work. */
  pause (): Promise<void>
  /** Hears of damage and of failed writes. The tree goes on: it is filled from the index again, or stays in memory. */
  onTrouble (err: unknown): void
}

/**
 * The tree of one scope: opened from its store, or filled from the index. When the stored tree turns out to be damaged,
 * it is filled again in the background; there is no snapshot meanwhile, because half a set would speak for the whole.
 */
export class ScopeTree {
  private readonly components: ScopeTreeComponents
  private tree: MerkleTree
  private filling: Promise<void> | undefined
  /** The tree whose sketch gets more cells in the background. */
  private growing: MerkleTree | undefined
  /** Whether filling the tree failed: it holds a part, and must be filled anew. */
  private partial = false
  /** Keys that were taken away during a scan that may bring them back, in hexadecimal. */
  private readonly removed = new Map<string, Uint8Array>()

  constructor (components: ScopeTreeComponents) {
    this.components = components
    this.tree = this.empty()
  }

  /** How many bundles there are. */
  get count (): number {
    return this.tree.count
  }

  /** Whether so much has changed that a checkpoint is due. */
  get full (): boolean {
    return this.tree.changed >= CHECKPOINT_BLOCKS
  }

  /**
   * Takes the stored tree, or fills an empty one from the index, and answers up to which journal offset the tree knows
   * everything: the watermark of the checkpoint, or that of the index.
   */
  async open (watermark: number): Promise<number> {
    const stored = this.stored()

    // Zero stands for a tree that was not yet filled when it was stored; one ahead of the index knows another journal.
    if (stored != null && stored > 0 && stored <= watermark) {
      return stored
    }
    this.tree = this.empty()
    await this.fill(this.tree)
    await this.checkpoint(watermark)

    return watermark
  }

  /** Adds a bundle. */
  add (key: Uint8Array): void {
    if (this.removed.size > 0) {
      this.removed.delete(toHex(key))
    }
    this.change(tree => { tree.insert(key) })
  }

  /** Takes a bundle away. */
  remove (key: Uint8Array): void {
    if (this.filling != null) {
      this.removed.set(toHex(key), key)
    }
    this.change(tree => { tree.remove(key) })
  }

  /** The set as it stands; undefined while it is filled again. Its sketch gets more cells in the background when it has too few. */
  snapshot (): TreeSnapshot | undefined {
    const { whole } = this

    if (whole?.sketchTooSmall === true && this.growing !== whole) {
      this.growing = whole
      void this.grow(whole)
    }

    return whole?.snapshot()
  }

  /** The root; undefined while the tree is filled again. */
  root (): Uint8Array | undefined {
    try {
      return this.whole?.root()
    } catch (err) {
      this.mend(err)

      return undefined
    }
  }

  /** Stores what changed; failures go to `onTrouble`, and the tree stays in memory until a later checkpoint stores it. */
  async checkpoint (watermark: number, nowMs?: number): Promise<void> {
    try {
      await this.tree.checkpoint(this.isWhole ? watermark : 0, nowMs)
    } catch (err) {
      this.components.onTrouble(err)
    }
  }

  /** Resolves once the tree is whole. */
  async settled (): Promise<void> {
    await this.filling
  }

  /** Gives up what is done for the sketch. */
  stop (): void {
    this.growing = undefined
  }

  /** The tree when it holds the set; one that does not begins to be filled again. */
  private get whole (): MerkleTree | undefined {
    if (this.tree.damaged || (this.partial && this.filling == null)) {
      this.refill()
    }

    return this.isWhole ? this.tree : undefined
  }

  private get isWhole (): boolean {
    return this.filling == null && !this.partial
  }

  private stored (): number | undefined {
    try {
      return this.tree.open()
    } catch (err) {
      this.components.onTrouble(err)

      return undefined
    }
  }

  private change (change: (tree: MerkleTree) => void): void {
    try {
      change(this.tree)
    } catch (err) {
      this.mend(err)
      change(this.tree)
    }
  }

  /** Answers damage with a new tree; everything else goes on to the caller. */
  private mend (err: unknown): void {
    if (!(err instanceof TreeCorruptError)) {
      throw err
    }
    this.components.onTrouble(err)
    this.refill()
  }

  /** Grows the sketch slice by slice. After a failure the next snapshot begins again. */
  private async grow (tree: MerkleTree): Promise<void> {
    try {
      const steps = tree.growSketch()

      while (this.growing === tree && steps.next().done !== true) {
        await this.components.pause()
      }
    } catch (err) {
      // A set that changed too much meanwhile is no trouble.
      if (this.growing === tree && !(err instanceof TreeChangedError)) {
        this.components.onTrouble(err)
      }
    }
    this.growing = this.growing === tree ? undefined : this.growing
  }

  private refill (): void {
    const tree = this.empty()
    const filling = this.fill(tree).then(() => false, err => {
      this.components.onTrouble(err)

      return true
    }).then(failed => {
      if (this.filling === filling) {
        this.filling = undefined
        this.partial = failed
      }
    })

    this.tree = tree
    this.filling = filling
    this.growing = undefined
  }

  private async fill (tree: MerkleTree): Promise<void> {
    for await (const key of this.components.keys()) {
      tree.insert(key)

      if (tree.changed >= CHECKPOINT_BLOCKS) {
        await tree.checkpoint(0)
      }
    }

    for (const key of this.removed.values()) {
      tree.remove(key)
    }
    this.removed.clear()
  }

  private empty (): MerkleTree {
    const { scope, store } = this.components

    return merkleTree({ scope, store })
  }
}
