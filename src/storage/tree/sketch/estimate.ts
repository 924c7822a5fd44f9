import { InvalidSketchInputError } from '../errors.ts'
import { MIDDLE_CELLS_FROM, SKETCH_CELLS_MAX, WIDE_CELLS_FROM } from './constants.ts'
import { decodeCounters, meanSquare } from './counters.ts'
import type { CellWidth, SketchSummary } from './interface.ts'

/** Cells are asked for as if the difference were larger by this: the estimate is as often too low as too high. */
const MARGIN = 1.15

/** Cells beside those that are in proportion, for differences of a few keys. */
const CELLS_EXTRA = 4

/** The same after a stall. */
const CELLS_EXTRA_AFTER_STALL = 8

/** What a decoder has after it stalled and asked again, times what it had. */
const AFTER_STALL = 1.35

/**
 * About how many keys only one of two sets has. The sign of a key is 1 or −1 by chance, and the same on both sides: keys
 * that both have cancel out of a counter's difference, and its expected square is the number of the others (Alon, Matias,
 * Szegedy 1996).
 *
 * @throws {InvalidSketchInputError} when the counters have not 84 bytes, or a number of keys is not a safe integer from 0
 */
export function estimateDifference (ours: { count: number, counters: Int32Array }, theirs: SketchSummary, atMost?: number): number {
  const max = Math.min(checkedCount(atMost ?? Number.MAX_SAFE_INTEGER), ours.count + checkedCount(theirs.count))
  const estimate = meanSquare(ours.counters, decodeCounters(theirs.counters))

  return Math.min(max, Math.max(estimate, Math.abs(ours.count - theirs.count)))
}

/**
 * The cells to ask for at an estimate of d differences: 15 % more than the d · (1.19 + 3.2 / √d) that d differences need,
 * and 4.
 *
 * @param estimate - d, as `SketchSnapshot.estimate` gives it
 * @param size - how many cells there are to be had; more are never asked for
 */
export function cellsToAsk (estimate: number, size: number = SKETCH_CELLS_MAX): number {
  const cells = estimate * MARGIN * (1.19 + 3.2 / Math.sqrt(Math.max(1, estimate)))

  return Math.min(size, Math.ceil(cells) + CELLS_EXTRA)
}

/**
 * How many cells there should be in all after a decoder stalled on some: 35 % more, and 8.
 *
 * @param received - how many it was given
 * @param size - how many cells there are to be had
 */
export function cellsAfterStall (received: number, size: number = SKETCH_CELLS_MAX): number {
  return Math.min(size, Math.ceil(received * AFTER_STALL) + CELLS_EXTRA_AFTER_STALL)
}

/** The width of cells that suits an estimate: 6 bits of check below 512 differences, 14 below 8,192, and 22 from there on. */
export function cellWidthFor (estimate: number): CellWidth {
  if (estimate < MIDDLE_CELLS_FROM) {
    return 6
  }

  return estimate < WIDE_CELLS_FROM ? 7 : 8
}

function checkedCount (count: number): number {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new InvalidSketchInputError('count')
  }

  return count
}
