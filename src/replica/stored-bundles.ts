import { equalBytes } from '../model/bytes/index.ts'
import { isUnreadable } from './query/index.ts'
import { decodeArrival, offsetOf, scopeOf } from './record/index.ts'
import type { FactIndex } from './index/index.ts'
import type { Journal, JournalRange } from '../storage/journal/index.ts'
import type { Logger } from '@libp2p/interface'

/** What stored bundles are read from. */
export interface StoredBundlesComponents {
  readonly index: Pick<FactIndex, 'read' | 'scopeNumber'>
  readonly journal: Pick<Journal, 'read'>
  readonly scopes: { readonly shared: ReadonlyArray<{ readonly id: Uint8Array }> }
  readonly log: Pick<Logger, 'error'>
  /** Hears of a record that the disk has changed. */
  onDamage (range: JournalRange): void
}

/** Reads encoded bundles from the journal. Damaged content counts as absent, so that others are asked for it. */
export class StoredBundles {
  private readonly components: StoredBundlesComponents

  constructor (components: StoredBundlesComponents) {
    this.components = components
  }

  /** Bundles of one shared scope, or of all, in the order of the hashes; undefined for each that is not here. */
  async shared (hashes: readonly Uint8Array[], scope?: Uint8Array): Promise<Array<Uint8Array | undefined>> {
    const { index, scopes } = this.components
    const some = scope == null ? scopes.shared : scopes.shared.filter(({ id }) => equalBytes(id, scope))
    const shared = new Set(some.map(({ id }) => index.scopeNumber(id)))
    const rows = await index.read.bundles(hashes)

    return Promise.all(rows.map(async row => row != null && shared.has(scopeOf(row)) ? this.contentOf(row) : undefined))
  }

  /** One bundle of any scope. */
  async bytes (hash: Uint8Array): Promise<Uint8Array | undefined> {
    const row = await this.components.index.read.bundle(hash)
    return row == null ? undefined : this.contentOf(row)
  }

  private async contentOf (row: Uint8Array): Promise<Uint8Array | undefined> {
    const offset = offsetOf(row)

    try {
      const record = await this.components.journal.read(offset)
      return record.subarray(decodeArrival(record).lead)
    } catch (err) {
      if (isUnreadable(err)) {
        this.components.log.error('the journal record at %d is damaged: %e', offset, err)
        this.components.onDamage({ offset, length: 1 })
        return undefined
      }

      throw err
    }
  }
}
