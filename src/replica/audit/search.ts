import { auditCodec } from '../record/index.ts'
import { DEFAULT_PAGE, PAGE_MAX, SCANNED_MAX } from './constants.ts'
import { rangesOf, recordsWithin } from './segments.ts'
import type { AuditPage, AuditQuery, AuditRecord } from './interface.ts'
import type { Journal, JournalRange } from '../../storage/journal/index.ts'
import type { AbortOptions } from '@libp2p/interface'

/** A query with a limit within its bounds, and with the durable end of the log. */
interface Search extends AuditQuery {
  readonly limit: number
  /** Number of the newest durable entry. */
  readonly last: number
  readonly signal: AbortSignal | undefined
}

/** A page of a query over the entries up to a number. */
export async function searchAudit (journal: Journal, query: AuditQuery & { last: number }, options?: AbortOptions): Promise<AuditPage> {
  const limit = Math.min(Math.max(Math.trunc(query.limit ?? DEFAULT_PAGE), 1), PAGE_MAX)

  return query.order === 'oldest'
    ? searchOldest(journal, { ...query, limit, signal: options?.signal })
    : searchNewest(journal, { ...query, limit, signal: options?.signal })
}

async function searchOldest (journal: Journal, search: Search): Promise<AuditPage> {
  const { cursor = 0, fromMs = 0, toMs = Infinity, limit, signal } = search
  const { offset: start } = await rangeBefore(journal, first => first != null && (first.number <= cursor || first.timeMs < fromMs))
  const records: AuditRecord[] = []
  let scanned = 0

  for await (const { offset, payload } of journal.records(start, { signal })) {
    const record = recordOf(payload, offset)

    scanned++
    if (record == null || record.number <= cursor) {
      continue
    }
    if (record.timeMs >= toMs || record.number > search.last) {
      break
    }
    if (matches(record, search)) {
      records.push(record)
    }
    if (records.length === limit || scanned >= SCANNED_MAX) {
      return { records, next: record.number }
    }
  }

  return { records, next: undefined }
}

/** Segments are read forwards, so of each the last matches are kept and then turned round. */
async function searchNewest (journal: Journal, search: Search): Promise<AuditPage> {
  const { cursor = Infinity, fromMs = 0, toMs = Infinity, limit } = search
  const newest = await rangeBefore(journal, first => first == null || (first.number < cursor && first.timeMs < toMs))
  const records: AuditRecord[] = []
  let scanned = 0

  for (const range of rangesOf(journal).filter(({ offset }) => offset <= newest.offset).reverse()) {
    const { found, first, count } = await lastMatches(journal, range, { ...search, limit: limit - records.length })

    scanned += count
    records.push(...found)
    if (records.length === limit) {
      return { records, next: records.at(-1)?.number }
    }
    if (first != null && first.timeMs < fromMs) {
      break
    }
    if (first != null && scanned >= SCANNED_MAX) {
      return { records, next: first.number }
    }
  }

  return { records, next: undefined }
}

/** The last matches in a range, the newest first; its first entry; and how many records it holds. */
async function lastMatches (journal: Journal, range: JournalRange, search: Search): Promise<{ found: AuditRecord[], first: AuditRecord | undefined, count: number }> {
  const { cursor = Infinity, last, limit, signal } = search
  const found: AuditRecord[] = []
  let first: AuditRecord | undefined
  let count = 0

  for await (const { offset, payload } of recordsWithin(journal, range)) {
    const record = recordOf(payload, offset)

    signal?.throwIfAborted()
    count++
    first ??= record
    if (record != null && record.number < cursor && record.number <= last && matches(record, search) && found.push(record) > limit) {
      found.shift()
    }
  }

  return { found: found.reverse(), first, count }
}

/**
 * The last range of which the first entry passes a test, or the first range: entries are in the order of their numbers
 * and times, so those of a range before are passed over unread.
 */
async function rangeBefore (journal: Journal, isBefore: (first: AuditRecord | undefined) => boolean): Promise<JournalRange> {
  const ranges = rangesOf(journal)
  let low = 0
  let high = ranges.length - 1

  while (low < high) {
    const middle = (low + high + 1) >>> 1

    if (isBefore(await firstOf(journal, ranges[middle]))) {
      low = middle
    } else {
      high = middle - 1
    }
  }

  return ranges[low]
}

async function firstOf (journal: Journal, range: JournalRange): Promise<AuditRecord | undefined> {
  for await (const { payload, offset } of recordsWithin(journal, range)) {
    const record = recordOf(payload, offset)

    if (record != null) {
      return record
    }
  }
}

function recordOf (payload: Uint8Array, offset: number): AuditRecord | undefined {
  const entry = auditCodec.decode(payload)

  return entry == null ? undefined : { ...entry.value, timeMs: entry.timeMs, offset }
}

function matches (record: AuditRecord, { type, peer, actor, fromMs = 0, toMs = Infinity }: AuditQuery): boolean {
  return record.timeMs >= fromMs && record.timeMs < toMs && (type == null || record.type === type) &&
    (peer == null || record.peer === peer) && (actor == null || record.actor === actor)
}
