import { compareHlc } from '../../../model/hlc/index.ts'
import { RangeMax } from './range-max.ts'
import type { Hlc } from '../../../model/hlc/index.ts'

/** The time that one grant, or several that overlap, covers. */
export interface Span {
  /** How many revocations of the peer were effective before the grant. */
  readonly epoch: number
  /** The stamp of the grant. It covers what comes after it. */
  readonly from: Hlc
  /** Milliseconds since 1970 from which on it covers nothing; Infinity for never. */
  readonly untilMs: number
}

/** What is asked of spans. */
export interface SpanQuestion {
  /** Spans of earlier epochs are cut off. */
  readonly epochMin: number
  /** Only spans that begin before this stamp; absent means all. */
  readonly after?: Hlc
  /** The moment at which a span must not have ended, in milliseconds since 1970. */
  readonly atMs: number
}

/**
 * When a peer has one right, or holds one name: a sorted list of spans that is asked in O(log n). Spans are added in the
 * order in which grants are judged, so their stamps and epochs rise.
 */
export class Spans {
  readonly #epochs: number[] = []
  readonly #starts: Hlc[] = []
  readonly #ends = new RangeMax()
  #lastEndMs = -Infinity

  /** Adds the span of the newest grant; one that goes on where the last one of its epoch still lasts makes that one longer. */
  add ({ epoch, from, untilMs }: Span): void {
    const joins = this.#epochs.at(-1) === epoch && this.#lastEndMs > from.wallMs

    if (joins && untilMs <= this.#lastEndMs) {
      return
    }

    this.#lastEndMs = untilMs

    if (joins) {
      this.#ends.replaceLast(untilMs)
    } else {
      this.#epochs.push(epoch)
      this.#starts.push(from)
      this.#ends.push(untilMs)
    }
  }

  /** Whether one of the spans covers what is asked. */
  covers ({ epochMin, after, atMs }: SpanQuestion): boolean {
    const start = countBefore(this.#epochs, epoch => epoch < epochMin)
    const end = after === undefined ? this.#starts.length : countBefore(this.#starts, from => compareHlc(from, after) < 0)

    return this.#ends.max(start, end) > atMs
  }
}

/** How many items at the start of a list hold something that no item behind them holds. */
export function countBefore<T> (list: readonly T[], holds: (item: T) => boolean): number {
  let low = 0
  let high = list.length

  while (low < high) {
    const middle = (low + high) >>> 1

    if (holds(list[middle])) {
      low = middle + 1
    } else {
      high = middle
    }
  }

  return low
}
