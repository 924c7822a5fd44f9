import { compareBytes } from '../../../model/bytes/index.ts'
import type { KVEntry, KVOperation, KVRange } from '../../../storage/kv/interface.ts'

/** Whether a key lies between the bounds of a range. */
export function isInRange (key: Uint8Array, { gte, gt, lte, lt }: KVRange): boolean {
  return (gte == null || compareBytes(key, gte) >= 0) && (gt == null || compareBytes(key, gt) > 0) &&
    (lte == null || compareBytes(key, lte) <= 0) && (lt == null || compareBytes(key, lt) < 0)
}

/**
 * The entries of a scan as they will stand once operations have been applied: both sides in the order of the scan, an
 * operation in place of the stored entry of its key. The operations lie in the range and ascend.
 */
export async function * merge (stored: AsyncIterable<KVEntry>, ahead: readonly KVOperation[], range: KVRange): AsyncGenerator<KVEntry> {
  let rest = range.limit ?? Infinity

  for await (const entry of join(stored, ahead, range.reverse === true)) {
    if (rest-- <= 0) {
      return
    }

    yield entry
  }
}

async function * join (stored: AsyncIterable<KVEntry>, ahead: readonly KVOperation[], reverse: boolean): AsyncGenerator<KVEntry> {
  const operations = reverse ? ahead.toReversed() : ahead
  let next = 0

  for await (const entry of stored) {
    let order = compareTo(operations[next], entry[0], reverse)

    for (; order < 0; order = compareTo(operations[next], entry[0], reverse)) {
      yield * entryOf(operations[next++])
    }

    if (order === 0) {
      yield * entryOf(operations[next++])
    } else {
      yield entry
    }
  }

  for (const operation of operations.slice(next)) {
    yield * entryOf(operation)
  }
}

/** Where the key of an operation stands: negative before a key, in the order of the scan; behind all when there is none. */
function compareTo (operation: KVOperation | undefined, key: Uint8Array, reverse: boolean): number {
  if (operation == null) {
    return 1
  }

  return reverse ? compareBytes(key, operation.key) : compareBytes(operation.key, key)
}

function entryOf (operation: KVOperation): KVEntry[] {
  return operation.type === 'put' ? [[operation.key, operation.value]] : []
}
