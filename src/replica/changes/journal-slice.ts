import { HOLE_BYTES_MIN, SLICE_BYTES } from './constants.ts'
import type { Place } from './place.ts'
import type { Journal, JournalRecord } from '../../storage/journal/index.ts'

/** A stretch of the journal in which records stood, and stand no more. */
export interface Hole {
  /** Where the first of them began. */
  readonly lostAt: number
  /** Where to go on. */
  readonly to: Place
}

/** Some records of the journal in order, and the holes between them. */
export type Slice = ReadonlyArray<JournalRecord | Hole>

/** Whether a piece of a slice is a hole. */
export function isHole (piece: JournalRecord | Hole): piece is Hole {
  return 'lostAt' in piece
}

/**
 * Reads on from a place where a record begins, or a segment, up to another place; one slice at a time, so that nothing
 * stays open while a reader takes its time. The slice of the end may be empty.
 */
export async function readSlice (journal: Pick<Journal, 'records'>, from: number, end: Place): Promise<Slice> {
  const pieces: Array<JournalRecord | Hole> = []
  let next = from
  let bytes = 0
  let last: number | undefined

  for await (const record of journal.records(from)) {
    if (isBehind(record.offset, end)) {
      break
    }

    pieces.push(...holeBetween(next, { offset: record.offset, index: -1 }))
    // A view would keep the whole window that the journal was read by.
    pieces.push({ ...record, payload: record.payload.slice() })
    last = record.offset
    next = record.next
    bytes += record.payload.length

    if (bytes >= SLICE_BYTES) {
      return pieces
    }
  }

  return last === end.offset ? pieces : [...pieces, ...holeBetween(next, end)]
}

/** Whether a record lies behind the last one that may be told. */
function isBehind (offset: number, end: Place): boolean {
  return end.index < 0 ? offset >= end.offset : offset > end.offset
}

/** Between two records lies nothing, or the head of a segment, or what was lost. A place in a bundle is lost with its record. */
function holeBetween (lostAt: number, to: Place): Hole[] {
  return to.index < 0 && to.offset - lostAt < HOLE_BYTES_MIN ? [] : [{ lostAt, to }]
}
