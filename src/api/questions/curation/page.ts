import { PAGE_FACTS_DEFAULT } from '../../constants.ts'
import { ProblemError } from '../../errors.ts'
import { timestampOf } from '../shared.ts'
import type { curationQuerySchema } from './schema.ts'
import type { CurationRecord } from '../../../replica/interface.ts'
import type * as z from 'zod/mini'

/** Parameters of a list of curating statements, as a caller writes them. */
export type CurationFilter = z.infer<typeof curationQuerySchema>

/** What every curating statement tells beside its own fields. */
export interface CurationHead {
  readonly id: string
  readonly scope: string
  readonly author: string
  readonly source: string
  readonly timestamp: string
  readonly hlc: string
}

/** Some statements, and the text to ask for the next ones with. */
export interface CurationPage {
  readonly records: readonly CurationRecord[]
  readonly cursor: string | null
}

/** A time stamp and the id of a statement. */
const CURSOR_FORM = /^\d{13,15}\.\d{5}_[a-z0-9]{1,80}\.\d{1,5}$/

/**
 * Cuts a page out of all statements of a kind. The cursor names a place among them and not a number of them, so
 * statements that come or go between two pages shift nothing.
 *
 * @throws {ProblemError} `invalid_request` for a cursor that no page had.
 */
export function curationPage (records: readonly CurationRecord[], { cursor, limit = PAGE_FACTS_DEFAULT }: CurationFilter): CurationPage {
  if (cursor != null && !CURSOR_FORM.test(cursor)) {
    throw new ProblemError('invalid_request', 'cursor is not one of this list.', { errors: [{ pointer: '/cursor', detail: 'is not one of this list' }] })
  }
  const placed = records.map(record => ({ record, place: placeOf(record) })).filter(({ place }) => cursor == null || place > cursor)
  placed.sort((a, b) => a.place < b.place ? -1 : 1)
  const page = placed.slice(0, limit)
  return { records: page.map(({ record }) => record), cursor: placed.length > limit ? page[page.length - 1].place : null }
}

/** Tells what every statement has. */
export function curationHead ({ id, scope, author, source, hlc }: CurationRecord): CurationHead {
  return { id, scope, author, source, timestamp: timestampOf(hlc), hlc }
}

function placeOf ({ hlc, id }: CurationRecord): string {
  return `${hlc}_${id}`
}
