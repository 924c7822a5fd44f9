import { createSegment, keepSegment, writeAll } from './commit/active-segment.ts'
import { leftoversIn } from './compaction/leftovers.ts'
import { SEGMENT_HEADER_BYTES, UNSYNCED_BYTES_MAX, WRITE_BYTES_MAX } from './constants.ts'
import { JournalTooNewError, JournalUnreadableError } from './errors.ts'
import { PLAIN_LAYOUT } from './segment/layout.ts'
import { Scan } from './segment/scan.ts'
import { surveySegments } from './survey.ts'
import type { ActiveSegment } from './commit/active-segment.ts'
import type { JournalComponents, JournalDamage, JournalRange } from './interface.ts'
import type { SizedSegment } from './segment/inspect.ts'
import type { Segment } from './segment/segment.ts'
import type { Survey } from './survey.ts'
import type { FileHandle } from '../../platform/interface.ts'

/** A journal that is ready to be written. */
export interface Recovered {
  /** All segments in order, the active one last. */
  readonly segments: Segment[]
  readonly active: ActiveSegment
  /** Position in the active segment behind its last record. */
  readonly position: number
  /** Records in the segment that was found as the newest. */
  readonly records: number
  /** What was cut off. */
  readonly truncated: JournalRange | undefined
  /** What is damaged and stays. */
  readonly damage: JournalDamage[]
  /** Bytes that were written again. */
  readonly rewritten: number
}

/** What a segment holds. */
interface Content {
  readonly records: number
  /** Position behind the last record, or behind the header when there is none. */
  readonly position: number
  /** Damage that has a record behind it. */
  readonly damage: JournalDamage[]
  /** What stands behind the last record. */
  readonly tail: JournalDamage | undefined
}

/** What is known of a folder before a segment is opened for writing. */
type Found = Pick<Recovered, 'records' | 'truncated' | 'damage' | 'rewritten'> & { readonly segments: Segment[] }

/**
 * Opens the folder of a journal. Older segments were durable before the newest was begun, so only that one is read. It
 * is cut behind its last valid record: an append that was answered for can only stand there if the disk damaged it.
 * Damage with a valid record behind it stays. A crash after any step is met by doing all of them again.
 *
 * @throws {JournalTooNewError} when a newer release wrote a segment; nothing is changed
 * @throws {JournalUnreadableError} when something could not be read; nothing is changed
 */
export async function recover (components: JournalComponents): Promise<Recovered> {
  await components.files.makeDirectory(components.directory)
  const { segments, damage } = await surveyed(components)

  for (const path of await reading(components, async () => leftoversIn(components))) {
    await components.files.remove(path).catch(() => undefined) // It is never read, and the next start tries again.
  }
  const newest = segments.pop()

  if (newest == null) {
    return begin(0, { segments, records: 0, truncated: undefined, damage, rewritten: 0 }, components)
  }
  if (newest.form != null) {
    // It was sealed, and what came behind it is gone: nothing is ever appended to it.
    return begin(newest.base + newest.extent, { segments: [...segments, newest], records: 0, truncated: undefined, damage, rewritten: 0 }, components)
  }
  const content = await readContent(newest, components)
  const found = { segments, records: content.records, truncated: rangeBehind(newest, content.position), damage: [...damage, ...content.damage], rewritten: 0 }

  if (newest.salt != null) {
    const { handle, rewritten } = await settle(newest, content.position, components)
    const active = { path: newest.path, base: newest.base, salt: newest.salt, handle }

    return { ...found, segments: [...segments, active], active, position: content.position, rewritten }
  }

  if (content.records > 0) {
    // Without its salt nothing can be written to it any more: the next segment begins behind its last record.
    const { handle, rewritten } = await settle(newest, content.position, components)

    await handle.close()

    return begin(newest.base + content.position, { ...found, segments: [...segments, newest], rewritten }, components)
  }

  // A crash left it before its header was durable.
  return begin(newest.base, {
    ...found,
    truncated: rangeBehind(newest, 0),
    damage: damage.filter(({ offset }) => offset !== newest.base)
  }, components)
}

/**
 * Opens the folder again after a failure of the same process, which knows how far its journal was durable. The segment
 * of that place is read anew and ended there, and a new one begins: nothing is ever synced again that a failed sync may
 * have lost. Segments behind that place hold nothing that was answered for.
 *
 * @throws {JournalUnreadableError} when something could not be read; nothing is changed
 */
