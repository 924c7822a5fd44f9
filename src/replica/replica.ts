import { TypedEventEmitter } from 'main-event'
import { parseFactId } from '../model/bundle/index.ts'
import { equalBytes } from '../model/bytes/index.ts'
import { lensRegistry } from '../policy/lens/index.ts'
import { scopeText } from '../policy/scope/index.ts'
import { bringUp, lastStamp } from './bring-up.ts'
import { Counters } from './counters.ts'
import { makeParts } from './parts.ts'
import { DEFAULT_SKIP_UNCHANGED, ReplicaStoppedError } from './pipeline/index.ts'
import { DEFAULT_SCOPE, proofIn } from './query/index.ts'
import { ScopeNews } from './scopes/scope-news.ts'
import { absentIn } from './upkeep/absent-bundles.ts'
import { compactBundles } from './upkeep/journal-compaction.ts'
import type {
  AppendOptions, AppendResult, Change, ChangeOptions, ChangeQuery, EdgePage, FactDraft, FactPage, FactQuery, FactRecord, FactWhy, IdPrefixes, NeighbourQuery,
  Origin, Questions, Replica, ReplicaComponents, ReplicaEvents, ReplicaInit, ResolveAnswer, ResolveQuery, ScopeRef, ScopeStatus
} from './interface.ts'
import type { ReplicaParts } from './parts.ts'
import type { Committed, HeldVerdict } from './pipeline/index.ts'
import type { ScopeEvent } from './scopes/scope-news.ts'
import type { Bundle, FactProof, OfferedBundle, Verdict } from '../model/bundle/index.ts'
import type { Fact } from '../model/fact/index.ts'
import type { JournalReport, JournalStat } from '../storage/journal/index.ts'
import type { TreeSnapshot } from '../storage/tree/index.ts'
import type { Logger } from '@libp2p/interface'

