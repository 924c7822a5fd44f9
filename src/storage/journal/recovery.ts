import { SEGMENT_HEADER_BYTES } from './constants.ts'
import { Scan } from './segment/scan.ts'
import { surveySegments } from './survey.ts'
import { createSegment, keepSegment } from './writer.ts'
import type { JournalComponents, JournalDamage, JournalRange } from './interface.ts'
import type { Segment } from './segment/segment.ts'
import type { SizedSegment } from './survey.ts'
import type { ActiveSegment } from './writer.ts'
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
}

/** What a segment holds. */
interface Content {
  readonly records: number
  /** Position behind the last record, or behind the header when there is none. */
  readonly position: number
  /** Damage that has a record behind it. */
  readonly damage: JournalDamage[]
}

/**
 * Opens the folder of a journal. Older segments were durable before the newest was begun, so only that one is read. It
 * is cut behind its last valid record: an append that was answered for can only stand there if the disk damaged it.
 * Damage with a valid record behind it stays. A crash after any step is met by doing all of them again.
 *
 * @throws {JournalTooNewError} when a newer release wrote a segment; nothing is changed
 */
export async function recover (components: JournalComponents): Promise<Recovered> {
  await components.files.makeDirectory(components.directory)
  const { segments, damage } = await surveySegments(components)
  const newest = segments.pop()

  if (newest == null) {
    return begin({ base: 0, segments, records: 0, truncated: undefined, damage }, components)
  }
  const content = await readContent(newest, components)
  const found = { segments, records: content.records, damage: [...damage, ...content.damage] }

  if (newest.salt != null) {
    return reopen({ ...found, newest, salt: newest.salt, position: content.position }, components)
  }

  if (content.records > 0) {
    // Without its salt nothing can be written to it any more: the next segment begins behind its last record.
    const handle = await settle(newest, content.position, components)

    await handle.close()

    return begin({
      ...found,
      base: newest.base + content.position,
      segments: [...segments, newest],
      truncated: rangeBehind(newest, content.position)
    }, components)
  }

  // A crash left it before its header was durable.
  return begin({
    ...found,
    base: newest.base,
    truncated: rangeBehind(newest, 0),
    damage: damage.filter(({ offset }) => offset !== newest.base)
  }, components)
}

/** Goes on with a new segment behind some older ones. */
async function begin ({ base, ...found }: Omit<Recovered, 'active' | 'position'> & { base: number }, components: JournalComponents): Promise<Recovered> {
  const active = await createSegment(base, components)

  await keepSegment(active, components)

  return { ...found, segments: [...found.segments, active], active, position: SEGMENT_HEADER_BYTES }
}

/** Goes on with the newest segment. */
async function reopen ({ newest, salt, ...found }: Omit<Recovered, 'active' | 'truncated'> & { newest: SizedSegment, salt: number }, components: JournalComponents): Promise<Recovered> {
  const { path, base } = newest
  const active = { path, base, salt, handle: await settle(newest, found.position, components) }

  return { ...found, segments: [...found.segments, active], active, truncated: rangeBehind(newest, found.position) }
}

/**
 * Cuts a segment behind its last record, and makes durable what stays: a process that was killed may have left records,
 * and the name of the segment itself, that the system had not brought to the disk yet.
 */
async function settle (segment: SizedSegment, position: number, { files, directory }: JournalComponents): Promise<FileHandle> {
  const handle = await files.open(segment.path, 'write')

  try {
    if (segment.size > position) {
      await handle.truncate(position)
    }
    await handle.sync()
    await files.syncDirectory(directory)

    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

function rangeBehind ({ base, size }: SizedSegment, position: number): JournalRange | undefined {
  return size > position ? { offset: base + position, length: size - position } : undefined
}

async function readContent (segment: SizedSegment, { files, crc32c }: JournalComponents): Promise<Content> {
  const handle = await files.open(segment.path, 'read')

  try {
    const source = { ...segment, read: async (target: Uint8Array, position: number) => handle.read(target, position) }
    const scan = new Scan(source, { from: SEGMENT_HEADER_BYTES, to: segment.size, hashed: false }, crc32c)

    return await contentOf(scan, segment.base)
  } finally {
    await handle.close()
  }
}

async function contentOf (scan: Scan, base: number): Promise<Content> {
  const damage: JournalDamage[] = []
  let open: JournalDamage | undefined
  let records = 0
  let end = SEGMENT_HEADER_BYTES

  for await (const batch of scan.found()) {
    for (const { kind, position, length } of batch) {
      if (kind === 'damage') {
        open = { kind: 'record', offset: base + position, length }
      } else {
        damage.push(...open == null ? [] : [open])
        open = undefined
        records++
        end = position + length
      }
    }
  }

  return { records, position: end, damage }
}
