import { ChildRow } from './child-row.ts'
import { FAN_OUT, LEAF_KEYS_MAX } from './constants.ts'
import { leafDigest, nodeDigest } from './digest.ts'
import type { Page } from './page.ts'

/** The keys of one subtree inside a page: a run, because they are sorted. */
export interface Run {
  readonly page: Page
  /** The first key of the run. */
  readonly from: number
  /** Behind its last key. */
  readonly to: number
  /** How many nibbles the keys of the run have in common at least: the depth of the subtree. */
  readonly depth: number
}

/** The run of all keys of a page that hangs at a depth. */
export function runOfPage (page: Page, depth: number): Run {
  return { page, from: 0, to: page.count, depth }
}

/** The children of a run of more than 32 keys, with their digests. */
export function childrenOfRun (run: Run): ChildRow {
  const row = new ChildRow()

  run.page.countNibbles(run, row)
  digestChildren(run, row)

  return row
}

/** Makes the digests that the row of a run lacks. */
export function digestChildren ({ page, from, depth }: Run, row: ChildRow): void {
  let start = from

  for (let nibble = 0; nibble < FAN_OUT; nibble++) {
    const end = start + row.count(nibble)

    if (row.lacks(nibble)) {
      row.set(nibble, digestOfRun({ page, from: start, to: end, depth: depth + 1 }))
    }
    start = end
  }
}

/** The digest of the subtree that a run is. It goes at most 80 levels deep, because keys differ within 80 nibbles. */
export function digestOfRun (run: Run): Uint8Array {
  return run.to - run.from <= LEAF_KEYS_MAX ? leafDigest(run.page.ids(run.from, run.to)) : nodeDigest(childrenOfRun(run))
}

/** The part of a run whose keys start with a prefix. */
export function narrowRun ({ page, from, to, depth }: Run, prefix: Uint8Array): Run {
  const start = firstPlace(from, to, place => order(place) >= 0)
  const end = firstPlace(start, to, place => order(place) > 0)

  return { page, from: start, to: end, depth: prefix.length }

  /** Whether a key stands before (negative), below (zero) or behind the prefix. */
  function order (index: number): number {
    for (let level = depth; level < prefix.length; level++) {
      const difference = page.nibble(index, level) - prefix[level]

      if (difference !== 0) {
        return difference
      }
    }

    return 0
  }
}

/** The first of the places from..to where a test holds that holds for all places behind, too; `to` when there is none. */
function firstPlace (from: number, to: number, holds: (place: number) => boolean): number {
  let low = from
  let high = to

  while (low < high) {
    const middle = (low + high) >>> 1

    if (holds(middle)) {
      high = middle
    } else {
      low = middle + 1
    }
  }

  return low
}