/** A replica whose facts stand in a journal; index, trees and counts are derived from it. */
export class JournaledReplica extends TypedEventEmitter<ReplicaEvents> implements Replica {
  private readonly components: ReplicaComponents
  private readonly init: ReplicaInit
  private readonly log: Logger
  private readonly tallies = new Counters()
  private readonly registry = lensRegistry()
  private readonly news = new ScopeNews((type, scope) => { this.onGoverned(type, scope) })
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
    components.sources?.onClaim(author => { this.parts.receiver.claimed(author) })
  }

  async start (): Promise<void> {
    if (this.running) {
      return
    }

    this.parts = this.makeParts()
    const { lanes, redactor, repair, scrub } = this.parts
    const { journal, marker } = this.components
    const applied = await bringUp(this.components, this.parts, this.log)
    await lanes.start()
    const { damage, truncated } = await journal.start()

    if (truncated != null || (marker?.closed?.watermark ?? 0) > journal.end) {
      // The journal lost its end, of which peers may know more than we do now.
      await lanes.leave(await lanes.current())
    }

    this.running = true
    this.parts.questions.start()
    await this.found()
    repair.lose(damage)
    redactor.start()
    scrub.start()
    this.log('started, %d bundles applied from the journal', applied)
  }

  async stop (): Promise<void> {
    if (this.running) {
      const { index, questions, queue, receiver, redactor, repair, scrub, trees } = this.parts
      this.running = false
      questions.stop()
      await Promise.all([redactor.stop(), scrub.stop()])
      await repair.stop()
      await Promise.allSettled(this.calls)
      receiver.stop()
      await queue.stop()
      await trees.stop(index.watermark)
      this.components.marker?.noteRoots(trees.roots())
    }
  }

  async append (drafts: readonly FactDraft[], options: AppendOptions = {}): Promise<AppendResult[]> {
    this.checkRunning()
    const appender = this.parts.appenders.named(options.scope ?? DEFAULT_SCOPE)

    if ('result' in appender) {
      return drafts.map(() => appender)
    }

    this.parts.stamps.check()
    return this.finish(this.parts.guard.named(appender.append(drafts, options.skipUnchanged ?? DEFAULT_SKIP_UNCHANGED)))
  }

  private async appendFact (fact: Fact, scope: string): Promise<AppendResult> {
    this.checkRunning()
    const appender = this.parts.appenders.named(scope)

    if ('result' in appender) {
      return appender
    }

    this.parts.stamps.check()
    return this.finish(appender.appendFact(fact))
  }

  async receive (bundles: readonly OfferedBundle[], origin: Origin): Promise<Verdict[]> {
    this.checkRunning()
    return this.finish(this.parts.guard.named(this.parts.receiver.receive(bundles, origin)))
  }

  async settle (peer: string): Promise<void> {
    await this.parts.receiver.settle(peer)
  }

  get lenses (): Questions['lenses'] {
    return this.parts.questions.lenses
  }

  get conflicts (): Questions['conflicts'] {
    return this.parts.questions.conflicts
  }

  get votes (): Questions['votes'] {
    return this.parts.questions.votes
  }

  get curations (): Questions['curations'] {
    return this.parts.questions.curations
  }

  get presence (): Questions['presence'] {
    return this.parts.questions.presence
  }

  async resolve (query: ResolveQuery): Promise<ResolveAnswer> {
    return this.parts.questions.resolve(query)
  }

  async why (id: string): Promise<FactWhy | undefined> {
    return this.parts.questions.why(id)
  }

  async neighbours (query: NeighbourQuery): Promise<EdgePage> {
    return this.parts.questions.neighbours(query)
  }

  get governance (): Replica['governance'] {
    return this.parts.governance
  }

  get closed (): Replica['closed'] {
    return this.parts.closed
  }

  changes (query?: ChangeQuery, options?: ChangeOptions): AsyncIterable<Change> {
    return this.parts.questions.changes(query, options)
  }

  async get (id: string): Promise<FactRecord | undefined> {
    return this.parts.questions.get(id)
  }

  async proof (id: string): Promise<FactProof | undefined> {
    const parts = parseFactId(id)
    const bytes = parts == null ? undefined : await this.parts.guard.read(async () => this.parts.stored.bytes(parts.hash))

    return parts == null || bytes == null ? undefined : proofIn(bytes, parts)
  }

  async query (query: FactQuery = {}): Promise<FactPage> {
    const { engine, guard, questions } = this.parts
    return guard.read(async () => await questions.derived(query) ?? engine.page(query))
  }

  scan (query: FactQuery = {}): AsyncIterable<FactRecord> {
    return this.parts.guard.scan(this.parts.engine.scan(query))
  }

  scopes (): ScopeStatus[] {
    const { index, redactor, scopes, trees } = this.parts
    const { wanted } = this.components

    return scopes.all.map(({ id, name }) => {
      const absent = absentIn({ absent: index.absent, scopeNumber: index.scopeNumber(id) })
      return { name, id: scopeText(name, id), ...index.count(id), root: trees.root(id), wanted: wanted?.count(id) ?? 0, ...redactor.count(id), ...absent }
    })
  }

  shared (): readonly ScopeRef[] {
    return this.parts.scopes.shared
  }

  snapshot (scope: Uint8Array): TreeSnapshot | undefined {
    return this.parts.queue.indexIsWhole ? this.parts.trees.snapshot(scope) : undefined
  }

  async keysByIdPrefix (scope: Uint8Array, prefixes: IdPrefixes): Promise<Uint8Array[] | undefined> {
    const { guard, index, scopes } = this.parts
    return scopes.isShared(scope) ? guard.read(async () => index.keysByPrefix(scope, prefixes)) : undefined
  }

  async bundlesByHash (hashes: readonly Uint8Array[], scope?: Uint8Array): Promise<Array<Uint8Array | undefined>> {
    return this.parts.guard.read(async () => this.parts.stored.shared(hashes, scope))
  }

  async has (hash: Uint8Array): Promise<boolean> {
    return await this.parts.guard.read(async () => this.parts.index.read.bundle(hash)) != null
  }

  absentParents (): ReturnType<Replica['absentParents']> {
    return this.parts.questions.absentParents()
  }

  counters (): Record<string, number> {
    return this.tallies.all()
  }

  clockFigures (): ReturnType<Replica['clockFigures']> {
    return this.parts.clockWatch.figures()
  }

  async verifyJournal (): Promise<JournalReport> {
    return this.components.journal.verify()
  }

  async compactJournal (): ReturnType<Replica['compactJournal']> {
    this.checkRunning()
    return this.finish(this.parts.guard.read(async () => compactBundles({ journal: this.components.journal, index: this.parts.index })))
  }

  journalStat (): JournalStat {
    return this.components.journal.stat()
  }

  storage (): ReturnType<Replica['storage']> {
    const { queue, scrub } = this.parts
    return { ...queue.state(), scrub: scrub.state() }
  }

  /** Makes the scopes that are to be there. What stands in the way now is gone at another start. */
  private async found (): Promise<void> {
    try {
      await this.parts.governor.found(this.components.founds ?? [])
    } catch (err) {
      this.log.error('closed scopes of this node could not be made: %e', err)
    }
  }

  /** Acts of a scope came: whoever is in it is told, and a key that two admins made is followed by another one. */
  private onGoverned (type: ScopeEvent, scope: ScopeRef): void {
    this.safeDispatchEvent(type, { detail: { scope } })

    if (this.running) {
      this.finish(this.parts.governor.settleKeys(scope)).catch(err => { this.log.error('%e', err) })
    }
  }

  private makeParts (): ReplicaParts {
    return makeParts(this.components, this.init, {
      lenses: this.registry,
      isRunning: () => this.running,
      during: async call => {
        this.checkRunning()
        return this.finish(this.parts.guard.named(call()))
      },
      append: async (fact, scope) => this.appendFact(fact, scope),
      onAwait: detail => { this.safeDispatchEvent('bundle:await', { detail }) },
      onSkew: detail => { this.safeDispatchEvent('clock:skew', { detail }) },
      onGovern: ({ id, name }, isNew) => {
        this.parts.redactor.governed(id)
        this.news.add(isNew ? 'scope:hold' : 'scope:govern', { id, name })
      },
      onWant: () => { this.safeDispatchEvent('bundle:want', { detail: { bundles: 1 } }) },
      onLost: bundles => { this.onLost(bundles) },
      onCommit: committed => { this.onCommit(committed) },
      onVerified: async bundle => this.onVerified(bundle),
      onVerdict: (verdict, origin) => { this.onVerdict(verdict, origin) }
    })
  }

  /** The bundle is durable and indexed; from here on everybody may know of it. */
  private onCommit (committed: Committed): void {
    const { bundle, arrival: { isRedacted = false, via, peer }, offset, equivocates } = committed
    const { curation, engine, governance, questions, redactor, repair, scopes, trail, trees } = this.parts
    governance.add(committed)
    scopes.committed(bundle.header.scope)
    const scope = { id: bundle.header.scope, name: scopes.nameOf(bundle.header.scope) }
    trees.add(bundle, offset)
    repair.settle(bundle)
    curation.add(bundle)
    this.tallies.add('equivocation', Number(equivocates))

    if (equivocates) {
      trail.equivocation(peer, bundle.hash)
    }

    if (isRedacted) {
      engine.reader.forget(bundle.hash)
    } else if (via === 'local') {
      this.tallies.add('accepted')
      this.safeDispatchEvent('bundle:append', { detail: { bundle, scope } })
    } else {
      engine.reader.forget(bundle.hash)
      this.safeDispatchEvent('bundle:receive', { detail: { bundle, origin: { via, peer }, scope } })
    }

    questions.committed(committed)
    redactor.committed(committed)
  }

  private onLost (bundles: number): void {
    this.log.error('%d bundles were damaged on the disk; peers are asked for them', bundles)
    this.parts.trail.damage('journal_damaged', bundles)
    this.safeDispatchEvent('bundle:lose', { detail: { bundles } })
  }

  private async onVerified (bundle: Bundle): Promise<void> {
    const { lanes, repair, stamps, trail } = this.parts
    const { header } = bundle

    if (!equalBytes(header.author, this.components.signer.publicKey)) {
      return
    }

    stamps.raise(lastStamp(header))

    if (repair.isWanted(bundle)) {
      return // It comes back to where it was.
    }

    const lane = await lanes.leave(header.lane)

    if (lane != null) {
      this.log.error('a peer knows more of our chain than we do, so this directory was restored or copied; we go on in a new lane')
      trail.laneOpened(lane)
      this.safeDispatchEvent('lane:open', { detail: { lane } })
    }
  }

  private onVerdict (verdict: Verdict | HeldVerdict, origin: Origin): void {
    this.tallies.addVerdict(verdict)

    if (verdict.result === 'ignore' || verdict.result === 'reject') {
      this.parts.trail.refusal(verdict, origin)
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
