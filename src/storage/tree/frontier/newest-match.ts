import { below } from './below.ts'
import { belowProof } from './proof.ts'
import type { TreeSnapshot } from '../interface.ts'
import type { CheckpointMatch, ClaimedFrontier } from './interface.ts'

/**
 * The newest checkpoint of a peer below which our set is the same. Sets that are the same below a place are the same
 * below each earlier one, so half of the places that are left fall with each look.
 *
 * A peer that lies, or 3 bytes that agree by chance (once in 2^24 looks), lead to a wrong place and never to a wrong
 * end: what is missing below is found when roots are compared.
 *
 * @throws {InvalidTreeInputError} when the nonce has not 8 bytes, or a checkpoint names no prefix
 * @throws {TreeCorruptError} when the store of the snapshot is damaged
 * @throws {TreeChangedError} when the tree has gone on for too long
 */
export function newestMatch (snapshot: TreeSnapshot, { count, nonce, checkpoints }: ClaimedFrontier): CheckpointMatch {
  let match: CheckpointMatch = { place: 0, prefix: new Uint8Array(0), ours: snapshot.count, theirs: count }
  let from = 0
  let to = checkpoints.length

  while (from < to) {
    const middle = (from + to) >>> 1
    const { prefix, above, proof } = checkpoints[middle]
    const our = below(snapshot, prefix)

    if (isEqual(belowProof(nonce, our.digest), proof)) {
      match = { place: middle + 1, prefix, ours: snapshot.count - our.count, theirs: above }
      to = middle
    } else {
      from = middle + 1
    }
  }

  return match
}

function isEqual (one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
