import { FAN_OUT } from '../constants.ts'
import { checkPrefix } from '../nibble.ts'
import type { Prefix, TreeSnapshot } from '../interface.ts'

/**
 * All keys of a set from a prefix on, ascending: those that start with it and those behind it. With the empty prefix,
 * all keys.
 *
 * @throws {InvalidTreeInputError} when it is no prefix
 * @throws {TreeCorruptError} when the store of the snapshot is damaged
 * @throws {TreeChangedError} when the tree has gone on for too long
 */
export function * keysAbove (snapshot: TreeSnapshot, prefix: Prefix): Generator<Uint8Array> {
  checkPrefix(prefix)
  yield * snapshot.keys(prefix)

  for (let depth = prefix.length - 1; depth >= 0; depth--) {
    for (let nibble = prefix[depth] + 1; nibble < FAN_OUT; nibble++) {
      yield * snapshot.keys(Uint8Array.of(...prefix.subarray(0, depth), nibble))
    }
  }
}
