import { blake3, equalBytes } from '../../model/bytes/index.ts'
import { Anchor, readAnchor } from './anchor.ts'
import { ChainWriter } from './chain-writer.ts'
import { EMPTY_CHAIN, writable } from './chain.ts'
import { DEFAULT_KINDS_MAX, DEFAULT_PER_MINUTE_MAX, DEFAULT_RESERVE_BYTES, DEFAULT_WAITING_MAX, ENTRIES_LOST, WINDOW_MS } from './constants.ts'
import { isDaily, isSampled } from './event-types.ts'
import { Reserve } from './reserve.ts'
import { Sampler } from './sampler.ts'
import { searchAudit } from './search.ts'
import { verifyChain } from './verify.ts'
import type { AuditEvent, AuditLog, AuditLogComponents, AuditLogInit, AuditOutcome, AuditPage, AuditQuery, AuditReport, AuditStat } from './interface.ts'
import type { Counted } from './sampler.ts'
import type { TimerHandle } from '../../platform/interface.ts'
import type { AbortOptions, Logger } from '@libp2p/interface'

/** The audit log over a journal: samples, chains, writes, finds. */
export class JournaledAuditLog implements AuditLog {
  private readonly components: AuditLogComponents
  private readonly waitingMax: number
  private readonly sampler: Sampler
  private readonly reserve: Reserve | undefined
  private readonly writer: ChainWriter
  private anchor: Anchor | undefined
  private readonly log: Logger | undefined
  private readonly events: Partial<Record<AuditEvent['type'], number>> = {}
  private timer: TimerHandle | undefined

  constructor (components: AuditLogComponents, init: AuditLogInit = {}) {
    const { clock, journal, reserve } = components
    const bytes = init.reserveBytes ?? DEFAULT_RESERVE_BYTES

    this.components = components
    this.log = components.logger?.forComponent('factmesh:audit')
    this.waitingMax = init.waitingMax ?? DEFAULT_WAITING_MAX
    this.sampler = new Sampler({
      perMinuteMax: init.perMinuteMax ?? DEFAULT_PER_MINUTE_MAX,
      kindsMax: init.kindsMax ?? DEFAULT_KINDS_MAX
    })
    this.reserve = reserve == null || bytes === 0 ? undefined : new Reserve({ ...reserve, clock }, bytes)
    this.writer = new ChainWriter({ journal, clock, reserve: this.reserve, log: this.log })
  }

  async start (): Promise<void> {
    await this.writer.open()
    await this.reserve?.open().catch(error => { this.log?.error('the reserve of the audit log could not be filled: %e', error) })
    await this.openAnchor().catch(error => { this.log?.error('could not tell whether entries of the audit log are gone: %e', error) })
    this.timer ??= this.components.timers?.every(WINDOW_MS, () => {
      this.writeCounters(this.minutesOver())
      void this.noteHead()
    })
  }

  async stop (): Promise<void> {
    this.timer?.cancel()
    this.timer = undefined
    this.writeCounters(this.sampler.all())
    await this.writer.idle()
    await this.noteHead()
  }

  async append (event: AuditEvent): Promise<AuditOutcome> {
    const entry = writable(event)

    this.events[event.type] = (this.events[event.type] ?? 0) + 1
    this.writeCounters(this.minutesOver())
    if (isSampled(entry.type) && !this.sampler.take(entry, isDaily(entry.type) || this.writer.waiting >= this.waitingMax)) {
      return 'counted'
    }
    try {
      await this.writer.write(entry)
    } catch (error) {
      if (isSampled(entry.type)) {
        this.sampler.count(entry, 1)
      }
      throw error
    }

    return 'written'
  }

  async records (query: AuditQuery = {}, options?: AbortOptions): Promise<AuditPage> {
    return searchAudit(this.components.journal, { ...query, last: this.writer.head.number }, options)
  }

  async verify (options?: AbortOptions): Promise<AuditReport> {
    return verifyChain(this.components.journal, this.writer.head, options)
  }

  stat (): AuditStat {
    return { entries: this.writer.head.number, counted: this.sampler.counted, events: { ...this.events }, reserveBytes: this.reserve?.size ?? 0 }
  }

  /** Writes down that entries which were noted are gone, because the chain goes on without them and shows no gap. Until that is done nothing newer is noted. */
  private async openAnchor (): Promise<void> {
    const { anchor } = this.components

    if (anchor == null) {
      return
    }
    const noted = await readAnchor(anchor)
    const found = noted == null ? undefined : await this.hashOf(noted.number)

    if (noted != null && (found == null || !equalBytes(found, noted.hash))) {
      await this.writer.write({ ...ENTRIES_LOST, detail: { number: noted.number, hash: noted.hash, here: this.writer.head.number } })
    }
    this.anchor = new Anchor(anchor)
    await this.noteHead()
  }

  /** The hash of the entry with a number, if that is here. */
  private async hashOf (number: number): Promise<Uint8Array | undefined> {
    const { head } = this.writer
    const known = [EMPTY_CHAIN, head].find(known => known.number === number)

    if (known != null || number > head.number) {
      return known?.hash
    }
    const { records: [entry] } = await this.records({ order: 'oldest', cursor: number - 1, limit: 1 })

    return entry?.number === number ? blake3(await this.components.journal.read(entry.offset)) : undefined
  }

  private async noteHead (): Promise<void> {
    await this.anchor?.note(this.writer.head).catch(error => { this.log?.error('could not note how far the audit log has come: %e', error) })
  }

  private minutesOver (): Counted[] {
    return this.sampler.over(this.components.clock.monotonicMs())
  }

  /** Writes how many events of each kind were counted. A counter that cannot be written is counted on. */
  private writeCounters (counters: readonly Counted[]): void {
    for (const { type, peer, actor, reason, counted } of counters) {
      this.writer.write({ type: 'repeated', peer, actor, reason, detail: { type, count: counted } }).catch(() => {
        this.sampler.recount({ type, peer, actor, reason }, counted)
      })
    }
  }
}
