import { JournalOffsetError } from '../../storage/journal/index.ts'
import { decodeHead, isUnreadable } from '../query/index.ts'
import { RECORD_TYPE_BUNDLE } from '../record/index.ts'
import { comparePlaces, endOfBundle, parsePlace } from './place.ts'
import type { GapReason } from './interface.ts'
import type { Place } from './place.ts'
import type { Journal } from '../../storage/journal/index.ts'

/** Where a reader goes on, or why it cannot. */
export type ResumePoint = { readonly place: Place } | { readonly reason: GapReason }

/** What an id is compared with. */
export interface ResumeBounds {
  /** The last place that may be told. */
  readonly last: Place
  readonly catchUpBytesMax: number
}

/**
 * Finds the place that an id names. The id may come from anybody: nothing is read but the one record it points at, and
 * that is checked, so no id makes the journal look at bytes between records.
 */
export async function resumePoint (journal: Journal, id: string, { last, catchUpBytesMax }: ResumeBounds): Promise<ResumePoint> {
  const place = parsePlace(id)

  if (place == null) {
    return { reason: 'unknown_id' }
  }

  if (place.index < 0 && place.offset === journal.end) {
    return { place }
  }

  if (comparePlaces(place, last) > 0) {
    return { reason: 'unknown_id' }
  }

  if (last.offset - place.offset > catchUpBytesMax) {
    return { reason: 'too_far_behind' }
  }

  return at(journal, place)
}

/** Looks at the record of a place. */
async function at (journal: Journal, place: Place): Promise<ResumePoint> {
  try {
    const record = await journal.read(place.offset)

    return place.index < 0 || isIn(record, place) ? { place } : { reason: 'unknown_id' }
  } catch (err) {
    if (!isUnreadable(err)) {
      throw err
    }

    return withoutRecord(journal, place, err)
  }
}

/** Whether a record is a bundle's that has the change of a place. */
function isIn (record: Uint8Array, { offset, index }: Place): boolean {
  return record[0] === RECORD_TYPE_BUNDLE && index <= endOfBundle(offset, decodeHead(record).header.count).index
}

/** A place before a record may be one where a segment begins; others have no record because there never was one, or is no more. */
function withoutRecord (journal: Journal, place: Place, cause: unknown): ResumePoint {
  const isStart = place.offset === journal.stat().start || journal.segments().some(({ end }) => end === place.offset)

  if (place.index < 0 && isStart) {
    return { place }
  }

  return { reason: cause instanceof JournalOffsetError && isCompacted(journal, place.offset) ? 'compacted' : 'unknown_id' }
}

/** Whether an offset lies in a segment from which records were left out. */
export function isCompacted (journal: Pick<Journal, 'segments'>, offset: number): boolean {
  return journal.segments().some(({ base, end, bytes }) => offset >= base && offset < end && bytes !== end - base)
}
