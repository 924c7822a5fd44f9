import { ChainWriter } from './chain-writer.ts'
import { writable } from './chain.ts'
import { DEFAULT_KINDS_MAX, DEFAULT_PER_MINUTE_MAX, DEFAULT_RESERVE_BYTES, DEFAULT_WAITING_MAX, WINDOW_MS } from './constants.ts'
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
    this.timer ??= this.components.timers?.every(WINDOW_MS, () => { this.writeCounters(this.minutesOver()) })
  }

  async stop (): Promise<void> {
    this.timer?.cancel()
    this.timer = undefined
    this.writeCounters(this.sampler.all())
    await this.writer.idle()
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
    return verifyChain(this.components.journal, this.writer.head.number, options)
  }

  stat (): AuditStat {
    return { entries: this.writer.head.number, counted: this.sampler.counted, events: { ...this.events }, reserveBytes: this.reserve?.size ?? 0 }
  }

  private minutesOver (): Counted[] {
    return this.sampler.over(this.components.clock.monotonicMs())
  }

  /** Writes how many events of each kind were counted. A counter that cannot be written is counted on. */
  private writeCounters (counters: readonly Counted[]): void {
    for (const { type, peer, actor, counted } of counters) {
      this.writer.write({ type: 'repeated', peer, actor, detail: { type, count: counted } }).catch(() => {
        this.sampler.recount({ type, peer, actor }, counted)
      })
    }
  }
}
