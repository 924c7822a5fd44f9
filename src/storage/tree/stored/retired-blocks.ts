import { ADDRESS_BYTES, RETIRED_BLOCKS_MAX, SNAPSHOT_KEPT_MS } from '../constants.ts'
import { retiredKey } from './row-keys.ts'
import type { TreeStore } from '../interface.ts'

/** The blocks that one checkpoint replaced. */
export interface RetiredGroup {
  readonly checkpoint: number
  /** When they were replaced; those of an earlier run were replaced long ago. */
  readonly atMs: number
  readonly addresses: readonly Uint8Array[]
}

/** Blocks that are replaced and still stored, because a snapshot may need them. */
export class RetiredBlocks {
  /** The oldest first. */
  private groups: RetiredGroup[] = []

  /** Takes over what checkpoints of an earlier run replaced: one row for each checkpoint that replaced something. */
  load (store: TreeStore, scope: Uint8Array, checkpoints: { from: number, to: number }): void {
    for (let checkpoint = checkpoints.from; checkpoint <= checkpoints.to; checkpoint++) {
      const row = store.get(retiredKey(scope, checkpoint))

      if (row != null) {
        this.groups.push({ checkpoint, atMs: -Infinity, addresses: split(row) })
      }
    }
  }

  /** The groups whose time is over, and the oldest ones above RETIRED_BLOCKS_MAX blocks. */
  due (nowMs: number): RetiredGroup[] {
    let blocks = this.groups.reduce((sum, group) => sum + group.addresses.length, 0)

    return this.groups.filter(({ atMs, addresses }) => {
      const isDue = atMs <= nowMs - SNAPSHOT_KEPT_MS || blocks > RETIRED_BLOCKS_MAX

      blocks -= isDue ? addresses.length : 0

      return isDue
    })
  }

  /** Replaces groups that are deleted by the one that came last. */
  turn (gone: readonly RetiredGroup[], group: RetiredGroup): void {
    this.groups = this.groups.filter(each => !gone.includes(each))

    if (group.addresses.length > 0) {
      this.groups.push(group)
    }
  }

  /** The oldest checkpoint whose blocks would remain without some groups. */
  firstWithout (gone: readonly RetiredGroup[]): number | undefined {
    return this.groups.find(group => !gone.includes(group))?.checkpoint
  }
}

/** The row that lists a group: its addresses one after another. */
export function encodeRetired (addresses: readonly Uint8Array[]): Uint8Array {
  const row = new Uint8Array(addresses.length * ADDRESS_BYTES)

  addresses.forEach((address, index) => { row.set(address, index * ADDRESS_BYTES) })

  return row
}

/** A damaged row names blocks that are nowhere, and nothing else: an address holds the hash of what it names. */
function split (row: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.floor(row.length / ADDRESS_BYTES) }, (_, index) => {
    return row.slice(index * ADDRESS_BYTES, (index + 1) * ADDRESS_BYTES)
  })
}
