import { checksumOf, sealValue, SUM_MODULUS } from '../../../storage/kv/index.ts'
import type { Crc32c } from '../../../platform/interface.ts'
import type { KVOperation } from '../../../storage/kv/interface.ts'

/** How many entries there are, and the sum of their checksums. */
export interface Tally {
  readonly entries: number
  /** Modulo 2^48. */
  readonly sum: number
}

/** Operations of one batch with their seals, and by how much they change the tally of the index. */
export class SealedBatch {
  /** What the store is given. */
  public readonly operations: KVOperation[] = []
  private readonly crc32c: Crc32c
  private entries = 0
  private sum = 0

  constructor (components: { crc32c: Crc32c }) {
    this.crc32c = components.crc32c
  }

  /** Writes an entry; `old` is the value that stands there now. */
  put (key: Uint8Array, value: Uint8Array, old?: Uint8Array): void {
    const { stored, checksum } = sealValue(key, value, this.crc32c)
    this.operations.push({ type: 'put', key, value: stored })
    this.entries++
    this.sum += checksum

    if (old != null) {
      this.leave(key, old)
    }
  }

  /** Takes an entry away; `old` is its value. */
  delete (key: Uint8Array, old: Uint8Array): void {
    this.operations.push({ type: 'del', key })
    this.leave(key, old)
  }

  /** Writes the entry that speaks of all others; it counts for none. */
  putProof (key: Uint8Array, value: Uint8Array): void {
    this.operations.push({ type: 'put', key, value: sealValue(key, value, this.crc32c).stored })
  }

  /** The tally once this batch is written on top of another one. */
  on (before: Tally): Tally {
    const sum = (before.sum + this.sum) % SUM_MODULUS
    return { entries: before.entries + this.entries, sum: sum < 0 ? sum + SUM_MODULUS : sum }
  }

  private leave (key: Uint8Array, old: Uint8Array): void {
    this.entries--
    this.sum -= checksumOf(key, old, this.crc32c)
  }
}
