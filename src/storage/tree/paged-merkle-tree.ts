import { digestOfBlock } from './block.ts'
import { blockIn, Branch } from './branch.ts'
import { DEFAULT_CACHE_PAGES_MAX, DIGEST_BYTES, MERGE_KEYS_MAX, PAGE_KEYS_MAX } from './constants.ts'
import { rootDigest } from './digest.ts'
import { InvalidTreeInputError } from './errors.ts'
import { checkKey, nibbleAt } from './nibble.ts'
import { Page } from './page.ts'
import { mergeBranch, splitPage } from './reshape.ts'
import { StoredBlock } from './stored/stored-block.ts'
import { TreeSketch } from './stored/tree-sketch.ts'
import { TreeStorage } from './stored/tree-storage.ts'
import { keysBelow, TreeView } from './view.ts'
import type { Block, Slot } from './branch.ts'
import type { MerkleTree, MerkleTreeInit, TreeSnapshot } from './interface.ts'

/**
 * The way to a key and its place at the end. One stands in each tree and is walked anew for each key, because an object
 * for each step would cost as much as the steps.
 */
interface Way {
  /** How many branches there are on the way. */
  depth: number
  /** The slots of the branches, and behind them the slot of the page. */
  readonly slots: Slot[]
  readonly branches: Branch[]
  page: Page
  /** The answer of `Page.find`. */
  found: number
}

/**
 * Keeps the keys in pages of up to 256 below branches with one way per nibble.
 *
 * A snapshot takes nothing but the topmost block and begins a new span. A block belongs to the span in which it was
 * made; a change copies the blocks on its way that belong to an earlier span, and changes the others in place. So a
 * snapshot costs nothing by itself, and what nobody looks at any more is released with the last view of it.
 *
 * With a store, blocks that were written at a checkpoint hang in the tree as `StoredBlock`, are read when they are
 * needed, and are copied by the first change behind the checkpoint.
 */
export class PagedMerkleTree implements MerkleTree {
  private readonly scope: Uint8Array
  private readonly storage: TreeStorage | undefined
  private readonly sketch: TreeSketch
  private top: Slot
  private span = 0
  private view: TreeView | undefined
  private dirty = 0
  private readonly way: Way
  /** Stored blocks that left the tree since the last checkpoint. */
  private replaced: Array<StoredBlock<Block>> = []

  constructor ({ scope, store, cachePagesMax = DEFAULT_CACHE_PAGES_MAX }: MerkleTreeInit) {
    if (scope.length !== DIGEST_BYTES) {
      throw new InvalidTreeInputError('scope', scope.length)
    }
    this.scope = scope.slice()
    this.storage = store == null ? undefined : new TreeStorage({ store, scope: this.scope }, { blocksMax: cachePagesMax })
    const page = new Page(this.span)

    this.sketch = new TreeSketch({ scope: this.scope, store, keys: () => keysBelow(this.top) })
    this.top = page
    this.way = { depth: 0, slots: [], branches: [], page, found: -1 }
  }

  get count (): number {
    return this.top.count
  }

  get changed (): number {
    return this.storage == null ? 0 : this.dirty
  }

  get damaged (): boolean {
    return this.storage?.damaged ?? false
  }

  open (): number | undefined {
    return this.judged(() => {
      const stored = this.storage?.open()

      if (stored?.top != null) {
        this.top = stored.top
        this.sketch.open(stored.top)
      }

      return stored?.watermark
    })
  }

  insert (key: Uint8Array): boolean {
    const { depth, found } = this.find(key)

    if (found >= 0) {
      return false
    }
    this.sketch.now().insert(key)
    const page = this.ownPage()

    page.insert(key, -1 - found)
    page.noteChange(nibbleAt(key, depth), 1)
    this.putBack(key, page.count > PAGE_KEYS_MAX ? this.split(page, depth) : page)

    return true
  }

  remove (key: Uint8Array): boolean {
    const { depth, found } = this.find(key)

    if (found < 0) {
      return false
    }
    this.sketch.now().remove(key)
    const page = this.ownPage()

    page.remove(found)
    page.noteChange(nibbleAt(key, depth), -1)
    this.judged(() => { this.putBack(key, page) })

    return true
  }

