import { equalBytes } from '../../model/bytes/index.ts'
import { auditCodec } from '../record/index.ts'
import { EMPTY_CHAIN, headOf } from './chain.ts'
import type { ChainHead } from './chain.ts'
import type { AuditFlaw, AuditReport } from './interface.ts'
import type { Journal } from '../../storage/journal/index.ts'
import type { AuditEntry, Dated } from '../record/index.ts'
import type { AbortOptions } from '@libp2p/interface'

/** Walks along a chain from its first entry to the one with a number, which must be there. */
export async function verifyChain (journal: Journal, last: number, options?: AbortOptions): Promise<AuditReport> {
  let head = EMPTY_CHAIN

  for await (const { offset, payload } of journal.records(journal.stat().start, options)) {
    const entry = auditCodec.decode(payload)
    const flaw = entry == null ? undefined : flawOf(entry, head)

    if (entry != null && flaw != null) {
      return { entries: head.number, flaw: { flaw, offset, number: entry.value.number } }
    }
    head = headOf(payload) ?? head
    if (head.number === last) {
      return { entries: last, flaw: undefined }
    }
  }

  return { entries: head.number, flaw: head.number < last ? { flaw: 'end', offset: journal.end, number: head.number + 1 } : undefined }
}

function flawOf ({ timeMs, value: { number, previous } }: Dated<AuditEntry>, head: ChainHead): AuditFlaw | undefined {
  if (number !== head.number + 1) {
    return 'number'
  }
  if (!equalBytes(previous, head.hash)) {
    return 'previous'
  }

  return timeMs < head.timeMs ? 'time' : undefined
}
