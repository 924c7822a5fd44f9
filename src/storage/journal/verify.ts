import { SEGMENT_HEADER_BYTES } from './constants.ts'
import { DamageList } from './damage/damage-list.ts'
import { inspectSegment } from './segment/inspect.ts'
import { LOST_LAYOUT } from './segment/layout.ts'
import { Scan } from './segment/scan.ts'
import type { JournalComponents, JournalRange, JournalReport, VerifyOptions } from './interface.ts'
import type { Found } from './segment/scan.ts'
import type { SurveyedSegment, Survey } from './survey.ts'

/** What is counted on the way. */
export interface Counts {
  records: number
  /** Records of the segment that was read last. */
  lastRecords: number
  payloadBytes: number
  readonly damage: DamageList
  /** Damage that no record was found behind, yet. */
  behind: JournalRange | undefined
  /** Told of every valid record. */
  readonly onRecord: VerifyOptions['onRecord']
}

/** What is read and how far. */
export interface Verification {
  readonly survey: Survey
  /** Global offset behind which nothing is read. */
  readonly end: number
  readonly options?: VerifyOptions
}

/** Reads every byte of a journal again, from the folder itself, up to an offset. */
export async function verifySegments (components: JournalComponents, { survey, end, options }: Verification): Promise<Counts> {
  const segments = survey.segments.filter(({ base }) => base < end)
  const counts: Counts = { records: 0, lastRecords: 0, payloadBytes: 0, damage: new DamageList(), behind: undefined, onRecord: options?.onRecord }
  const total = segments.reduce((sum, { size }) => sum + size, 0)
  let done = 0

  survey.damage.filter(({ offset }) => offset < end).forEach(damage => counts.damage.add(damage))
  options?.onProgress?.(done, total)

  for (const [index, segment] of segments.entries()) {
    const limit = (segments.at(index + 1)?.base ?? end) - segment.base
    const before = done

    counts.lastRecords = 0
    for await (const found of verified(segment, { limit, passing: options?.onRecord == null }, components)) {
      options?.signal?.throwIfAborted()
      count(found, segment.base, counts)
      done = Math.min(before + segment.size, done + found.reduce((sum, { length }) => sum + length, 0))
      options?.onProgress?.(done, total)
    }
    done = before + segment.size
    options?.onProgress?.(done, total)

    if (index < segments.length - 1) {
      settle(counts)
    }
  }

  return counts
}

/** What the counts say in the end, where nothing is a tail. */
export function reportOf (counts: Counts, segments: number): JournalReport {
  settle(counts)
  const { records, payloadBytes, damage } = counts

  return { segments, records, payloadBytes, damage: damage.ranges(), damaged: damage.count }
}

/** Takes what stands behind the last record for damage. */
function settle (counts: Counts): void {
  if (counts.behind != null) {
    counts.damage.add({ kind: 'record', ...counts.behind })
    counts.behind = undefined
  }
}

/** What is found in a segment. Its file is looked at anew, because a compaction may have replaced it. Whoever is handed records may keep them. */
async function * verified ({ path, base, form }: SurveyedSegment, { limit, passing }: { limit: number, passing: boolean }, { files, crc32c }: JournalComponents): AsyncGenerator<Found[]> {
  const handle = await files.open(path, 'read')

  try {
    const { segment: { salt }, layout } = await inspectSegment({ path, base, handle }, crc32c)
    const read = async (target: Uint8Array, position: number): Promise<number> => handle.read(target, position)
    const source = { base, salt, layout: form === 'lost' ? LOST_LAYOUT : layout, read }

    yield * new Scan(source, { from: SEGMENT_HEADER_BYTES, to: limit, hashed: true, passing }, crc32c).found()
  } finally {
    await handle.close()
  }
}

function count (found: readonly Found[], base: number, counts: Counts): void {
  for (const { kind, offset, length, payload } of found) {
    settle(counts)
    if (kind === 'damage') {
      counts.behind = { offset: base + offset, length }
    } else {
      counts.records++
      counts.lastRecords++
      counts.payloadBytes += payload.length
      counts.onRecord?.({ offset: base + offset, payload, next: base + offset + length })
    }
  }
}
