import { decodeBundle } from '../model/bundle/index.ts'
import { GROUP_BYTES_MAX } from './pipeline/index.ts'
import { isUnreadable } from './query/index.ts'
import { decodeArrival, offsetOf, RECORD_TYPE_BUNDLE } from './record/index.ts'
import type { FactIndex } from './index/index.ts'
import type { ArrivedBundle } from './record/index.ts'
import type { Bundle } from '../model/bundle/index.ts'
import type { Fact } from '../model/fact/index.ts'
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
      const isRedacted = arrived.arrival.isRedacted === true
      onBundle(arrived.bundle, offset)

      if (offset >= index.watermark) {
        if (isRedacted && group.bundles.length > 0) {
          await index.write(await index.prepare(group.bundles), group.offsets, offset)
          group = newGroup()
        }

        group.bundles.push(isRedacted ? { ...arrived, leaving: await leavingFrom(journal, index, arrived.bundle) } : arrived)
        group.offsets.push(offset)
        group.bytes += isRedacted ? GROUP_BYTES_MAX : payload.length
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

/** The facts of the record that a redacted bundle takes the place of; none when that one is not here any more. */
async function leavingFrom (journal: Journal, index: FactIndex, { hash }: Bundle): Promise<ReadonlyArray<Fact | null> | undefined> {
  const row = await index.read.bundle(hash)

  try {
    return row == null ? undefined : arrivedIn(await journal.read(offsetOf(row))).bundle.decoded
  } catch (err) {
    if (isUnreadable(err)) {
      return undefined
    }

    throw err
  }
}

function newGroup (): Group {
  return { bundles: [], offsets: [], bytes: 0 }
}

function arrivedIn (payload: Uint8Array): ArrivedBundle {
  const { lead, ...arrival } = decodeArrival(payload)

  return { bundle: decodeBundle(payload.subarray(lead)), arrival, lead }
}
