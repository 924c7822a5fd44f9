import { TypedEventEmitter } from 'main-event'
import { decodeBundle, NoSuchFactError, parseFactId, proveFact } from '../model/bundle/index.ts'
import { equalBytes } from '../model/bytes/index.ts'
import { scopeText } from '../policy/scope/index.ts'
import { JournalCorruptError } from '../storage/journal/index.ts'
import { Counters } from './counters.ts'
import { lastStamp, makeParts, wind } from './parts.ts'
import { DEFAULT_SCOPE, DEFAULT_SKIP_UNCHANGED, ReplicaStoppedError } from './pipeline/index.ts'
import { UnknownScopeError } from './query/index.ts'
import { decodeArrival, offsetOf, scopeOf } from './record/index.ts'
import { replay } from './replay.ts'
import type { AppendOptions, AppendResult, FactDraft, FactPage, FactQuery, FactRecord, Origin, Replica, ReplicaComponents, ReplicaEvents, ReplicaInit, ScopeRef, ScopeStatus } from './interface.ts'
import type { ReplicaParts } from './parts.ts'
import type { HeldVerdict } from './pipeline/index.ts'
import type { Arrival } from './record/index.ts'
import type { Bundle, FactProof, Verdict } from '../model/bundle/index.ts'
import type { JournalReport, JournalStat } from '../storage/journal/index.ts'
import type { TreeSnapshot } from '../storage/tree/index.ts'
import type { Logger } from '@libp2p/interface'

/** A replica whose facts stand in a journal; index, trees and counts are derived from it. */
export class JournaledReplica extends TypedEventEmitter<ReplicaEvents> implements Replica {
  private readonly components: ReplicaComponents
  private readonly init: ReplicaInit
  private readonly log: Logger
  private readonly tallies = new Counters()
  private parts: ReplicaParts
  private running = false
  /** Calls that were taken and are not answered yet. */
  private readonly calls = new Set<Promise<unknown>>()

  constructor (components: ReplicaComponents, init: ReplicaInit) {
    super()
    this.components = components
    this.init = init
    this.log = components.logger.forComponent('factmesh:replica')
    this.parts = this.makeParts()
  }

  async start (): Promise<void> {
    if (this.running) {
      return
    }

    this.parts = this.makeParts()
    const { index, lanes, trees } = this.parts
    await index.start(this.components.journal.end)

    if (!await trees.load(index)) {
      this.log.error('the index is incomplete and is built again from the journal')
      trees.clear()
      await index.reset()
    }

    const applied = await replay(this.components.journal, index, bundle => { trees.add(bundle) })
    await wind(this.parts, this.components.signer.publicKey)
    await lanes.start()
    this.running = true
    this.log('started, %d bundles applied from the journal', applied)
  }

  async stop (): Promise<void> {
    if (this.running) {
      this.running = false
      await Promise.allSettled(this.calls)
      this.parts.receiver.stop()
      await this.parts.queue.stop()
    }
  }

  async append (drafts: readonly FactDraft[], options: AppendOptions = {}): Promise<AppendResult[]> {
    this.checkRunning()
    const scope = options.scope ?? DEFAULT_SCOPE
    const appender = this.parts.appenders.get(scope)

    if (appender == null) {
      const detail = new UnknownScopeError(scope).message
      return drafts.map(() => ({ result: 'reject', code: 'unknown_scope', field: 'scope', detail }))
    }

    this.parts.stamps.check()
    return this.finish(appender.append(drafts, options.skipUnchanged ?? DEFAULT_SKIP_UNCHANGED))
  }

  async receive (bundles: readonly Uint8Array[], origin: Origin): Promise<Verdict[]> {
    this.checkRunning()
    return this.finish(this.parts.receiver.receive(bundles, origin))
  }

  async get (id: string): Promise<FactRecord | undefined> {
    return this.parts.engine.get(id)
  }

  async proof (id: string): Promise<FactProof | undefined> {
    const parts = parseFactId(id)
    const bytes = parts == null ? undefined : await this.bundleBytes(parts.hash)

    if (parts == null || bytes == null) {
      return undefined
    }

    try {
      const bundle = decodeBundle(bytes)
      return equalBytes(bundle.hash, parts.hash) ? proveFact(bundle, parts.index) : undefined
    } catch (err) {
      if (err instanceof NoSuchFactError) {
        return undefined
      }

      throw err
    }
  }

