import { decodeBundle } from '../model/bundle/index.ts'
import { GROUP_BYTES_MAX } from './pipeline/index.ts'
import { decodeArrival, RECORD_TYPE_BUNDLE } from './record/index.ts'
import type { FactIndex } from './index/index.ts'
import type { PlacedBundle } from './record/index.ts'
import type { Journal, JournalRecord } from '../storage/journal/index.ts'

/**
 * Applies to the index what the journal holds behind the watermark, in groups as large as those of a busy pipeline.
 * Records of other types are passed over. Returns how many bundles were applied.
 */
export async function replay (journal: Journal, index: FactIndex): Promise<number> {
  let group: PlacedBundle[] = []
  let bytes = 0
  let applied = 0
  let next = index.watermark

  for await (const record of journal.records(index.watermark)) {
    const placed = placeOf(record)
    next = record.next

    if (placed != null) {
      group.push(placed)
      bytes += record.payload.length
      applied++
    }

    if (bytes >= GROUP_BYTES_MAX) {
      await index.apply(group, next)
      group = []
      bytes = 0
    }
  }

  if (next > index.watermark) {
    await index.apply(group, next)
  }

  return applied
}

function placeOf ({ offset, payload }: JournalRecord): PlacedBundle | undefined {
  if (payload[0] !== RECORD_TYPE_BUNDLE) {
    return undefined
  }

  const { lead, ...arrival } = decodeArrival(payload)

  return { bundle: decodeBundle(payload.subarray(lead)), offset, lead, arrival }
}
