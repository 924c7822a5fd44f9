import { equalBytes } from '../../model/bytes/index.ts'
import { scanSealed } from '../../storage/kv/index.ts'
import { AbsentParents } from './absent/absent-parents.ts'
import { absentPrefix, decodeAbsent } from './absent/absent-row.ts'
import { ABSENT_PAIRS_MAX, BUCKETS } from './constants.ts'
import { DoomedBundles } from './erasures/doomed-bundles.ts'
import { targetIn } from './erasures/erasure-row.ts'
import { IndexCorruptError } from './errors.ts'
import { isFewPrefixes, keysByPrefix } from './id-prefixes.ts'
import { IndexReader } from './index-reader.ts'
import { IndexState, metaKey } from './index-state.ts'
import { IndexWriter } from './index-writer.ts'
import { rangeOf } from './keys.ts'
import { CheckedStore, corrupt } from './store/checked-store.ts'
import { bundlesWithin, gappedBundles } from './store/lost-bundles.ts'
import { TreeRows } from './store/tree-rows.ts'
import { WriteBehind } from './store/write-behind.ts'
import { checkCount, FORMAT_ROW, isSameSummary, PROVEN_RANGE, summaryOf } from './summary.ts'
import type { AbsentPair } from './absent/absent-row.ts'
import type { PreparedGroup } from './index-writer.ts'
import type { IdPrefixes, IndexMarker, ScopeCount } from './interface.ts'
import type { ParentHeads } from './parent-heads.ts'
import type { LostBundle } from './store/lost-bundles.ts'
import type { WriteBehindComponents } from './store/write-behind.ts'
import type { Slices } from '../../platform/index.ts'
import type { Crc32c } from '../../platform/interface.ts'
import type { JournalRange } from '../../storage/journal/interface.ts'
import type { ArrivedBundle } from '../record/index.ts'
import type { AbortOptions } from '@libp2p/interface'

/** What an index stands on. */
export interface FactIndexComponents extends WriteBehindComponents {
  readonly crc32c: Crc32c
  /** Of whoever opened and proved the store, with what was noted when it was closed; without it the start reads every entry. */
  readonly marker?: IndexMarker
  /** Cuts the work on large groups; without it each is done in one piece. */
  readonly slices?: Slices
}

/**
 * The index of one replica: entries that lead from hashes, entities, relations, sources, authors and times to the
 * places of facts in the journal. It holds no fact itself, and everything in it can be built again from the journal.
 *
 * Each entry carries a checksum that is compared whenever it is read, and the index keeps the number of its entries and
 * the sum of their checksums: what is read is what was written, and one pass proves that nothing is missing.
 */
export class FactIndex {
  /** Looks entries up. Every call fails with IndexCorruptError when an entry is damaged. */
  public readonly read: IndexReader
  /** Rows of the stored trees, where the store reads on the caller's thread. */
  public readonly treeStore: TreeRows | undefined
  /** The parents and predecessors that bundles name and that are not here. */
  public readonly absent = new AbsentParents()
  /** The bundles that erasures name. */
  public readonly doomed = new DoomedBundles()
  private readonly components: FactIndexComponents
  private readonly behind: WriteBehind
  private readonly store: CheckedStore
  private state = new IndexState()
  private writer: IndexWriter
  /** How often marks of shared bundles have changed since the start. */
  private marks = 0
  /** Entries are taken away, and the whole index is emptied, one after another: what was meant for the old one must not come into the new one. */
  private turn: Promise<unknown> = Promise.resolve()

  constructor (components: FactIndexComponents) {
    const { kv, crc32c } = components
    this.components = components
    this.behind = new WriteBehind(components)
    this.store = new CheckedStore({ store: this.behind, crc32c })
    this.read = new IndexReader({ store: this.store, marks: () => this.marks })
    this.treeStore = kv.getSync == null ? undefined : new TreeRows({ kv, read: kv.getSync.bind(kv), store: this.behind })
    this.writer = this.writerOf(this.state)
  }

  /**
   * Brings the state into memory. An index is emptied when it has another format, is ahead of the journal because the
   * journal lost its end, is damaged, or is not the one that the marker speaks of; the caller then applies the journal
   * from the watermark on.
   */
  async start (journalEnd: number): Promise<void> {
    const format = await this.components.kv.get(metaKey('format'))

    if (format == null || !equalBytes(format, FORMAT_ROW) || !await this.opens() || this.state.watermark > journalEnd) {
      await this.reset()
    }
  }

  /** Empties the index, so that it is built again from the journal; the files of the store go with it. */
  async reset (): Promise<void> {
    await this.inTurn(async () => {
      await this.behind.empty()
      await this.components.kv.batch([{ type: 'put', key: metaKey('format'), value: FORMAT_ROW }])
      await this.load()
      this.marks++
    })
  }

  /** Global offset of the first journal record that is not in the index. */
  get watermark (): number {
    return this.state.watermark
  }

  /** How many entries the index holds, those left out that speak of it or of trees. */
  get entries (): number {
    return this.state.tally.entries
  }

  /** Sum of the checksums of these entries, modulo 2^48. */
  get sum (): number {
    return this.state.tally.sum
  }

  /** Why entries wait in memory because the store failed, or undefined while it works; `resume` tries again. */
  get failure (): unknown {
    return this.behind.failure
  }

  /** Works out the entries of bundles, while their records are being written; what was prepared before must have been written, or never will be. */
  async prepare (group: readonly ArrivedBundle[]): Promise<PreparedGroup> {
    return this.writer.prepare(group)
  }

