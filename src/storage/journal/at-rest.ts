import { surveySegments } from './survey.ts'
import { reportOf, verifySegments } from './verify.ts'
import type { JournalComponents, JournalDamage, JournalReport, JournalStat, VerifyOptions } from './interface.ts'
import type { SurveyedSegment } from './survey.ts'
import type { Counts } from './verify.ts'

/**
 * Reads every record of a journal that is not started, and changes nothing. What a crash left unfinished behind the last
 * record is no damage: it is listed with the kind `tail`, last, and not counted.
 *
 * @throws {JournalTooNewError} when a newer release wrote a segment
 */
export async function verifyJournal (components: JournalComponents, options?: VerifyOptions): Promise<JournalReport> {
  const survey = await surveySegments(components)
  const newest = survey.segments.at(-1)

  if (newest == null) {
    return { segments: 0, records: 0, payloadBytes: 0, damage: [], damaged: 0 }
  }
  const counts = await verifySegments(components, { survey, end: newest.base + newest.extent, options })
  const tail = takeTail(counts, newest)
  const report = reportOf(counts, survey.segments.length)

  return tail == null ? report : { ...report, damage: [...report.damage, tail] }
}

/**
 * The figures of a journal that is not started, without reading its records; a tail counts as bytes of the journal.
 *
 * @throws {JournalTooNewError} when a newer release wrote a segment
 */
export async function statJournal (components: JournalComponents): Promise<JournalStat> {
  const { segments, damage } = await surveySegments(components)
  const newest = segments.at(-1)

  return {
    segments: segments.length,
    bytes: segments.reduce((sum, { size }) => sum + size, 0),
    start: segments.at(0)?.base ?? 0,
    end: newest == null ? 0 : newest.base + newest.extent,
    appended: 0,
    syncs: 0,
    damaged: damage.length,
    failed: false
  }
}

/** Takes what the next start would cut off the newest segment out of the damage. */
function takeTail (counts: Counts, { base, size, salt, form }: SurveyedSegment): JournalDamage | undefined {
  const { behind, damage, lastRecords } = counts

  if (form != null) {
    return undefined // It was sealed: whatever came behind it is lost.
  }
  counts.behind = undefined

  if (salt == null && lastRecords === 0) {
    damage.delete('header', base) // A crash left the segment before its header was durable.

    return size > 0 ? { kind: 'tail', offset: base, length: size } : undefined
  }

  return behind == null ? undefined : { kind: 'tail', ...behind }
}
