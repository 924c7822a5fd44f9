import { createDeriveKey } from 'blake3-jit'
import { ADDRESS_BYTES } from '../constants.ts'
import { InvalidSketchInputError, TreeCorruptError } from '../errors.ts'
import { KEYS_PER_CELL, PAGE_CELLS, SKETCH_CELLS_MIN } from '../sketch/constants.ts'
import { emptySketch, RatelessSketch } from '../sketch/rateless-sketch.ts'
import { decodeRows, SKETCH_HEAD_BYTES } from '../sketch/rows.ts'
import { sketchSalt } from '../sketch/salt.ts'
import { sketchHeadKey, sketchPageKey } from './row-keys.ts'
import type { TreeStore } from '../interface.ts'
import type { Sketch } from '../sketch/interface.ts'

/** Keys of which a sketch is made at once when it is first needed, which takes some milliseconds: those of a sketch without rows. */
const KEYS_AT_ONCE_MAX = SKETCH_CELLS_MIN * KEYS_PER_CELL

/** Stands for the topmost block of a tree without keys. */
const NO_ADDRESS = new Uint8Array(ADDRESS_BYTES)

const HASHER = createDeriveKey('factmesh tree sketch v1')

/** What the sketch of a tree stands on. */
export interface TreeSketchComponents {
  /** The id of the scope, 32 bytes. */
  readonly scope: Uint8Array
  readonly store: TreeStore | undefined
  /** All keys of the tree as it stands. Throws TreeCorruptError. */
  keys (): Iterable<Uint8Array>
}

/** A tree as it was opened. */
interface OpenedTree {
  readonly count: number
  /** Of the topmost block. */
  readonly address: Uint8Array
}

/**
 * The sketch beside a tree. That of a tree that was opened is read from its rows when it is first needed, or made of the
 * keys: at once when they are few, else it has no cells until somebody grows it. Its rows go into the checkpoints of the
 * tree. A check over all of them and the address of the tree's topmost block tells whether they belong together.
 */
export class TreeSketch {
  private readonly components: TreeSketchComponents
  private readonly salt: Uint8Array
  private opened: OpenedTree | undefined
  private sketch: Sketch | undefined
  /** Whether the store has all rows that the sketch gave away. */
  private saved = false
  /** Whether it gave rows away at the last call. */
  private given = false
  /** The hash of each page that the sketch gave away. */
  private hashes: Uint8Array[] = []

  constructor (components: TreeSketchComponents) {
    this.components = components
    this.salt = sketchSalt(components.scope)
  }

  /** Takes note that the tree was opened and has keys. */
  open (opened: OpenedTree): void {
    this.opened = opened
  }

  /** The sketch of all keys of the tree; to be asked for before a key comes or goes. */
  now (): Sketch {
    this.sketch ??= this.opened == null ? this.empty() : this.stored(this.opened) ?? this.made(this.opened.count)

    return this.sketch
  }

  /**
   * The rows that changed since the last call, or all when those were not saved. A sketch of the smallest size has none:
   * it is made of the keys as quickly.
   *
   * @param address - of the topmost block of the tree that is stored with them, if it has keys
   */
  takeRows (address: Uint8Array = NO_ADDRESS): Array<readonly [Uint8Array, Uint8Array]> {
    const { sketch, components: { scope } } = this
    const rows = sketch == null || sketch.size <= SKETCH_CELLS_MIN ? undefined : sketch.takeRows(!this.saved)

    this.saved = false
    this.given = rows != null

    if (sketch == null || rows == null) {
      return []
    }
    rows.pages.forEach(([page, bytes]) => { this.hashes[page] = hashOf(bytes) })
    this.hashes.length = sketch.size / PAGE_CELLS

    return [
      [sketchHeadKey(scope), sealed(rows.head, this.checkOf(address, rows.head))],
      ...rows.pages.map(([page, bytes]) => [sketchPageKey(scope, page), bytes] as const)
    ]
  }

  /** Takes note that the rows of the last `takeRows` are in the store. */
  noteSaved (): void {
    this.saved = this.given
  }

  private empty (): Sketch {
    return new RatelessSketch(emptySketch(this.salt))
  }

  /** The sketch in the store; undefined when there is none, or none of this tree. */
  private stored (opened: OpenedTree): Sketch | undefined {
    return unlessDamaged(() => {
      const { scope, store } = this.components
      const row = store?.get(sketchHeadKey(scope)) ?? new Uint8Array(0)
      const head = row.subarray(0, SKETCH_HEAD_BYTES)
      const stored = decodeRows({ salt: this.salt, head, readPage: page => this.readPage(page) })

      this.checkOf(opened.address, head).forEach((byte, index) => {
        if (byte !== row[SKETCH_HEAD_BYTES + index]) {
          throw new TreeCorruptError('hash')
        }
      })
      this.saved = true

      return new RatelessSketch(stored)
    })
  }

  private readPage (page: number): Uint8Array | undefined {
    const { scope, store } = this.components
    const bytes = store?.get(sketchPageKey(scope, page))

    if (bytes != null) {
      this.hashes[page] = hashOf(bytes)
    }

    return bytes
  }

  /** A sketch of many keys stays without cells, and so does one of keys that cannot be read: growing it meets the damage. */
  private made (count: number): Sketch {
    const sketch = this.empty()
    const steps = sketch.fill(this.components.keys(), count)

    if (count <= KEYS_AT_ONCE_MAX) {
      unlessDamaged(() => [...steps])
    }

    return sketch
  }

  private checkOf (address: Uint8Array, head: Uint8Array): Uint8Array {
    HASHER.reset().update(this.components.scope).update(address).update(head)
    this.hashes.forEach(hash => HASHER.update(hash))

    return HASHER.finalize()
  }
}

function hashOf (page: Uint8Array): Uint8Array {
  return HASHER.reset().update(page).finalize()
}

function sealed (head: Uint8Array, check: Uint8Array): Uint8Array {
  const row = new Uint8Array(head.length + check.length)

  row.set(head)
  row.set(check, head.length)

  return row
}

function unlessDamaged <Result> (read: () => Result): Result | undefined {
  try {
    return read()
  } catch (err) {
    if (err instanceof TreeCorruptError || err instanceof InvalidSketchInputError) {
      return undefined
    }
    throw err
  }
}
