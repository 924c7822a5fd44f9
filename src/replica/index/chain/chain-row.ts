import { BUNDLE_KEY_BYTES } from '../constants.ts'
import type { KVEntry } from '../../../storage/kv/interface.ts'

/** The beginnings of hashes that the row of a place in a chain joins. */
export function splitHashes (row: Uint8Array): Uint8Array[] {
  return Array.from({ length: row.length / BUNDLE_KEY_BYTES }, (_, i) => row.subarray(i * BUNDLE_KEY_BYTES, (i + 1) * BUNDLE_KEY_BYTES))
}

/** The bundles that an entry of a chain leads to: those of its row, or the one at the end of the key of an entry of its own. */
export function hashesOf ([key, row]: KVEntry): Uint8Array[] {
  return row.length > 0 ? splitHashes(row) : [key.subarray(key.length - BUNDLE_KEY_BYTES)]
}