  /**
   * Takes prepared entries of bundles that are durable, in the order of the journal, and moves the watermark. They can
   * be read from then on; small batches are written to the store behind that. A bundle that the index knows gets its new
   * place and counts nothing twice.
   *
   * @throws {IndexWaitsError} when the store failed: the entries can be read all the same, and wait for `resume`.
   */
  async write (prepared: PreparedGroup, offsets: readonly number[], watermark: number): Promise<void> {
    try {
      await this.writer.write(prepared, offsets, watermark)
    } finally {
      // Whoever read before the marks could be read reads them again.
      this.marks += prepared.marks ? 1 : 0
    }

    if (this.absent.isThin) {
      await this.loadAbsent()
    }
  }

  /** Resolves once the store holds everything that was written; fails with IndexWaitsError when it did not take something. */
  async flush (): Promise<void> {
    await this.behind.drain()
  }

  /**
   * After a failure: opens the store anew and writes what waits, in its order.
   *
   * @throws {IndexWaitsError} when there is no room yet, or the store fails again.
   */
  async resume (): Promise<void> {
    await this.behind.resume()
  }

  /** The bundles whose records begin in ranges of the journal; a scan. */
  async bundlesWithin (ranges: readonly JournalRange[]): Promise<LostBundle[]> {
    return ranges.length === 0 ? [] : bundlesWithin(this.store, ranges)
  }

  /** The bundles from which facts are gone, by the number of their scope and their tree key. */
  async gapped (): Promise<Array<Pick<LostBundle, 'scope' | 'treeKey'>>> {
    return gappedBundles(this.store)
  }

  /**
   * Takes away what leads to the records of bundles, because they are damaged; everything else about the bundles stays.
   * Hashes are whole or their first 16 bytes. Writing a bundle again puts its place back.
   */
  async lose (hashes: readonly Uint8Array[]): Promise<void> {
    await this.inTurn(async () => this.writer.lose(hashes))
  }

  /**
   * Reads every entry as they stand at one moment, and proves checksums, number and sum. Yields how far it has come
   * every some thousand entries, and reads no further until it is asked.
   *
   * @throws {IndexCorruptError}
   */
  async * scrub (options: AbortOptions = {}): AsyncGenerator<{ done: number, entries: number }> {
    try {
      for await (const count of scanSealed(this.components, PROVEN_RANGE, options)) {
        yield { done: count.entries, entries: this.entries }

        if (count.isComplete) {
          checkCount(count)
        }
      }
    } catch (error) {
      throw corrupt(error)
    }
  }

  /**
   * Tree keys of the bundles of a scope whose hashes begin with prefixes, ascending. Undefined when a pass over all keys
   * costs less: for many or short prefixes, and where the store cannot be read on the caller's thread, because the tree
   * stands in memory there.
   */
  async keysByPrefix (scope: Uint8Array, prefixes: IdPrefixes): Promise<Uint8Array[] | undefined> {
    const number = this.state.numberOf(scope)
    const all = this.state.ids().reduce((sum, id) => sum + this.count(id).bundles, 0)
    const isCheaper = this.treeStore != null && isFewPrefixes(prefixes, { scope: this.count(scope).bundles, all })

    return number == null || !isCheaper ? undefined : keysByPrefix(this.store, number, prefixes)
  }

  /** Number of a scope in keys, or undefined when the index holds nothing of it. */
  scopeNumber (id: Uint8Array): number | undefined {
    return this.state.numberOf(id)
  }

  /** Ids of all scopes that the index holds something of; a scope's number is its place. */
  scopeIds (): Uint8Array[] {
    return this.state.ids()
  }

  count (scope: Uint8Array): ScopeCount {
    return this.state.count(scope)
  }

  /** Heads that our next bundle in a scope names as its parents. */
  parentHeads (scope: Uint8Array): ParentHeads {
    return this.state.heads(scope)
  }

  /** Whether the state can be read, and is what the marker says; without a marker, whether all entries are there. */
  private async opens (): Promise<boolean> {
    const { marker } = this.components

    try {
      await this.load()

      if (marker == null) {
        await this.prove()
      }
    } catch (error) {
      if (error instanceof IndexCorruptError) {
        return false
      }

      throw error
    }

    return marker?.closed == null || isSameSummary(marker.closed, summaryOf(this.state))
  }

  private async inTurn (call: () => Promise<void>): Promise<void> {
    const result = this.turn.then(call)
    this.turn = result.catch(() => {})
    await result
  }

  private async prove (): Promise<void> {
    let done = 0

    for await (const progress of this.scrub()) {
      done = progress.done
    }

    if (done !== this.entries) {
      throw new IndexCorruptError('meta')
    }
  }

  private async load (): Promise<void> {
    this.state = new IndexState()
    this.writer = this.writerOf(this.state)
    await this.state.load(this.store)
    await this.loadAbsent()
    await this.loadDoomed()
  }

  private async loadDoomed (): Promise<void> {
    this.doomed.clear()

    for await (const [key] of this.store.entries(rangeOf(Uint8Array.of(BUCKETS.erasure)))) {
      this.doomed.add(targetIn(key))
    }
  }

  /** Brings into memory what is absent, as much as fits. */
  private async loadAbsent (): Promise<void> {
    const pairs: AbsentPair[] = []

    for await (const entry of this.store.entries({ ...rangeOf(absentPrefix()), limit: ABSENT_PAIRS_MAX + 1 })) {
      pairs.push(decodeAbsent(entry))
    }

    this.absent.clear()
    this.absent.add(pairs)
  }

  private writerOf (state: IndexState): IndexWriter {
    const { crc32c, slices } = this.components
    return new IndexWriter({ store: this.store, crc32c, slices, state, absent: this.absent, doomed: this.doomed })
  }
}
