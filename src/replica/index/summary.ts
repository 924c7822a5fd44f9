import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { BUCKETS, INDEX_FORMAT } from './constants.ts'
import { IndexCorruptError } from './errors.ts'
import { decodeProof, IndexState, metaKey } from './index-state.ts'
import { CheckedStore, corrupt } from './store/checked-store.ts'
import type { IndexSummary } from './interface.ts'
import type { Crc32c } from '../../platform/interface.ts'
import type { KV } from '../../storage/kv/index.ts'
import type { SealedCount, SealedRange } from '../../storage/kv/interface.ts'

/** The value of the format's entry, the only one of the index without a seal. */
export const FORMAT_ROW = Uint8Array.of(INDEX_FORMAT)

/** The entries that the index proves, and the proof before them. */
export const PROVEN_RANGE: SealedRange = { proof: metaKey('watermark'), end: Uint8Array.of(BUCKETS.tree) }

/** Whether two indexes say the same about themselves. */
export function isSameSummary (one: IndexSummary, other: IndexSummary): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other))
}

function inOrder ({ format, watermark, entries, sum, scopes }: IndexSummary): unknown {
  return [format, watermark, entries, sum, scopes.map(({ id, bundles }) => [id, bundles])]
}

/** What an index stands on while it is read without being started. */
export interface IndexAtRest {
  readonly kv: KV
  readonly crc32c: Crc32c
}

/**
 * What an index says about itself, or undefined when there is none of this format.
 *
 * @throws {IndexCorruptError}
 */
export async function summarise ({ kv, crc32c }: IndexAtRest): Promise<IndexSummary | undefined> {
  const format = await kv.get(metaKey('format'))

  if (format == null || !equalBytes(format, FORMAT_ROW)) {
    return undefined
  }

  const state = new IndexState()
  const batch = async (): Promise<void> => {}
  const store = { get: kv.get.bind(kv), getNow: () => undefined, getMany: kv.getMany.bind(kv), entries: kv.entries.bind(kv), batch }
  await state.load(new CheckedStore({ store, crc32c }))
  return summaryOf(state)
}

/** What the state of an index says. */
export function summaryOf (state: IndexState): IndexSummary {
  const scopes = state.ids().map(id => ({ id: toHex(id), bundles: state.count(id).bundles }))
  return { format: INDEX_FORMAT, watermark: state.watermark, ...state.tally, scopes }
}

/**
 * Compares what a scan found with what the index says must be there.
 *
 * @throws {IndexCorruptError} when something is missing, old or too much.
 */
export function checkCount ({ proof, entries, sum }: SealedCount): void {
  const said = decodeProof(proof)

  if (said.entries !== entries || said.sum !== sum) {
    throw new IndexCorruptError('meta')
  }
}

/** Whether a scan found exactly what the index says must be there. */
export function isProven (count: SealedCount): boolean {
  try {
    checkCount(count)
    return true
  } catch (error) {
    if (corrupt(error) instanceof IndexCorruptError) {
      return false
    }

    throw error
  }
}