  has (key: Uint8Array): boolean {
    return this.find(key).found >= 0
  }

  root (): Uint8Array {
    return this.judged(() => rootDigest(this.scope, this.top.count, digestOfBlock(blockIn(this.top), 0)))
  }

  snapshot (): TreeSnapshot {
    const sketch = this.sketch.now().snapshot()

    // The sketch gets more cells while the set stays as it is.
    if (this.view?.sketch() !== sketch) {
      const { scope, storage, top } = this
      const next = storage?.next ?? 0

      this.view = new TreeView({ scope, top, sketch }, err => storage == null ? err : storage.judge(err, next))
      this.span++
    }

    return this.view
  }

  get sketchTooSmall (): boolean {
    return this.sketch.now().tooSmall
  }

  growSketch (): Generator<void, void> {
    return this.sketch.now().grow(this.snapshot().keys())
  }

  async checkpoint (watermark: number, nowMs = Infinity): Promise<void> {
    const { storage } = this

    return storage?.inTurn(async () => this.store(storage, watermark, nowMs))
  }

  /** Hands everything that changed to the storage. Up to its first wait nothing can change in between. */
  private async store (storage: TreeStorage, watermark: number, nowMs: number): Promise<void> {
    this.root()
    const batch = storage.batch()
    const { replaced } = this
    const top = this.top.count === 0 ? undefined : batch.add(this.top)
    const sketch = this.sketch.takeRows(top?.address)

    this.top = top ?? this.top
    this.replaced = []
    this.dirty = 0

    try {
      await storage.commit({ batch, sketch, top, replaced, watermark, nowMs })
      this.sketch.noteSaved()
    } catch (err) {
      this.replaced.push(...replaced)
      this.dirty += batch.fresh.length

      throw err
    }
  }

  /** Walks to the place of a key. */
  private find (key: Uint8Array): Way {
    checkKey(key)

    try {
      const { way } = this
      let slot: Slot | undefined = this.top
      let depth = 0
      let block = blockIn(slot)

      while (block instanceof Branch) {
        way.slots[depth] = slot
        way.branches[depth] = block
        slot = block.children[nibbleAt(key, depth)] ?? new Page(this.span)
        block = blockIn(slot)
        depth++
      }
      way.slots[depth] = slot
      way.depth = depth
      way.page = block
      way.found = block.find(key)

      return way
    } catch (err) {
      throw this.judge(err)
    }
  }

  /** Hangs the changed block at the end of the way below the branches on it. */
  private putBack (key: Uint8Array, changed: Block): void {
    let block = changed

    for (let depth = this.way.depth - 1; depth >= 0; depth--) {
      const branch = this.ownBranch(depth)
      const nibble = nibbleAt(key, depth)

      this.dirty += Number(branch.row.count(nibble) === 0)
      branch.put(nibble, block)
      block = branch.count <= MERGE_KEYS_MAX ? mergeBranch(branch, stored => this.replaced.push(stored)) : branch
    }
    this.top = block
    this.view = undefined
  }

  private ownPage (): Page {
    const { depth, page, slots } = this.way

    this.take(slots[depth])

    return slots[depth] === page && page.owner === this.span ? page : page.copy(this.span)
  }

  private ownBranch (depth: number): Branch {
    const slot = this.way.slots[depth]
    const branch = this.way.branches[depth]

    this.take(slot)

    return slot === branch && branch.owner === this.span ? branch : branch.copy(this.span)
  }

  /** Takes note that a block is about to change. */
  private take (slot: Slot): void {
    if (slot instanceof StoredBlock) {
      this.replaced.push(slot)
      this.dirty++
    }
  }

  private split (page: Page, depth: number): Branch {
    const branch = splitPage(page, depth)

    this.dirty += branch.children.filter(child => child != null).length

    return branch
  }

  private judged <Result> (read: () => Result): Result {
    try {
      return read()
    } catch (err) {
      throw this.judge(err)
    }
  }

  private judge (err: unknown): unknown {
    return this.storage == null ? err : this.storage.judge(err, Infinity)
  }
}