export async function heal (end: number, components: JournalComponents): Promise<Recovered> {
  const survey = await surveyed(components)
  const segments = survey.segments.filter(({ base }) => base < end)
  const damage = survey.damage.filter(({ offset }) => offset < end)
  const newest = segments.at(-1)

  if (newest == null || newest.form != null) {
    // What was written to last is gone: nothing is left to be ended.
    return begin(end, { segments, records: 0, truncated: undefined, damage, rewritten: 0 }, components)
  }
  const content = await readContent({ ...newest, size: end - newest.base }, components)

  for (const { path } of survey.segments.filter(({ base }) => base > end)) {
    await components.files.remove(path)
  }
  await components.files.syncDirectory(components.directory)
  await cutOff(newest, end - newest.base, components)

  return begin(end, {
    segments,
    records: content.records,
    truncated: rangeBehind(newest, end - newest.base),
    damage: [...damage, ...content.damage, ...content.tail == null ? [] : [content.tail]],
    rewritten: 0
  }, components)
}

/** Goes on with a new segment behind some older ones. */
async function begin (base: number, found: Found, components: JournalComponents): Promise<Recovered> {
  const active = await createSegment(base, components)

  await keepSegment(active, components)

  return { ...found, segments: [...found.segments, active], active, position: SEGMENT_HEADER_BYTES }
}

/**
 * Cuts a segment behind its last record, and makes durable what stays: a process that was killed may have left records,
 * and the name of the segment itself, that the system had not brought to the disk yet. If a sync had failed before, the
 * system takes bytes for written that the disk does not have, and no sync would bring them there. So as many bytes as
 * can stand unsynced are written again, each the same as before.
 */
async function settle (segment: SizedSegment, position: number, components: JournalComponents): Promise<{ handle: FileHandle, rewritten: number }> {
  const { files, directory } = components
  const handle = await reading(components, async () => files.open(segment.path, 'write'))

  try {
    const start = Math.max(0, position - UNSYNCED_BYTES_MAX)
    const last = new Uint8Array(position - start)

    await reading(components, async () => { await readWhole(handle, last, start) })

    if (segment.size > position) {
      await handle.truncate(position)
    }
    for (let done = 0; done < last.length; done += WRITE_BYTES_MAX) {
      await writeAll(handle, last.subarray(done, done + WRITE_BYTES_MAX), start + done)
    }
    await handle.sync()
    await files.syncDirectory(directory)

    return { handle, rewritten: last.length }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Cuts a segment if the file system lets it; what stays behind its end is not read, because another segment begins there. */
async function cutOff (segment: SizedSegment, position: number, { files }: JournalComponents): Promise<void> {
  if (segment.size > position) {
    try {
      const handle = await files.open(segment.path, 'write')

      await handle.truncate(position).then(async () => handle.sync()).finally(async () => handle.close())
    } catch {
      // It stays longer than it should be, which later starts report.
    }
  }
}

function rangeBehind ({ base, size }: SizedSegment, position: number): JournalRange | undefined {
  return size > position ? { offset: base + position, length: size - position } : undefined
}

async function surveyed (components: JournalComponents): Promise<Survey> {
  return reading(components, async () => surveySegments(components))
}

async function readContent (segment: SizedSegment, components: JournalComponents): Promise<Content> {
  return reading(components, async () => {
    const handle = await components.files.open(segment.path, 'read')

    try {
      const source = { ...segment, layout: PLAIN_LAYOUT, read: async (target: Uint8Array, position: number) => handle.read(target, position) }
      const scan = new Scan(source, { from: SEGMENT_HEADER_BYTES, to: segment.size, hashed: false, passing: true }, components.crc32c)

      return await contentOf(scan, segment.base)
    } finally {
      await handle.close()
    }
  })
}

async function contentOf (scan: Scan, base: number): Promise<Content> {
  const damage: JournalDamage[] = []
  let tail: JournalDamage | undefined
  let records = 0
  let end = SEGMENT_HEADER_BYTES

  for await (const batch of scan.found()) {
    for (const { kind, position, length } of batch) {
      if (kind === 'damage') {
        // fault-point journal.cut-good-records: return { records, position: end, damage, tail: undefined }
        tail = { kind: 'record', offset: base + position, length }
      } else {
        damage.push(...tail == null ? [] : [tail])
        tail = undefined
        records++
        end = position + length
      }
    }
  }

  return { records, position: end, damage, tail }
}

async function readWhole (handle: FileHandle, target: Uint8Array, position: number): Promise<void> {
  const taken = await handle.read(target, position)

  if (taken < target.length) {
    throw new RangeError(`The file ends ${target.length - taken} bytes before its last record does`)
  }
}

/** Does some reading, and tells a failure of it from whatever else can go wrong. */
async function reading<Result> ({ directory }: JournalComponents, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (cause) {
    throw cause instanceof JournalTooNewError ? cause : new JournalUnreadableError(directory, cause)
  }
}
