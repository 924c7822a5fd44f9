import { SEGMENT_HEADER_BYTES } from './constants.ts'
import { DamageList } from './damage-list.ts'
import { Scan } from './segment/scan.ts'
import { surveySegments } from './survey.ts'
import type { JournalComponents, JournalReport } from './interface.ts'
import type { SizedSegment } from './survey.ts'
import type { AbortOptions } from '@libp2p/interface'

/** What is counted on the way. */
interface Counts {
  records: number
  payloadBytes: number
  readonly damage: DamageList
}

/** Reads every byte of a journal again, from the folder itself, up to an offset behind the last durable record. */
export async function verifySegments (components: JournalComponents, end: number, options?: AbortOptions): Promise<JournalReport> {
  const survey = await surveySegments(components)
  const segments = survey.segments.filter(({ base }) => base < end)
  const counts: Counts = { records: 0, payloadBytes: 0, damage: new DamageList() }

  survey.damage.filter(({ offset }) => offset < end).forEach(damage => counts.damage.add(damage))

  for (const [index, segment] of segments.entries()) {
    await verifySegment(segment, { components, counts, limit: (segments.at(index + 1)?.base ?? end) - segment.base, options })
  }

  return {
    segments: segments.length,
    records: counts.records,
    payloadBytes: counts.payloadBytes,
    damage: counts.damage.ranges(),
    damaged: counts.damage.count
  }
}

async function verifySegment (segment: SizedSegment, { components, counts, limit, options }: { components: JournalComponents, counts: Counts, limit: number, options?: AbortOptions }): Promise<void> {
  const handle = await components.files.open(segment.path, 'read')

  try {
    const source = { ...segment, read: async (target: Uint8Array, position: number) => handle.read(target, position) }
    const scan = new Scan(source, { from: SEGMENT_HEADER_BYTES, to: limit, hashed: true }, components.crc32c)

    for await (const batch of scan.found()) {
      options?.signal?.throwIfAborted()

      for (const { kind, position, length, payload } of batch) {
        if (kind === 'damage') {
          counts.damage.add({ kind: 'record', offset: segment.base + position, length })
        } else {
          counts.records++
          counts.payloadBytes += payload.length
        }
      }
    }
  } finally {
    await handle.close()
  }
}
