import { SCAN_SLICE_ENTRIES } from '../constants.ts'
import { compareKeys } from '../sorted/order.ts'
import { checkSealed, openSealed } from './sealed-entry.ts'
import type { Crc32c } from '../../../platform/interface.ts'
import type { KV, SealedCount, SealedRange } from '../interface.ts'
import type { AbortOptions } from '@libp2p/interface'

/** Sums of checksums are kept modulo this, which six bytes hold. */
export const SUM_MODULUS = 2 ** 48

/**
 * Reads every sealed entry from a proof on as they stand at one moment, checks them, and adds up what the proof speaks of:
 * who holds number and sum of all entries knows with it that none is missing, old or changed. Yields every some thousand
 * entries and at the end.
 *
 * @throws {EntryDamagedError}
 */
export async function * scanSealed (components: { kv: Pick<KV, 'entries'>, crc32c: Crc32c }, range: SealedRange, options: AbortOptions = {}): AsyncGenerator<SealedCount> {
  const { kv, crc32c } = components
  let proof: Uint8Array | undefined
  let entries = 0
  let sum = 0
  for await (const [key, stored] of kv.entries({ gte: range.proof, lt: range.end }, options)) {
    if (compareKeys(key, range.proof) === 0) {
      proof = openSealed(key, stored, crc32c)
      continue
    }
    sum = (sum + checkSealed(key, stored, crc32c)) % SUM_MODULUS
    entries++
    if (entries % SCAN_SLICE_ENTRIES === 0) {
      yield { proof, entries, sum, isComplete: false }
    }
  }
  yield { proof, entries, sum, isComplete: true }
}
