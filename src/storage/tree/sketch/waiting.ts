import { PAGE_CELLS } from './constants.ts'

/** The way of an item that was found, at the first of its cells that is still to come. */
export interface Way {
  /** The short id. */
  readonly id: number
  readonly head: number
  readonly mark: number
  readonly step: number
  readonly dense: boolean
  /** 1 for an item that only the remote set has, −1 for one that only we have, 0 for one that was taken back. */
  side: number
  /** The cell, and the state of the way there. */
  cell: number
  state: number
  /** The next one that waits for the same cell or page. */
  next: Way | undefined
}

/**
 * Ways that wait for their next cell. Those for the page that is coming in wait for their cell, the others for their page,
 * so that each is looked at once for each of its cells and each of its pages, however small the pieces are in which cells
 * come.
 */
export class WaitingWays {
  private page = 0
  private readonly pages: Array<Way | undefined> = []
  private readonly near: Array<Way | undefined> = new Array(PAGE_CELLS).fill(undefined)

  /** Lets a way wait; its cell lies behind all that were taken. */
  add (way: Way): void {
    const page = Math.floor(way.cell / PAGE_CELLS)
    const queue = page === this.page ? this.near : this.pages
    const place = page === this.page ? way.cell % PAGE_CELLS : page

    way.next = queue[place]
    queue[place] = way
  }

  /** The ways that wait for a cell, linked by `next`. Cells are to be taken in order, each once. */
  take (cell: number): Way | undefined {
    const page = Math.floor(cell / PAGE_CELLS)

    if (page !== this.page) {
      this.turnTo(page)
    }
    const first = this.near[cell % PAGE_CELLS]

    this.near[cell % PAGE_CELLS] = undefined

    return first
  }

  private turnTo (page: number): void {
    let way = this.pages[page]

    this.pages[page] = undefined
    this.page = page

    while (way != null) {
      const { next } = way

      this.add(way)
      way = next
    }
  }
}
