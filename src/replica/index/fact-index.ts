import { equalBytes } from '../../model/bytes/index.ts'
import { INDEX_FORMAT } from './constants.ts'
import { IndexReader } from './index-reader.ts'
import { IndexState, metaKey } from './index-state.ts'
import { IndexWriter } from './index-writer.ts'
import { WriteBehind } from './write-behind.ts'
import type { PreparedGroup } from './index-writer.ts'
import type { ScopeCount } from './interface.ts'
import type { ParentHeads } from './parent-heads.ts'
import type { Crc32c } from '../../platform/interface.ts'
import type { KV } from '../../storage/kv/interface.ts'
import type { ArrivedBundle } from '../record/index.ts'

const FORMAT = Uint8Array.of(INDEX_FORMAT)

/** What an index stands on. */
export interface FactIndexComponents {
  readonly kv: KV
  readonly crc32c: Crc32c
}

/**
 * The index of one replica: entries that lead from hashes, entities, relations, sources, authors and times to the
 * places of facts in the journal. It holds no fact itself, and everything in it can be built again from the journal.
 */
export class FactIndex {
  /** Looks entries up. */
  public readonly read: IndexReader
  private readonly kv: KV
  private readonly crc32c: Crc32c
  private readonly store: WriteBehind
  private state = new IndexState()
  private writer: IndexWriter

  constructor (components: FactIndexComponents) {
    this.kv = components.kv
    this.crc32c = components.crc32c
    this.store = new WriteBehind(components)
    this.read = new IndexReader({ store: this.store })
    this.writer = this.writerOf(this.state)
  }

  /**
   * Brings the state into memory. An index of another format, or one that is ahead of the journal because the journal
   * lost its end, is emptied; the caller then applies the journal from the watermark on.
   */
  async start (journalEnd: number): Promise<void> {
    await this.open()
    const format = await this.kv.get(metaKey('format'))

    if (format == null || !equalBytes(format, FORMAT) || this.state.watermark > journalEnd) {
      await this.reset()
    }
  }

  /** Empties the index, so that it is built again from the journal. */
  async reset (): Promise<void> {
    await this.kv.clear()
    await this.kv.batch([{ type: 'put', key: metaKey('format'), value: FORMAT }])
    await this.open()
  }

  /** Global offset of the first journal record that is not in the index. */
  get watermark (): number {
    return this.state.watermark
  }

  /** Works out the entries of bundles, while their records are being written; what was prepared before must have been written. */
  async prepare (group: readonly ArrivedBundle[]): Promise<PreparedGroup> {
    return this.writer.prepare(group)
  }

  /**
   * Takes prepared entries of bundles that are durable, in the order of the journal, and moves the watermark. They can
   * be read from then on; small batches are written to the store behind that.
   */
  async write (prepared: PreparedGroup, offsets: readonly number[], watermark: number): Promise<void> {
    await this.writer.write(prepared, offsets, watermark)
  }

  /** Resolves once the store holds everything that was written; fails when it did not take something. */
  async flush (): Promise<void> {
    await this.store.drain()
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

  private async open (): Promise<void> {
    this.state = new IndexState()
    this.writer = this.writerOf(this.state)
    await this.state.load(this.store)
  }

  private writerOf (state: IndexState): IndexWriter {
    return new IndexWriter({ store: this.store, crc32c: this.crc32c, state })
  }
}
