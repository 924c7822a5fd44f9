import { EMPTY_CHAIN, headOf } from './chain.ts'
import type { ChainHead } from './chain.ts'
import type { Journal, JournalRange, JournalRecord } from '../../storage/journal/index.ts'

/** The ranges of all segments of a journal, the oldest first; the last one is that which is written to. */
export function rangesOf (journal: Journal): JournalRange[] {
  const sealed = journal.segments()
  const last = sealed.at(-1)?.end ?? journal.stat().start

  return [
    ...sealed.map(({ base, end }) => ({ offset: base, length: end - base })),
    { offset: last, length: journal.end - last }
  ]
}

/** The records of one range. */
export async function * recordsWithin (journal: Journal, { offset, length }: JournalRange): AsyncGenerator<JournalRecord> {
  if (length > 0) {
    for await (const record of journal.records(offset)) {
      if (record.offset >= offset + length) {
        return
      }
      yield record
    }
  }
}

/** The newest entry of a log: of its newest segment, or of an older one where that holds none. */
export async function findHead (journal: Journal): Promise<ChainHead> {
  for (const range of rangesOf(journal).reverse()) {
    let last: Uint8Array | undefined

    for await (const { payload } of recordsWithin(journal, range)) {
      last = headOf(payload) == null ? last : payload
    }
    if (last != null) {
      return headOf(last) ?? EMPTY_CHAIN
    }
  }

  return EMPTY_CHAIN
}
