import { NONCE_KEPT_MS_MIN } from '../../model/token/index.ts'
import { seenNonces } from '../../storage/seen/index.ts'
import { apiTokenCodec, forgottenCodec, nameClaimCodec, peerStateCodec, refusalCodec, scopePeersCodec } from '../record/index.ts'
import { DEAD_RECORDS_MIN, DEFAULT_ENTRIES_MAX } from './constants.ts'
import { KeyedStore } from './keyed-store.ts'
import { LocalJournal } from './local-journal.ts'
import { WantedSet } from './wanted-set.ts'
import type { LocalCompaction, LocalRecords, LocalRecordsComponents, LocalRecordsInit } from './interface.ts'
import type { PeerRecord } from '../../policy/scope/index.ts'
import type { JournalRecord } from '../../storage/journal/index.ts'
import type { SeenNonces } from '../../storage/seen/index.ts'
import type { ApiToken, Forgotten, Refusal } from '../record/index.ts'
import type { AbortOptions, Logger } from '@libp2p/interface'

/** Something that keeps records of its own types in the journal. */
interface Part {
  replay (payload: Uint8Array, offset: number): boolean
  needs (payload: Uint8Array, offset: number): boolean | undefined
}

/** Local records over one journal: each part takes its types out of one reading, and a compaction asks each what it needs. */
export class JournaledLocalRecords implements LocalRecords {
  readonly seen: SeenNonces
  readonly wanted: WantedSet
  readonly peers: KeyedStore<PeerRecord>
  readonly names: KeyedStore<Uint8Array>
  readonly scopePeers: KeyedStore<readonly Uint8Array[]>
  readonly tokens: KeyedStore<ApiToken>
  readonly refusals: KeyedStore<Refusal>
  readonly forgotten: KeyedStore<Forgotten>
  private readonly components: LocalRecordsComponents
  private readonly journal: LocalJournal
  private readonly stores: ReadonlyArray<Part & { readonly count: number }>
  private readonly parts: readonly Part[]
  private readonly log: Logger | undefined
  private compacting: Promise<LocalCompaction> | undefined
  /** Where the newest sealed segment ended when a compaction began: before the next one ends there is nothing more to gain. */
  private compactedTo = 0
  private stopping = new AbortController()

  constructor (components: LocalRecordsComponents, init: LocalRecordsInit = {}) {
    const { clock } = components
    const entriesMax = init.entriesMax ?? DEFAULT_ENTRIES_MAX
    const journal = new LocalJournal(components.journal)
    const watched = {
      append: async (payload: Uint8Array) => journal.append(payload).finally(() => { this.tidy() }),
      records: () => journal.records(),
      write: async (...args: Parameters<LocalJournal['write']>) => journal.write(...args).finally(() => { this.tidy() })
    }

    this.components = components
    this.journal = journal
    this.log = components.logger?.forComponent('factmesh:local')
    this.seen = seenNonces({ keptMsMin: NONCE_KEPT_MS_MIN, ...init.seen })({ journal: watched, clock })
    this.wanted = new WantedSet({ journal: watched, clock })
    this.peers = new KeyedStore({ journal: watched, clock, codec: peerStateCodec }, entriesMax)
    this.names = new KeyedStore({ journal: watched, clock, codec: nameClaimCodec }, entriesMax)
    this.scopePeers = new KeyedStore({ journal: watched, clock, codec: scopePeersCodec }, entriesMax)
    this.tokens = new KeyedStore({ journal: watched, clock, codec: apiTokenCodec }, entriesMax)
    this.refusals = new KeyedStore({ journal: watched, clock, codec: refusalCodec }, entriesMax)
    this.forgotten = new KeyedStore({ journal: watched, clock, codec: forgottenCodec }, entriesMax)
    this.stores = [this.peers, this.names, this.scopePeers, this.tokens, this.refusals, this.forgotten]
    this.parts = [this.seen, this.wanted, ...this.stores]
  }

  async start (): Promise<void> {
    this.stopping = new AbortController()
    for await (const { payload, offset } of this.journal.records()) {
      this.parts.some(part => part.replay(payload, offset))
    }
    this.tidy()
  }

  async stop (): Promise<void> {
    this.stopping.abort()
    await this.compacting?.catch(() => undefined) // Whoever asked for it was told.
    await this.journal.settled()
  }

  async compact (options?: AbortOptions): Promise<LocalCompaction> {
    this.compacting ??= this.compactAll(options).finally(() => { this.compacting = undefined })

    return this.compacting
  }

  /** Begins a compaction in the background when more than half of the records, and enough of them, were overtaken. */
  private tidy (): void {
    const needed = this.seen.size + this.wanted.count() + this.stores.reduce((sum, { count }) => sum + count, 0)
    const isWorthIt = this.journal.count - needed > Math.max(DEAD_RECORDS_MIN, needed)

    if (isWorthIt && this.compacting == null && !this.stopping.signal.aborted && this.sealedEnd() > this.compactedTo) {
      this.compact({ signal: this.stopping.signal }).catch(error => { this.log?.('compaction failed: %e', error) })
    }
  }

  /**
   * Goes through the segments from the oldest on. So when the record of a removal is met, whatever it takes away was left
   * out before or is left out with it, and it may go as well.
   */
  private async compactAll (options?: AbortOptions): Promise<LocalCompaction> {
    const { journal } = this.components
    let segments = 0
    let dropped = 0

    this.compactedTo = this.sealedEnd()
    await this.seen.beforeCompaction()
    const settledTo = await this.journal.settled()

    for (const { base, end } of journal.segments()) {
      if (end > settledTo) {
        break
      }
      let left = 0

      await journal.compact(base, record => {
        const stays = this.needs(record)

        left += stays ? 0 : 1

        return stays ? record.payload : undefined
      }, options)
      this.journal.count -= left
      dropped += left
      segments++
    }

    return { segments, dropped }
  }

  /** A record that no part knows stays: it may be of a later version. */
  private needs ({ payload, offset }: JournalRecord): boolean {
    for (const part of this.parts) {
      const needed = part.needs(payload, offset)

      if (needed != null) {
        return needed
      }
    }

    return true
  }

  private sealedEnd (): number {
    return this.components.journal.segments().at(-1)?.end ?? 0
  }
}
