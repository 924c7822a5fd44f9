/** Something that has a time up to which it counts. */
export interface Expiring {
  /** Milliseconds since 1970. */
  readonly untilMs: number
}

/** Hands out what has expired, the earliest first: a binary heap. */
export class ExpiryQueue<Item extends Expiring> {
  private readonly heap: Item[] = []

  /** Takes an item in. */
  push (item: Item): void {
    let place = this.heap.length

    while (place > 0 && this.heap[(place - 1) >>> 1].untilMs > item.untilMs) {
      this.heap[place] = this.heap[(place - 1) >>> 1]
      place = (place - 1) >>> 1
    }
    this.heap[place] = item
  }

  /** Takes out the earliest item if its time has come. */
  popDue (nowMs: number): Item | undefined {
    const [first] = this.heap

    if (this.heap.length === 0 || first.untilMs > nowMs) {
      return
    }
    const last = this.heap.pop()

    if (last != null && last !== first) {
      this.sink(last)
    }

    return first
  }

  /** Puts an item at the top and lets it go down to its place. */
  private sink (item: Item): void {
    const { heap } = this
    let place = 0

    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      if (child + 1 < heap.length && heap[child + 1].untilMs < heap[child].untilMs) {
        child++
      }
      if (heap[child].untilMs >= item.untilMs) {
        break
      }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = item
  }
}
