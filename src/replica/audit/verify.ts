import { equalBytes } from '../../model/bytes/index.ts'
import { auditCodec } from '../record/index.ts'
import { EMPTY_CHAIN, headOf } from './chain.ts'
import { ENTRIES_LOST } from './constants.ts'
import type { Anchored } from './anchor.ts'
import type { ChainHead } from './chain.ts'
import type { AuditFlaw, AuditReport } from './interface.ts'
import type { Journal, JournalRecord } from '../../storage/journal/index.ts'
import type { AuditEntry, Dated } from '../record/index.ts'
import type { AbortOptions } from '@libp2p/interface'

/** Goes along a chain from its first entry on, record by record, and stops at the first break. */
export class ChainWalk {
  private readonly anchor: Anchored | undefined
  private head = EMPTY_CHAIN
  private flaw: AuditReport['flaw']
  private offset = 0

  /** Whoever knows an entry that was written names it: it must be there, and be that one. */
  constructor (anchor?: Anchored) {
    this.anchor = anchor
  }

  /** Number of the last entry that is whole and follows the one before. */
  get number (): number {
    return this.head.number
  }

  /** Takes the next record in; behind a break it changes nothing. */
  take ({ offset, payload }: Pick<JournalRecord, 'offset' | 'payload'>): void {
    const entry = auditCodec.decode(payload)
    this.offset = offset
    const flaw = entry == null ? undefined : flawOf(entry, this.head) ?? this.flawAtAnchor(payload)

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
  report (missingAt = this.isShort ? this.offset : undefined): AuditReport {
    const { number } = this.head

    return { entries: number, flaw: this.flaw ?? (missingAt == null ? undefined : { flaw: 'end', offset: missingAt, number: number + 1 }) }
  }

  /** Whether the known entry was not come to. */
  private get isShort (): boolean {
    return this.head.number < (this.anchor?.number ?? 0)
  }

  private flawAtAnchor (payload: Uint8Array): AuditFlaw | undefined {
    const head = headOf(payload)

    return head == null || head.number !== this.anchor?.number || equalBytes(head.hash, this.anchor.hash) ? undefined : 'end'
  }
}

/** Walks along a chain from its first entry to a known one. */
export async function verifyChain (journal: Journal, last: Anchored, options?: AbortOptions): Promise<AuditReport> {
  const walk = new ChainWalk(last)

  for await (const record of journal.records(journal.stat().start, options)) {
    walk.take(record)
    if (walk.isBroken || walk.number === last.number) {
      break
    }
  }

  return walk.report()
}

function flawOf ({ timeMs, value: { number, previous, type, reason } }: Dated<AuditEntry>, head: ChainHead): AuditFlaw | undefined {
  if (number !== head.number + 1) {
    return 'number'
  }
  if (!equalBytes(previous, head.hash)) {
    return 'previous'
  }

  if (type === ENTRIES_LOST.type && reason === ENTRIES_LOST.reason) {
    return 'end'
  }

  return timeMs < head.timeMs ? 'time' : undefined
}
