import { SEGMENT_HEADER_BYTES } from './constants.ts'
import { parseSegmentName } from './segment/header.ts'
import { readSegment } from './segment/segment.ts'
import type { JournalComponents, JournalDamage } from './interface.ts'
import type { Segment } from './segment/segment.ts'

/** A segment and how long its file is. */
export interface SizedSegment extends Segment {
  readonly size: number
}

/** The segments of a folder in order, and what is wrong with how they follow each other. */
export interface Survey {
  readonly segments: SizedSegment[]
  readonly damage: JournalDamage[]
}

/**
 * Reads the header of every segment of a folder. Files of other names are no business of the journal.
 *
 * @throws {JournalTooNewError} when a newer release wrote one of them
 */
export async function surveySegments ({ files, crc32c, directory }: JournalComponents): Promise<Survey> {
  const segments: SizedSegment[] = []

  for (const name of await files.list(directory)) {
    const base = parseSegmentName(name)

    if (base != null) {
      const path = files.join(directory, name)
      const handle = await files.open(path, 'read')

      try {
        segments.push({ ...await readSegment(path, base, { handle, crc32c }), size: await handle.size() })
      } finally {
        await handle.close()
      }
    }
  }
  segments.sort((one, other) => one.base - other.base)

  return { segments, damage: segments.flatMap((segment, index) => damageOf(segment, segments.at(index + 1))) }
}

/** A damaged header, and whether the segment ends where the next one begins. */
function damageOf ({ base, salt, size }: SizedSegment, next: SizedSegment | undefined): JournalDamage[] {
  const damage: JournalDamage[] = []

  if (salt == null) {
    damage.push({ kind: 'header', offset: base, length: SEGMENT_HEADER_BYTES })
  }
  if (next != null && base + size < next.base) {
    damage.push({ kind: 'missing', offset: base + size, length: next.base - base - size })
  }
  if (next != null && base + size > next.base) {
    damage.push({ kind: 'overlap', offset: next.base, length: base + size - next.base })
  }

  return damage
}
