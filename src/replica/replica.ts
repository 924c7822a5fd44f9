import { TypedEventEmitter } from 'main-event'
import { parseFactId } from '../model/bundle/index.ts'
import { equalBytes, fromHex, toHex } from '../model/bytes/index.ts'
import { lensRegistry } from '../policy/lens/index.ts'
import { scopeText } from '../policy/scope/index.ts'
import { Counters } from './counters.ts'
import { unknownScope } from './own-scopes.ts'
import { catchUp, lastStamp, makeParts, wind } from './parts.ts'
import { DEFAULT_SKIP_UNCHANGED, isDamage, ReplicaStoppedError } from './pipeline/index.ts'
import { DEFAULT_SCOPE, proofIn } from './query/index.ts'
import { absentIn } from './upkeep/absent-bundles.ts'
import { compactBundles } from './upkeep/journal-compaction.ts'
import type {
  AppendOptions, AppendResult, Change, ChangeOptions, ChangeQuery, EdgePage, FactDraft, FactPage, FactQuery, FactRecord, FactWhy, IdPrefixes, NeighbourQuery,
  Origin, Questions, Replica, ReplicaComponents, ReplicaEvents, ReplicaInit, ResolveAnswer, ResolveQuery, ScopeRef, ScopeStatus
} from './interface.ts'
import type { ReplicaParts } from './parts.ts'
import type { Committed, HeldVerdict } from './pipeline/index.ts'
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
    const { lanes, redactor, repair, scrub } = this.parts
    const { journal, marker } = this.components
    const applied = await this.bringUp()
    await lanes.start()
    const { damage, truncated } = await journal.start()

    if (truncated != null || (marker?.closed?.watermark ?? 0) > journal.end) {
      // The journal lost its end, of which peers may know more than we do now.
      await lanes.leave(await lanes.current())
    }

    this.running = true
    this.parts.questions.start()
    repair.lose(damage)
    redactor.start()
    scrub.start()
    this.log('started, %d bundles applied from the journal', applied)
  }

  async stop (): Promise<void> {
    if (this.running) {
      const { index, questions, queue, receiver, redactor, repair, scopes, scrub, trees } = this.parts
      this.running = false
      questions.stop()
      await Promise.all([redactor.stop(), scrub.stop()])
      await repair.stop()
      await Promise.allSettled(this.calls)
      receiver.stop()
      await queue.stop()
      await trees.stop(index.watermark)
      this.components.marker?.noteRoots(new Map(scopes.shared.map(({ id }) => [toHex(id), trees.root(id) ?? ''])))
    }
  }

  async append (drafts: readonly FactDraft[], options: AppendOptions = {}): Promise<AppendResult[]> {
    this.checkRunning()
    const scope = options.scope ?? DEFAULT_SCOPE
    const appender = this.parts.appenders.get(scope)

    if (appender == null) {
      return drafts.map(() => unknownScope(scope))
    }

    this.parts.stamps.check()
    return this.finish(this.parts.guard.named(appender.append(drafts, options.skipUnchanged ?? DEFAULT_SKIP_UNCHANGED)))
  }

  private async appendFact (fact: Fact, scope: string): Promise<AppendResult> {
    this.checkRunning()
    const appender = this.parts.appenders.get(scope)

    if (appender == null) {
      return unknownScope(scope)
    }

    this.parts.stamps.check()
    return this.finish(appender.appendFact(fact))
  }

  async receive (bundles: readonly OfferedBundle[], origin: Origin): Promise<Verdict[]> {
    this.checkRunning()
    return this.finish(this.parts.guard.named(this.parts.receiver.receive(bundles, origin)))
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

  changes (query?: ChangeQuery, options?: ChangeOptions): AsyncIterable<Change> {
    return this.parts.questions.changes(query, options)
  }

  async get (id: string): Promise<FactRecord | undefined> {
    return this.parts.questions.get(id)
  }

  async proof (id: string): Promise<FactProof | undefined> {
    const parts = parseFactId(id)
    const bytes = parts == null ? undefined : await this.parts.guard.read(async () => this.parts.contents.of(parts.hash))

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

  async bundlesByHash (hashes: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
    return this.parts.guard.read(async () => this.parts.contents.shared(hashes))
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

  /** Brings index, trees and clock up to the journal. An index that turns out to be damaged on the way is built again. */
  private async bringUp (): Promise<number> {
    const { signer: { publicKey } } = this.components

    try {
      const applied = await this.catchUp()
      await wind(this.parts, publicKey)
      return applied
    } catch (err) {
      if (!isDamage(err)) {
        throw err
      }

      this.log.error('%e', err)
      const applied = await this.rebuild()
      await wind(this.parts, publicKey)
      return applied
    }
  }

  /** Brings index and trees up to the journal. An index that does not fit the trees, or its own marker, is built again. */
  private async catchUp (): Promise<number> {
    const { index, repair } = this.parts
    const { journal, onReplay } = this.components
    await index.start(journal.end)
    const applied = await catchUp(journal, this.parts, onReplay)
    await repair.start()

    return this.isWhole() ? applied : this.rebuild()
  }

  private async rebuild (): Promise<number> {
    const { index, repair, trail } = this.parts
    const { journal, onReplay } = this.components
    this.log.error('the index is incomplete and is built again from the journal')
    trail.damage('index_damaged', 0)
    await index.reset()
    const applied = await catchUp(journal, this.parts, onReplay)
    await repair.start()

    return applied
  }

  /** Whether trees and index belong together: equal counts, unless something is wanted, and the roots that were noted. */
  private isWhole (): boolean {
    const { index, trees } = this.parts
    const { journal, marker, wanted } = this.components
    const isCounted = (wanted?.count() ?? 0) > 0 || trees.isComplete(index)
    const roots = marker?.closed?.watermark === journal.end ? [...marker.roots] : []

    return isCounted && roots.every(([scope, root]) => trees.root(fromHex(scope)) === root)
  }

  private makeParts (): ReplicaParts {
    return makeParts(this.components, this.init, {
      lenses: this.registry,
      isRunning: () => this.running,
      append: async (fact, scope) => this.appendFact(fact, scope),
      onAwait: detail => { this.safeDispatchEvent('bundle:await', { detail }) },
      onSkew: detail => { this.safeDispatchEvent('clock:skew', { detail }) },
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
    const { curation, engine, questions, redactor, repair, scopes, trail, trees } = this.parts
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
      this.parts.trail.refusal(verdict.code, origin, verdict.hash)
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
