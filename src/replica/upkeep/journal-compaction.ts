import { readHeaderBytes } from '../../model/bundle/index.ts'
import { blake3 } from '../../model/bytes/index.ts'
import { decodeArrival, offsetOf, RECORD_TYPE_BUNDLE } from '../record/index.ts'
import type { Journal, JournalRecord } from '../../storage/journal/index.ts'
import type { FactIndex } from '../index/index.ts'

/** Records whose places are looked up together. */
const LOOKED_UP_TOGETHER = 1_024

/** What a compaction of the bundles left out. */
export interface JournalCompaction {
  /** Segments that were read. */
  readonly segments: number
  /** Records that were left out, because a later one of the same bundle took their place. */
  readonly dropped: number
  /** Bytes of the journal before and after. */
  readonly bytesBefore: number
  readonly bytesAfter: number
}

/** What is compacted. */
export interface JournalCompactionComponents {
  readonly journal: Journal
  readonly index: FactIndex
}

/**
 * Leaves out of the journal every record of a bundle in whose place a later one stands: with it goes what was erased or
 * refused. The index must have all that the journal has. Offsets of what stays are as before.
 */
export async function compactBundles ({ journal, index }: JournalCompactionComponents): Promise<JournalCompaction> {
  const { bytes: bytesBefore } = journal.stat()
  let dropped = 0
  let segments = 0

  await journal.seal()
  // What a crash may take from the index must not lead to records that are gone.
  await index.flush()

  for (const { base, end } of journal.segments()) {
    const dead = await overtakenIn({ journal, index }, { base, end: Math.min(end, index.watermark) })
    segments++

    if (dead.size > 0) {
      const report = await journal.compact(base, ({ offset, payload }) => dead.has(offset) ? undefined : payload)
      dropped += report.dropped
    }
  }

  return { segments, dropped, bytesBefore, bytesAfter: journal.stat().bytes }
}

/** Offsets of the records in a segment that were overtaken. */
async function overtakenIn ({ journal, index }: JournalCompactionComponents, { base, end }: { base: number, end: number }): Promise<Set<number>> {
  const dead = new Set<number>()
  let some: JournalRecord[] = []

  for await (const record of journal.records(base)) {
    if (record.offset >= end) {
      break
    }

    if (record.payload[0] === RECORD_TYPE_BUNDLE) {
      some.push({ ...record, payload: headerOf(record) })
    }

    if (some.length === LOOKED_UP_TOGETHER) {
      await lookUp(index, some, dead)
      some = []
    }
  }

  await lookUp(index, some, dead)

  return dead
}

async function lookUp (index: FactIndex, records: readonly JournalRecord[], dead: Set<number>): Promise<void> {
  const rows = await index.read.bundles(records.map(({ payload }) => blake3(payload)))

  rows.forEach((row, i) => {
    if (row != null && offsetOf(row) !== records[i].offset) {
      dead.add(records[i].offset)
    }
  })
}

function headerOf ({ payload }: JournalRecord): Uint8Array {
  return readHeaderBytes(payload.subarray(decodeArrival(payload).lead)).slice()
}
