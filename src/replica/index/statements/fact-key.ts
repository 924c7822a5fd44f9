import { writeU16 } from '../../record/index.ts'
import { BUNDLE_KEY_BYTES, FACT_KEY_BYTES } from '../constants.ts'
import { scopePrefix } from '../keys.ts'
import type { FactRef } from '../interface.ts'

/**
 * A key about one fact.
 *
 * ```
 *   | bucket 1 | scope 2 | bundle 16 | index 2 |
 * ```
 */
export function factKey (bucket: 'vote' | 'tally', scope: number, { bundle, index }: FactRef): Uint8Array {
  const prefix = scopePrefix(bucket, scope)
  const key = new Uint8Array(prefix.length + FACT_KEY_BYTES)
  key.set(prefix)
  key.set(bundle.subarray(0, BUNDLE_KEY_BYTES), prefix.length)
  writeU16(key, prefix.length + BUNDLE_KEY_BYTES, index)

  return key
}
