import { compareBytes, concatBytes } from '../../../model/bytes/index.ts'
import { BUCKETS, CONFLICT_ID_BYTES } from '../constants.ts'
import { rangeOf, textKey, textsOf } from '../keys.ts'
import type { KVRange } from '../../../storage/kv/interface.ts'
import type { Contest } from '../interface.ts'

/**
 * The ranges of claims that {@link IndexReader.groupsBelow} reads, ascending: between an entity and what stands below it
 * other entities have their place, such as `a-b` between `a` and `a/b`.
 */
export function rangesBelow (scope: number, prefix: string, from?: Uint8Array): KVRange[] {
  const isOpen = prefix.endsWith('/') || prefix.endsWith(':')
  const below = rangeOf(textKey('claim', scope, isOpen ? prefix : `${prefix}/`).slice(0, -1))
  const ranges = isOpen ? [below] : [rangeOf(textKey('claim', scope, prefix)), below]

  return ranges.flatMap(range => behind(range, from))
}

/** The part of a range that lies behind a group. A key may come from outside, inside a cursor: it only ever narrows. */
function behind (range: KVRange, from: Uint8Array | undefined): KVRange[] {
  const start = from == null || from.length === 0 ? undefined : rangeOf(from).lt

  if (start == null || compareBytes(start, range.gte ?? start) <= 0) {
    return [range]
  }

  return compareBytes(start, range.lt ?? start) < 0 ? [{ ...range, gte: start }] : []
}

/** Reads an entry of a contest. */
export function decodeContest (key: Uint8Array, row: Uint8Array): Contest {
  const claims = concatBytes([key.subarray(0, key.length - CONFLICT_ID_BYTES), row])
  claims[0] = BUCKETS.claim
  const [entity, relation] = textsOf(claims)

  return { id: key.slice(key.length - CONFLICT_ID_BYTES), entity, relation, key: claims }
}
