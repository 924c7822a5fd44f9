import { digestOfBlock } from './block.ts'
import { Branch } from './branch.ts'
import { DIGEST_BYTES, FAN_OUT, PAGE_KEYS_MAX } from './constants.ts'
import { rootDigest } from './digest.ts'
import { InvalidTreeInputError } from './errors.ts'
import { checkKey, nibbleAt } from './nibble.ts'
import { Page } from './page.ts'
import { TreeView } from './view.ts'
import type { Block } from './branch.ts'
import type { MerkleTree, MerkleTreeInit, TreeSnapshot } from './interface.ts'

/** The place of a key: the branches on the way, the page at the end, and the answer of `Page.find` there. */
interface Place {
  readonly branches: readonly Branch[]
  readonly page: Page
  readonly found: number
}

/**
 * Keeps the keys in pages of up to 256 below branches with one way per nibble.
 *
 * A snapshot takes nothing but the topmost block and begins a new span. A block belongs to the span in which it was
 * made; an insert copies the blocks on its way that belong to an earlier span, and changes the others in place. So a
 * snapshot costs nothing by itself, and what nobody looks at any more is released with the last view of it.
 */
export class PagedMerkleTree implements MerkleTree {
  private readonly scope: Uint8Array
  private top: Block
  private span: number
  private view: TreeView | undefined

  constructor ({ scope }: MerkleTreeInit) {
    if (scope.length !== DIGEST_BYTES) {
      throw new InvalidTreeInputError('scope', scope.length)
    }
    this.scope = scope.slice()
    this.span = 0
    this.top = new Page(this.span)
    this.view = undefined
  }

  get count (): number {
    return this.top.count
  }

  insert (key: Uint8Array): boolean {
    checkKey(key)
    const { branches, page, found } = this.find(key)

    if (found >= 0) {
      return false
    }
    let block = this.insertIntoPage(page, key, { index: -1 - found, depth: branches.length })

    for (let depth = branches.length - 1; depth >= 0; depth--) {
      block = this.replaceChild(branches[depth], nibbleAt(key, depth), block)
    }
    this.top = block
    this.view = undefined

    return true
  }

  has (key: Uint8Array): boolean {
    checkKey(key)

    return this.find(key).found >= 0
  }

  root (): Uint8Array {
    return rootDigest(this.scope, this.top.count, digestOfBlock(this.top, 0))
  }

  snapshot (): TreeSnapshot {
    if (this.view == null) {
      this.view = new TreeView(this.scope, this.top)
      this.span++
    }

    return this.view
  }

  private find (key: Uint8Array): Place {
    const branches: Branch[] = []
    let block: Block | undefined = this.top

    while (block instanceof Branch) {
      const nibble = nibbleAt(key, branches.length)

      branches.push(block)
      block = block.children[nibble]
    }
    const page = block ?? new Page(this.span)

    return { branches, page, found: page.find(key) }
  }

  private insertIntoPage (page: Page, key: Uint8Array, place: { index: number, depth: number }): Block {
    const own = page.owner === this.span ? page : page.copy(this.span)

    own.insert(key, place.index)
    own.row?.spoil(nibbleAt(key, place.depth))

    return own.count > PAGE_KEYS_MAX ? this.split(own, place.depth) : own
  }

  private replaceChild (branch: Branch, nibble: number, child: Block): Branch {
    const own = branch.owner === this.span ? branch : branch.copy(this.span)

    own.children[nibble] = child
    own.count++
    own.row.spoil(nibble)

    return own
  }

  /**
   * Turns a page that is too large into a branch over smaller ones. When all keys go the same way, so does the split,
   * at most 80 times, because keys differ within 80 nibbles.
   */
  private split (page: Page, depth: number): Branch {
    const children = new Array<Block | undefined>(FAN_OUT).fill(undefined)
    let from = 0

    while (from < page.count) {
      const nibble = page.nibble(from, depth)
      let to = from + 1

      while (to < page.count && page.nibble(to, depth) === nibble) {
        to++
      }
      const child = page.slice(from, to, this.span)

      children[nibble] = child.count > PAGE_KEYS_MAX ? this.split(child, depth + 1) : child
      from = to
    }

    return new Branch(this.span, children)
  }
}
