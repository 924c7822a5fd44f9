import { isUnreadable } from '../query/index.ts'
import { decodeArrival, offsetOf, scopeOf } from '../record/index.ts'
import type { Journal, JournalRange } from '../../storage/journal/index.ts'
import type { FactIndex } from '../index/index.ts'
import type { ScopeRef } from '../pipeline/index.ts'

/** What contents are read from. */
export interface BundleContentsComponents {
  readonly index: FactIndex
  readonly journal: Pick<Journal, 'read'>
  readonly scopes: { readonly shared: readonly ScopeRef[] }
  /** Hears of a record that cannot be read. */
  onDamage (range: JournalRange, err: unknown): void
}

/** Reads encoded bundles from the journal. Damaged content counts as absent, so that others are asked for it. */
export class BundleContents {
  private readonly components: BundleContentsComponents

  constructor (components: BundleContentsComponents) {
    this.components = components
  }

  /** A bundle of any scope, or undefined when it is not here. */
  async of (hash: Uint8Array): Promise<Uint8Array | undefined> {
    const row = await this.components.index.read.bundle(hash)
    return row == null ? undefined : this.at(row)
  }

  /** Bundles of shared scopes in the order of the hashes; undefined for each that is not here. */
  async shared (hashes: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
    const { index, scopes } = this.components
    const shared = new Set(scopes.shared.map(({ id }) => index.scopeNumber(id)))
    const rows = await index.read.bundles(hashes)

    return Promise.all(rows.map(async row => row != null && shared.has(scopeOf(row)) ? this.at(row) : undefined))
  }

  /** The bundle behind an index entry. */
  private async at (row: Uint8Array): Promise<Uint8Array | undefined> {
    try {
      const record = await this.components.journal.read(offsetOf(row))
      return record.subarray(decodeArrival(record).lead)
    } catch (err) {
      if (isUnreadable(err)) {
        this.components.onDamage({ offset: offsetOf(row), length: 1 }, err)
        return undefined
      }

      throw err
    }
  }
}