  async query (query: FactQuery = {}): Promise<FactPage> {
    return this.parts.engine.page(query)
  }

  scan (query: FactQuery = {}): AsyncIterable<FactRecord> {
    return this.parts.engine.scan(query)
  }

  scopes (): ScopeStatus[] {
    const { index, scopes, trees } = this.parts

    return scopes.all.map(({ id, name }) => ({ name, id: scopeText(name, id), ...index.count(id), root: trees.root(id), wanted: 0 }))
  }

  shared (): readonly ScopeRef[] {
    return this.parts.scopes.shared
  }

  snapshot (scope: Uint8Array): TreeSnapshot | undefined {
    return this.parts.trees.snapshot(scope)
  }

  async bundlesByHash (hashes: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
    const { index, scopes } = this.parts
    const shared = new Set(scopes.shared.map(({ id }) => index.scopeNumber(id)))
    const rows = await index.read.bundles(hashes)

    return Promise.all(rows.map(async row => row != null && shared.has(scopeOf(row)) ? this.contentOf(row) : undefined))
  }

  async has (hash: Uint8Array): Promise<boolean> {
    return await this.parts.index.read.bundle(hash) != null
  }

  counters (): Record<string, number> {
    return this.tallies.all()
  }

  async verifyJournal (): Promise<JournalReport> {
    return this.components.journal.verify()
  }

  journalStat (): JournalStat {
    return this.components.journal.stat()
  }

  private makeParts (): ReplicaParts {
    return makeParts(this.components, this.init, {
      onCommit: (bundle, arrival, equivocates) => { this.onCommit(bundle, arrival, equivocates) },
      onVerified: async bundle => this.onVerified(bundle),
      onVerdict: (verdict, origin) => { this.onVerdict(verdict, origin) }
    })
  }

  private async bundleBytes (hash: Uint8Array): Promise<Uint8Array | undefined> {
    const row = await this.parts.index.read.bundle(hash)
    return row == null ? undefined : this.contentOf(row)
  }

  /** The bundle behind an index entry; damaged content counts as absent, so that others are asked for it. */
  private async contentOf (row: Uint8Array): Promise<Uint8Array | undefined> {
    try {
      const record = await this.components.journal.read(offsetOf(row))
      return record.subarray(decodeArrival(record).lead)
    } catch (err) {
      if (err instanceof JournalCorruptError) {
        this.log.error('the journal record at %d is damaged: %e', offsetOf(row), err)
        return undefined
      }

      throw err
    }
  }

  /** The bundle is durable and indexed; from here on everybody may know of it. */
  private onCommit (bundle: Bundle, { via, peer }: Arrival, equivocates: boolean): void {
    const { scopes, trees } = this.parts
    const scope = { id: bundle.header.scope, name: scopes.nameOf(bundle.header.scope) }
    trees.add(bundle)
    this.tallies.add('equivocation', Number(equivocates))

    if (via === 'local') {
      this.tallies.add('accepted')
      this.safeDispatchEvent('bundle:append', { detail: { bundle, scope } })
    } else {
      this.safeDispatchEvent('bundle:receive', { detail: { bundle, origin: { via, peer }, scope } })
    }
  }

  private async onVerified ({ header }: Bundle): Promise<void> {
    const { lanes, stamps } = this.parts

    if (!equalBytes(header.author, this.components.signer.publicKey)) {
      return
    }

    stamps.raise(lastStamp(header))

    const lane = await lanes.leave(header.lane)

    if (lane != null) {
      this.log.error('a peer knows more of our chain than we do, so this directory was restored or copied; we go on in a new lane')
      this.safeDispatchEvent('lane:open', { detail: { lane } })
    }
  }

  private onVerdict (verdict: Verdict | HeldVerdict, origin: Origin): void {
    this.tallies.addVerdict(verdict)

    if (verdict.result === 'ignore' || verdict.result === 'reject') {
      this.safeDispatchEvent('bundle:refuse', { detail: { code: verdict.code, origin, hash: verdict.hash } })
    }
  }

  /** Lets a stop wait for a call. */
  private async finish <Result> (call: Promise<Result>): Promise<Result> {
    this.calls.add(call)

    try {
      return await call
    } finally {
      this.calls.delete(call)
    }
  }

  private checkRunning (): void {
    if (!this.running) {
      throw new ReplicaStoppedError()
    }
  }
}
