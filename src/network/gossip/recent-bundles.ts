import { toHex } from '../../model/bytes/index.ts'
import { RECENT_MAX } from './constants.ts'

/**
 * Ids of bundles that gossip lately found to be here, the newest last. Whoever asks about one of them costs a lookup in
 * memory and nothing else, however often and in whatever form it is told.
 */
export class RecentBundles {
  private readonly hashes = new Set<string>()

  /** Whether the bundle is known to be here; false says nothing. */
  has (hash: Uint8Array): boolean {
    return this.hashes.has(toHex(hash))
  }

  /** Takes note that a bundle is here; the oldest note gives way. */
  add (hash: Uint8Array): void {
    this.hashes.add(toHex(hash))

    if (this.hashes.size > RECENT_MAX) {
      // Sets keep the order of insertion: the first one is the oldest.
      this.hashes.delete(this.hashes.values().next().value ?? '')
    }
  }
}
