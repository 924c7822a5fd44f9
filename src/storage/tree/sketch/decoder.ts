import { InvalidSketchInputError } from '../errors.ts'
import { changedWord, checkWidth, decodeCells, maskOf } from './cells.ts'
import { STEPS_EXTRA, STEPS_PER_CELL } from './constants.ts'
import { Item, nextCell, shortIdOf } from './item.ts'
import { WaitingWays } from './waiting.ts'
import type { CellWidth, DecoderState, SketchDecoder } from './interface.ts'
import type { Way } from './waiting.ts'

/** The local cells that a decoder subtracts: two words for each of `size` cells, which nobody changes. */
export interface LocalCells {
  readonly words: Int32Array
  readonly size: number
  readonly salt: Uint8Array
}

/**
 * Peels: a cell whose count is odd may hold one item alone. If its check is that of its short id, and the way of that id
 * goes through the cell, the item is taken out of all of its cells, and of those that come later.
 *
 * By chance a mixture of items can look like one item. What is left of such an item is found with the other sign once the
 * true ones are out, and it is taken back. No id is found twice on one side, or again after it was taken back; no more ids are found
 * than there are cells; and every look and change is counted. So it ends whatever the cells hold.
 */
export class PeelingDecoder implements SketchDecoder {
  private progress: DecoderState = 'stalled'
  private count = 0
  private spent = 0
  private readonly local: LocalCells
  private readonly width: CellWidth
  private readonly mask: number
  private readonly item: Item
  /** What is left of the differences, two words for each cell. */
  private words = new Int32Array(0)
  /** The cells of the way that is being looked at. */
  private way = new Int32Array(0)
  /** How many cells are not empty. */
  private filled = 0
  /** Cells to look at, each once. */
  private open = new Int32Array(0)
  private openCount = 0
  private isOpen = new Uint8Array(0)
  private readonly found = new Map<number, Way>()
  private readonly waiting = new WaitingWays()

  /**
   * @throws {InvalidSketchInputError} when there is no such width
   */
  constructor (local: LocalCells, width: CellWidth) {
    checkWidth(width)
    this.local = local
    this.width = width
    this.mask = maskOf(width)
    this.item = new Item(local.salt)
  }

  get state (): DecoderState {
    return this.progress
  }

  get received (): number {
    return this.count
  }

  get steps (): number {
    return this.spent
  }

  feed (from: number, cells: Uint8Array): DecoderState {
    if (this.progress === 'exhausted') {
      return 'exhausted'
    }
    const count = cells.length / this.width

    if (from !== this.count || !Number.isInteger(count) || count > this.local.size - from) {
      throw new InvalidSketchInputError('cells')
    }

    if (count > 0) {
      this.progress = this.take(decodeCells(cells, this.width)) && this.peel() ? this.judge() : 'exhausted'
    }

    return this.progress
  }

  ours (): Float64Array {
    return this.idsOf(-1)
  }

  theirs (): Float64Array {
    return this.idsOf(1)
  }

  private idsOf (side: number): Float64Array {
    const ids = new Float64Array(this.found.size)
    let count = 0

    for (const way of this.found.values()) {
      if (way.side === side) {
        ids[count++] = way.id
      }
    }

    return ids.slice(0, count).sort()
  }

  private judge (): DecoderState {
    return this.filled === 0 ? 'done' : 'stalled'
  }

  private get stepsMax (): number {
    return STEPS_PER_CELL * this.count + STEPS_EXTRA
  }

  /** Takes remote cells in, less the local ones and what was found already. Answers whether the steps were enough. */
  private take (remote: Int32Array): boolean {
    const from = this.count

    this.count += remote.length / 2
    this.reserve()

    for (let cell = from, index = 0; cell < this.count; cell++, index += 2) {
      const ours = this.local.words[2 * cell + 1]

      this.words[2 * cell] = remote[index] ^ this.local.words[2 * cell]
      this.words[2 * cell + 1] = changedWord(remote[index + 1], ours, -ours) & this.mask

      if (!this.settleWays(cell)) {
        return false
      }
      this.filled += Number((this.words[2 * cell] | this.words[2 * cell + 1]) !== 0)

      if ((this.words[2 * cell + 1] & 1) !== 0) {
        this.isOpen[cell] = 1
        this.open[this.openCount++] = cell
      }
    }

    return true
  }

  /** Takes the items that were found out of a new cell, and lets them wait for their next one. */
  private settleWays (cell: number): boolean {
    let way = this.waiting.take(cell)

    while (way != null) {
      const { next } = way

      if (this.spent >= this.stepsMax) {
        return false
      }
      this.spent++

      if (way.side !== 0) {
        this.words[2 * cell] ^= way.head
        this.words[2 * cell + 1] = changedWord(this.words[2 * cell + 1], way.mark, -way.side)
        way.state = way.state + way.step | 0
        this.wait(way, nextCell(cell, way.state, way.dense))
      }
      way = next
    }

    return true
  }

