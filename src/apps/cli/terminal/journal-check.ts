import { list } from './table.ts'
import type { JournalCheck } from '../../../home.ts'

/** What a reading of one journal found, for people. */
export function checkPage (check: JournalCheck): string {
  return list([
    ['journal', check.journal],
    ['result', check.ok ? 'every record is sound' : `${check.damaged} damaged ranges`],
    ['records', String(check.records)],
    ['segments', String(check.segments)],
    ['bytes', String(check.payloadBytes)],
    ...check.damage.map(({ kind, offset, length }): [string, string] => ['damage', `${kind} at ${offset}, ${length} bytes`]),
    ...check.tailBytes === 0 ? [] : [['tail', `${check.tailBytes} bytes of an unfinished write behind the last record, as a crash leaves them; the next start cuts them off`] as [string, string]]
  ])
}

/** The same in the words of the API. */
export function checkJson ({ journal, ok, segments, records, payloadBytes, damaged, damage, tailBytes }: JournalCheck): Record<string, unknown> {
  return { journal, ok, segments, records, payload_bytes: payloadBytes, damaged, damage, tail_bytes: tailBytes }
}
