import { InvalidSketchInputError } from '../errors.ts'
import { checkKey } from '../nibble.ts'
import { changedWord } from './cells.ts'
import { COUNTERS, KEYS_PER_CELL, PAGE_CELLS, SKETCH_CELLS_MAX, SKETCH_CELLS_MIN, SLICE_KEYS } from './constants.ts'
import { SignCounters } from './counters.ts'
import { Item, nextCell } from './item.ts'
import { encodeHead, encodePage } from './rows.ts'
import { SketchView } from './snapshot.ts'
import type { Sketch, SketchRows, SketchSnapshot } from './interface.ts'
import type { StoredSketch } from './rows.ts'

/** A page has 2^9 cells. */
const PAGE_SHIFT = Math.log2(PAGE_CELLS)

/**
 * The cells that a set should have: a power of two, at least a quarter of the keys, within 1,024..65,536.
 *
 * @param count - how many keys the set holds
 */
export function sizeFor (count: number): number {
  let size = SKETCH_CELLS_MIN

  while (size < SKETCH_CELLS_MAX && size * KEYS_PER_CELL < count) {
    size *= 2
  }

  return size
}

/** What there is to say of an empty set. */
export function emptySketch (salt: Uint8Array): StoredSketch {
  const size = SKETCH_CELLS_MIN

  return { salt, size, count: 0, counters: new Int32Array(COUNTERS), words: new Int32Array(2 * size) }
}

/**
 * Keeps the cells and counters up to date under inserts and removes. Both are sums over the keys, so the order of changes
 * does not matter, and a set that is read in slices can change meanwhile.
 *
 * Cells in use are the first `size` ones; while more are made, changes go to all of them and the keys read go to the new
 * ones. A snapshot shares words and counters, and the next change copies them.
 */
export class RatelessSketch implements Sketch {
  private readonly salt: Uint8Array
  private readonly item: Item
  private words: Int32Array
  private signs: SignCounters
  private keys: number
  private inUse: number
  private view: SketchView | undefined
  /** The pages that changed since rows were taken, one byte for each. */
  private changed: Uint8Array
  /** The number of the latest `grow` or `fill`: an earlier one that is driven on finds that it is over. */
  private making = 0

  /**
   * @throws {InvalidSketchInputError} when the salt has not 8 bytes
   */
  constructor ({ salt, size, count, counters, words }: StoredSketch) {
    this.salt = salt.slice()
    this.item = new Item(salt)
    this.words = words
    this.signs = new SignCounters(counters)
    this.keys = count
    this.inUse = size
    this.changed = new Uint8Array(size / PAGE_CELLS)
  }

  get count (): number {
    return this.keys
  }

  get size (): number {
    return this.inUse
  }

  get tooSmall (): boolean {
    return this.inUse === 0 || (this.inUse < SKETCH_CELLS_MAX && this.inUse * KEYS_PER_CELL < this.keys)
  }

  insert (key: Uint8Array): void {
    this.add(key, 1, 0)
    this.keys++
  }

  remove (key: Uint8Array): void {
    this.add(key, -1, 0)
    this.keys--
  }

  grow (keys: Iterable<Uint8Array>): Generator<void, void> {
    if (this.inUse === 0) {
      return this.fill(keys, this.keys)
    }
    const words = this.words.subarray(0, 2 * this.inUse)

    this.extend(words, Math.max(this.inUse, sizeFor(this.keys)))

    return this.read(keys, this.keys, ++this.making)
  }

  fill (keys: Iterable<Uint8Array>, count: number): Generator<void, void> {
    this.inUse = 0
    this.keys = count
    this.signs = new SignCounters()
    this.extend(new Int32Array(0), sizeFor(count))

    return this.read(keys, count, ++this.making)
  }

  snapshot (): SketchSnapshot {
    const { words, salt, inUse: size } = this

    this.view ??= new SketchView(this.keys, { words, size, salt }, this.signs.values())

    return this.view
  }

  takeRows (all = false): SketchRows | undefined {
    if (this.inUse === 0) {
      return undefined
    }
    const { salt, inUse: size, keys: count, signs, words } = this
    const pages: Array<readonly [number, Uint8Array]> = []

    for (let page = 0; page < size / PAGE_CELLS; page++) {
      if (all || this.changed[page] !== 0) {
        pages.push([page, encodePage(words, page)])
        this.changed[page] = 0
      }
    }

    return { head: encodeHead({ salt, size, count, counters: signs.values() }), pages }
  }

  /** Takes new memory with these words at its beginning. */
  private extend (words: Int32Array, size: number): void {
    const { changed } = this

    this.words = new Int32Array(2 * size)
    this.words.set(words)
    this.signs = new SignCounters(this.signs.values().slice())
    this.view = undefined
    this.changed = new Uint8Array(size / PAGE_CELLS).fill(1)
    this.changed.set(changed.subarray(0, this.inUse / PAGE_CELLS))
  }

  /** Brings keys into the cells that are not in use yet, and then into use. */
  private * read (keys: Iterable<Uint8Array>, count: number, making: number): Generator<void, void> {
    const from = this.inUse
    let taken = 0

    for (const key of keys) {
      if (this.making !== making) {
        return
      }
      this.add(key, 1, from)

      if (++taken % SLICE_KEYS === 0) {
        yield
      }
    }

    if (this.making !== making) {
      return
    }

    if (taken !== count) {
      throw new InvalidSketchInputError('keys')
    }
    this.inUse = this.words.length / 2
    this.view = undefined
  }

  /** Adds a key, or takes it away with sign −1, in the cells from one on; the counters go with the first cell. */
  private add (key: Uint8Array, sign: number, from: number): void {
    checkKey(key)
    this.own()
    this.item.loadKey(key)

    if (from === 0) {
      this.signs.add(this.item, sign)
    }
    this.addToCells(sign, from)
  }

  private addToCells (sign: number, from: number): void {
    const { words, changed } = this
    const { head, mark, step, dense } = this.item
    const size = words.length / 2
    let { state } = this.item
    let cell = 0

    while (cell < from) {
      state = state + step | 0
      cell = nextCell(cell, state, dense)
    }

    while (cell < size) {
      const place = cell << 1

      words[place] ^= head
      words[place + 1] = changedWord(words[place + 1], mark, sign)
      changed[cell >>> PAGE_SHIFT] = 1
      state = state + step | 0
      cell = nextCell(cell, state, dense)
    }
  }

  /** Leaves what a snapshot shares to the snapshot. */
  private own (): void {
    if (this.view != null) {
      this.words = this.words.slice()
      this.signs = new SignCounters(this.signs.values().slice())
      this.view = undefined
    }
  }
}
