import { toHex } from '../../../model/bytes/index.ts'
import { bundleKey } from '../keys.ts'
import type { IndexStore } from '../store/interface.ts'
import type { SealedBatch } from '../store/sealed-batch.ts'

const NOTHING = new Uint8Array(0)

/**
 * Marks bundles of which some assertion is not the only one that was ever made about its scope, entity and relation. A
 * reader of any other bundle knows without another lookup that nothing has replaced its facts, and that nothing speaks
 * against them.
 *
 * A mark is never taken away, and every assertion of an entity and relation brings the mark to its bundle as soon as there
 * are two: which bundles bear it is a function of the set of bundles. Whoever came before the latest one has it already
 * when the index names several claimants, so it is enough to mark what comes and the version that stands alone.
 */
export class SharedBundles {
  private readonly store: IndexStore
  /** First 16 bytes of hashes, by their text. */
  private readonly bundles = new Map<string, Uint8Array>()
  private marked: ReadonlyArray<Uint8Array | undefined> = []

  constructor (components: { store: IndexStore }) {
    this.store = components.store
  }

  /** Adds a bundle, by the first 16 bytes of its hash. */
  add (bundle: Uint8Array): void {
    this.bundles.set(toHex(bundle), bundle)
  }

  /** Reads which of them are marked. */
  async load (): Promise<void> {
    this.marked = this.bundles.size === 0 ? [] : await this.store.getMany([...this.bundles.values()].map(keyOf))
  }

  /** Adds the marks that are not there yet, and tells whether there are any. */
  settle (batch: SealedBatch): boolean {
    const fresh = [...this.bundles.values()].filter((_, i) => this.marked[i] == null)
    fresh.forEach(bundle => { batch.put(keyOf(bundle), NOTHING) })

    return fresh.length > 0
  }
}

function keyOf (bundle: Uint8Array): Uint8Array {
  return bundleKey(bundle, 'shared')
}