  private wait (way: Way, cell: number): void {
    if (cell < this.local.size) {
      way.cell = cell
      this.waiting.add(way)
    }
  }

  /** Looks at cells until none is left to look at. Answers whether the steps were enough. */
  private peel (): boolean {
    while (this.openCount > 0) {
      const cell = this.open[--this.openCount]

      this.isOpen[cell] = 0

      if (this.spent >= this.stepsMax) {
        return false
      }
      this.spent++

      if (this.isCandidate(cell) && !this.follow(cell)) {
        return false
      }
    }

    return true
  }

  /** Whether a cell looks like an item alone; its words are loaded then. */
  private isCandidate (cell: number): boolean {
    const word = this.words[2 * cell + 1]

    if ((word & 1) === 0) {
      return false
    }
    this.item.load(this.words[2 * cell], word >>> 24)

    return ((this.item.mark ^ word) & this.mask & ~3) === 0
  }

  /** Follows the way of the loaded item, and takes it out if the way goes through the cell. */
  private follow (cell: number): boolean {
    const { way, count, item: { dense, step } } = this
    const lengthMax = this.stepsMax - this.spent
    let { state } = this.item
    let hit = false
    let length = 0
    let at = 0

    while (at < count && (at <= cell || hit) && length < lengthMax) {
      hit ||= at === cell
      way[length++] = at
      state = state + step | 0
      at = nextCell(at, state, dense)
    }
    this.spent += length

    if (at < count && length === lengthMax) {
      return false
    }

    return !hit || this.settle(cell, { length, at, state })
  }

  /** Decides what the loaded item is, of which a cell and the cells of its way so far are known. Answers false when there were too many. */
  private settle (cell: number, { length, at, state }: { length: number, at: number, state: number }): boolean {
    const { head, dense, step } = this.item
    const mark = this.item.mark & this.mask
    const side = (this.words[2 * cell + 1] & 3) === 1 ? 1 : -1
    const id = shortIdOf(head, mark)
    const known = this.found.get(id)

    if (known == null) {
      if (this.found.size >= this.count) {
        return false
      }
      const way: Way = { id, head, mark, step, dense, side, cell: at, state, next: undefined }

      this.found.set(id, way)
      this.wait(way, at)
      this.change(length, way, side)
    } else if (known.side === -side && this.wasWrong(cell, length)) {
      known.side = 0
      this.change(length, known, side)
    }

    return true
  }

  /**
   * Whether an item that was found with the other sign is taken back. If it was none, then what is left of it stands alone
   * in more cells of its way than are empty. If it was one, the cell is the trace of another one that was none: then most
   * cells of the way are empty.
   */
  private wasWrong (cell: number, length: number): boolean {
    const { words, way } = this
    let balance = 0

    for (let index = 0; index < length; index++) {
      const place = 2 * way[index]

      if (words[place] === words[2 * cell] && words[place + 1] === words[2 * cell + 1]) {
        balance++
      } else if ((words[place] | words[place + 1]) === 0) {
        balance--
      }
    }

    return balance > 0
  }

  /** Takes an item out of the first cells of the way, or with the other sign puts it back. */
  private change (length: number, { head, mark }: Way, side: number): void {
    const { words, way, open, isOpen } = this
    let { filled, openCount } = this

    for (let index = 0; index < length; index++) {
      const cell = way[index]
      const first = words[2 * cell]
      const second = words[2 * cell + 1]
      const changed = changedWord(second, mark, -side)

      words[2 * cell] = first ^ head
      words[2 * cell + 1] = changed
      filled += Number(((first ^ head) | changed) !== 0) - Number((first | second) !== 0)

      if ((changed & 1) > isOpen[cell]) {
        isOpen[cell] = 1
        open[openCount++] = cell
      }
    }
    this.filled = filled
    this.openCount = openCount
  }

  /** Makes room for the cells received, twice as much as before at least. */
  private reserve (): void {
    if (this.count > this.way.length) {
      const size = Math.min(this.local.size, Math.max(this.count, 2 * this.way.length))
      const { words, open, isOpen } = this

      this.words = new Int32Array(2 * size)
      this.words.set(words)
      this.open = new Int32Array(size)
      this.open.set(open)
      this.isOpen = new Uint8Array(size)
      this.isOpen.set(isOpen)
      this.way = new Int32Array(size)
    }
  }
}
