import { BundleChanges } from './bundle-changes.ts'
import { ChangeReader } from './change-reader.ts'
import { DEFAULT_CATCH_UP_BYTES_MAX, DEFAULT_LIVE_BYTES_MAX } from './constants.ts'
import { compileFilter } from './filter/change-filter.ts'
import { FilterTable } from './filter/filter-table.ts'
import { HeldBundles } from './held-bundles.ts'
import { endOfBundle, placeText } from './place.ts'
import type { TellingComponents } from './bundle-changes.ts'
import type { ChangeFilter } from './filter/change-filter.ts'
import type { HeldBundle } from './held-bundles.ts'
import type { Change, ChangeOptions, ChangeQuery } from './interface.ts'
import type { Place } from './place.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { Journal } from '../../storage/journal/index.ts'
import type { Arrival } from '../record/index.ts'

/** What a feed stands on. */
export interface ChangeFeedComponents extends TellingComponents {
  readonly journal: Journal
}

/** Bounds of a feed. */
export interface ChangeFeedInit {
  /**
   * How far behind a reader may be, in bytes of the journal; one that is farther behind gets a gap.
   *
   * @default DEFAULT_CATCH_UP_BYTES_MAX
   */
  readonly catchUpBytesMax?: number
  /**
   * Bytes of bundles that are held in memory for readers that have not come to them, for all readers together.
   *
   * @default DEFAULT_LIVE_BYTES_MAX
   */
  readonly liveBytesMax?: number
}

/** A bundle that is durable and indexed. */
export interface CommittedBundle {
  readonly bundle: Bundle
  readonly arrival: Arrival
  /** Global offset of its journal record. */
  readonly offset: number
}

/** Tells readers what changes: each commit is compared once with the filters of all who follow, and worked out once for those who want it. */
export class ChangeFeed {
  private readonly components: ChangeFeedComponents
  private readonly catchUpBytesMax: number
  private readonly table = new FilterTable<ChangeReader>()
  private readonly held: HeldBundles
  private readonly readers = new Set<ChangeReader>()
  private last: Place = { offset: 0, index: -1 }
  private running = false

  constructor (components: ChangeFeedComponents, init: ChangeFeedInit = {}) {
    this.components = components
    this.catchUpBytesMax = init.catchUpBytesMax ?? DEFAULT_CATCH_UP_BYTES_MAX
    this.held = new HeldBundles(init.liveBytesMax ?? DEFAULT_LIVE_BYTES_MAX)
  }

  /** How many readers there are. */
  get size (): number {
    return this.readers.size
  }

  /** Begins to follow the journal, whose records are all in the index. */
  start (): void {
    this.last = { offset: this.components.journal.end, index: -1 }
    this.running = true
  }

  /** Ends all readers, without an error. */
  stop (): void {
    this.running = false

    for (const reader of [...this.readers]) {
      reader.close()
    }
  }

  /** Takes a bundle that is durable and indexed; calls come in the order of the journal. */
  committed ({ bundle, arrival, offset }: CommittedBundle): void {
    this.last = offset < this.last.offset ? this.last : endOfBundle(offset, bundle.header.count)
    const wanted = arrival.isRedacted === true ? this.table.matchErasure(bundle) : this.table.match(bundle)

    if (wanted.size === 0) {
      return
    }

    const changes = new BundleChanges(this.components, { bundle, arrival, offset })
    const held: HeldBundle = { offset, bytes: bundle.bytes.length, changes, readers: 0 }

    for (const [reader, picks] of wanted) {
      reader.offer(held, picks)
    }

    if (held.readers > 0) {
      this.held.add(held)
    }
  }

  /**
   * Follows what changes. A reader begins when the iteration does: behind the id, or with the next commit.
   *
   * @throws {InvalidQueryError}
   * @throws {UnknownScopeError}
   */
  changes (query: ChangeQuery = {}, options: ChangeOptions = {}): AsyncIterable<Change> {
    const filter = compileFilter(query, this.components.scopes)

    return { [Symbol.asyncIterator]: () => this.read(filter, options) }
  }

  private read (filter: ChangeFilter, { after, onBegin, signal }: ChangeOptions): ChangeReader {
    const { journal } = this.components
    const onAbort = (): void => { reader.close() }
    const reader: ChangeReader = new ChangeReader({
      journal,
      telling: this.components,
      table: this.table,
      held: this.held,
      last: () => this.last,
      onClose: () => {
        signal?.removeEventListener('abort', onAbort)
        this.readers.delete(reader)
      }
    }, { filter, after, catchUpBytesMax: this.catchUpBytesMax })
    this.readers.add(reader)
    signal?.addEventListener('abort', onAbort)

    if (!this.running || signal?.aborted === true) {
      reader.close()
    } else if (after == null) {
      onBegin?.(placeText(this.last))
    }

    return reader
  }
}
