import { equalBytes } from '../../model/bytes/index.ts'
import { auditCodec } from '../record/index.ts'
import { EMPTY_CHAIN, headOf } from './chain.ts'
import type { ChainHead } from './chain.ts'
import type { AuditFlaw, AuditReport } from './interface.ts'
import type { Journal, JournalRecord } from '../../storage/journal/index.ts'
import type { AuditEntry, Dated } from '../record/index.ts'
import type { AbortOptions } from '@libp2p/interface'

/** Goes along a chain from its first entry on, record by record, and stops at the first break. */
export class ChainWalk {
  private head = EMPTY_CHAIN
  private flaw: AuditReport['flaw']

  /** Number of the last entry that is whole and follows the one before. */
  get number (): number {
    return this.head.number
  }

  /** Takes the next record in; behind a break it changes nothing. */
  take ({ offset, payload }: Pick<JournalRecord, 'offset' | 'payload'>): void {
    const entry = auditCodec.decode(payload)
    const flaw = entry == null ? undefined : flawOf(entry, this.head)

    if (entry != null && flaw != null) {
      this.flaw ??= { flaw, offset, number: entry.value.number }
    }
    if (this.flaw == null) {
      this.head = headOf(payload) ?? this.head
    }
  }

  /** Whether there was a break. */
  get isBroken (): boolean {
    return this.flaw != null
  }

  /** What was found. Whoever knows that more entries were written says where the next one should stand. */
  report (missingAt?: number): AuditReport {
    const { number } = this.head

    return { entries: number, flaw: this.flaw ?? (missingAt == null ? undefined : { flaw: 'end', offset: missingAt, number: number + 1 }) }
  }
}

/** Walks along a chain from its first entry to the one with a number, which must be there. */
export async function verifyChain (journal: Journal, last: number, options?: AbortOptions): Promise<AuditReport> {
  const walk = new ChainWalk()

  for await (const record of journal.records(journal.stat().start, options)) {
    walk.take(record)
    if (walk.isBroken || walk.number === last) {
      return walk.report()
    }
  }

  return walk.report(walk.number < last ? journal.end : undefined)
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
