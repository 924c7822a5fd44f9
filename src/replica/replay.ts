import { decodeBundle } from '../model/bundle/index.ts'
import { GROUP_BYTES_MAX } from './pipeline/index.ts'
import { decodeArrival, RECORD_TYPE_BUNDLE } from './record/index.ts'
import type { FactIndex } from './index/index.ts'
import type { ArrivedBundle } from './record/index.ts'
import type { Bundle } from '../model/bundle/index.ts'
import type { Journal } from '../storage/journal/index.ts'

/** Bundles that go into the index together. */
interface Group {
  readonly bundles: ArrivedBundle[]
  readonly offsets: number[]
  bytes: number
}

/** Who watches a replay, and from where on. */
export interface ReplayOptions {
  /** Where to begin when that is before the watermark of the index; what lies between is only shown. */
  readonly from?: number
  /** Sees each bundle, and the offset of its record, before it is applied. */
  onBundle (bundle: Bundle, offset: number): void
}

/**
 * Applies to the index what the journal holds behind the watermark, in groups as large as those of a busy pipeline.
 * Records of other types are passed over. Returns how many bundles were applied.
 */
export async function replay (journal: Journal, index: FactIndex, { from = index.watermark, onBundle }: ReplayOptions): Promise<number> {
  let group = newGroup()
  let applied = 0
  let next = index.watermark

  for await (const record of journal.records(Math.min(from, index.watermark))) {
    const { offset, payload } = record
    next = record.next

    if (payload[0] === RECORD_TYPE_BUNDLE) {
      const arrived = arrivedIn(payload)
      onBundle(arrived.bundle, offset)

      if (offset >= index.watermark) {
        group.bundles.push(arrived)
        group.offsets.push(offset)
        group.bytes += payload.length
        applied++
      }
    }

    if (group.bytes >= GROUP_BYTES_MAX) {
      await index.write(await index.prepare(group.bundles), group.offsets, next)
      group = newGroup()
    }
  }

  if (next > index.watermark) {
    await index.write(await index.prepare(group.bundles), group.offsets, next)
  }

  return applied
}

function newGroup (): Group {
  return { bundles: [], offsets: [], bytes: 0 }
}

function arrivedIn (payload: Uint8Array): ArrivedBundle {
  const { lead, ...arrival } = decodeArrival(payload)

  return { bundle: decodeBundle(payload.subarray(lead)), arrival, lead }
}
