import { RECORD_BYTES_LIMIT, SEGMENT_BYTES_LIMIT, SEGMENT_HEADER_BYTES } from './constants.ts'
import { parseSegmentName } from './segment/header.ts'
import { inspectSegment } from './segment/inspect.ts'
import type { JournalComponents, JournalDamage } from './interface.ts'
import type { Inspected, SizedSegment } from './segment/inspect.ts'

/** A segment of a folder, and how far it reaches. */
export interface SurveyedSegment extends SizedSegment {
  /** Bytes that it stands for: its end less its base, by its own account. */
  readonly extent: number
}

/** The segments of a folder in order, and what is wrong with them and with how they follow each other. */
export interface Survey {
  readonly segments: SurveyedSegment[]
  readonly damage: JournalDamage[]
}

/** What is kept of an inspection: maps may be large. */
type Glance = Omit<Inspected, 'layout'>

/** No segment reaches farther than this. */
const EXTENT_MAX = SEGMENT_BYTES_LIMIT + RECORD_BYTES_LIMIT

/**
 * Reads the header of every segment of a folder, and the map of compacted ones. Files of other names are no business of
 * the journal.
 *
 * @throws {JournalTooNewError} when a newer release wrote one of them
 */
export async function surveySegments (components: JournalComponents): Promise<Survey> {
  const { files, directory } = components
  const found: Glance[] = []

  for (const name of await files.list(directory)) {
    const base = parseSegmentName(name)

    if (base != null) {
      found.push(await glance(files.join(directory, name), base, components))
    }
  }
  found.sort((one, other) => one.segment.base - other.segment.base)
  const segments = found.map((one, index) => surveyed(one, found.at(index + 1)?.segment.base))

  return {
    segments,
    damage: segments.flatMap((segment, index) => [...ownDamage(segment, found[index]), ...damageBehind(segment, segments.at(index + 1)?.base)])
  }
}

async function glance (path: string, base: number, { files, crc32c }: JournalComponents): Promise<Glance> {
  const handle = await files.open(path, 'read')

  try {
    const { layout, ...rest } = await inspectSegment({ path, base, handle }, crc32c)

    return rest
  } finally {
    await handle.close()
  }
}

/**
 * Without a header, a plain segment is read by position: that is right only where its length fits, because it might be
 * a compacted one whose maps are lost as well.
 */
function surveyed ({ segment, extent }: Glance, next: number | undefined): SurveyedSegment {
  const unsure = segment.salt == null && next != null && segment.base + segment.size !== next

  if (extent == null || unsure) {
    return { ...segment, form: 'lost', extent: next == null ? EXTENT_MAX : next - segment.base }
  }

  return { ...segment, extent }
}

/** What is wrong within a segment, as far as its first and last bytes tell. */
function ownDamage ({ base, form, extent }: SurveyedSegment, { headerDamaged, mapDamaged }: Glance): JournalDamage[] {
  const damage: JournalDamage[] = []

  if (headerDamaged) {
    damage.push({ kind: 'header', offset: base, length: SEGMENT_HEADER_BYTES })
  }
  if (mapDamaged) {
    damage.push({ kind: 'map', offset: base, length: SEGMENT_HEADER_BYTES })
  }
  if (form === 'lost') {
    damage.push({ kind: 'record', offset: base + SEGMENT_HEADER_BYTES, length: Math.max(0, extent - SEGMENT_HEADER_BYTES) })
  }

  return damage
}

/** Whether a segment ends where the next one begins. */
function damageBehind ({ base, extent }: SurveyedSegment, next: number | undefined): JournalDamage[] {
  const end = base + extent

  if (next == null || end === next) {
    return []
  }

  return [end < next ? { kind: 'missing', offset: end, length: next - end } : { kind: 'overlap', offset: next, length: end - next }]
}
