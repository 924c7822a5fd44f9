import { equalBytes } from '../model/bytes/index.ts'
import { judgeSource, ownsSource, peerIdText } from '../model/identity/index.ts'
import { Slices } from '../platform/index.ts'
import { governingOf, publicScopeId } from '../policy/scope/index.ts'
import { catchUp } from './bring-up.ts'
import { Curation, curationRights } from './curation/index.ts'
import { ActGovernance } from './governance/index.ts'
import { FactIndex } from './index/index.ts'
import {
  CommitQueue, DEFAULT_HELD_BUNDLES_MAX, DEFAULT_PENDING_FACTS_MAX, DEFAULT_RECEIVE_BYTES_MAX, Door, LaneKeeper, Receiver, StampClock
} from './pipeline/index.ts'
import { Absences, PresenceBook, Redactor } from './presence/index.ts'
import { QueryEngine } from './query/index.ts'
import { ReplicaQuestions } from './questions.ts'
import { Appenders } from './scopes/appenders.ts'
import { OwnScopes } from './scopes/own-scopes.ts'
import { RunningScopes } from './scopes/running-scopes.ts'
import { ScopeGovernor } from './scopes/scope-governor.ts'
import { StoredBundles } from './stored-bundles.ts'
import { ScopeTrees } from './trees/scope-trees.ts'
import { AuditTrail } from './upkeep/audit-trail.ts'
import { ClockWatch } from './upkeep/clock-watch.ts'
import { IndexGuard } from './upkeep/index-guard.ts'
import { Repair } from './upkeep/repair.ts'
import { Scrub } from './upkeep/scrub.ts'
import type { ActGovernanceComponents, ClosedScopes } from './governance/index.ts'
import type { ReplicaComponents, ReplicaInit, SourceNames } from './interface.ts'
import type { CommitQueueComponents, DoorComponents, DraftRules, ReceiverComponents } from './pipeline/index.ts'
import type { PresenceBookComponents, RedactorComponents } from './presence/index.ts'
import type { ReplicaQuestionsComponents } from './questions.ts'
import type { AppendersComponents } from './scopes/appenders.ts'
import type { DuringRun } from './scopes/running-scopes.ts'
import type { ScopeGovernorComponents } from './scopes/scope-governor.ts'
import type { ClockWatchComponents } from './upkeep/clock-watch.ts'
import type { IndexGuardComponents } from './upkeep/index-guard.ts'
import type { RepairComponents } from './upkeep/repair.ts'
import type { SourceVerdict } from '../model/identity/index.ts'

/** Everything that one run of a replica is made of. */
export interface ReplicaParts {
  readonly scopes: OwnScopes
  readonly index: FactIndex
  readonly trees: ScopeTrees
  readonly engine: QueryEngine
  readonly lanes: LaneKeeper
  readonly stamps: StampClock
  readonly clockWatch: ClockWatch
  readonly queue: CommitQueue
  readonly receiver: Receiver
  readonly repair: Repair
  readonly scrub: Scrub
  readonly trail: AuditTrail
  readonly guard: IndexGuard
  readonly curation: Curation
  readonly governance: ActGovernance
  readonly questions: ReplicaQuestions
  readonly stored: StoredBundles
  readonly governor: ScopeGovernor
  readonly closed: ClosedScopes
  readonly redactor: Redactor
  readonly appenders: Appenders
}

/** What the parts tell the replica. */
export interface ReplicaHooks extends Pick<ReceiverComponents, 'onVerified' | 'onVerdict'>, Pick<CommitQueueComponents, 'onCommit'>, Pick<RepairComponents, 'onLost'>, Pick<IndexGuardComponents, 'isRunning'>, Pick<ClockWatchComponents, 'onSkew'>, Pick<ReplicaQuestionsComponents, 'append' | 'lenses' | 'onAwait'>, Pick<RedactorComponents, 'onWant'> {
  readonly onGovern: ActGovernanceComponents['onChange']
  readonly during: DuringRun
}

/** What the writing parts stand on. */
type SharedParts = AppendersComponents & Omit<ScopeGovernorComponents, 'appenders' | 'defaultSource' | 'names' | 'receive'> & Pick<ReplicaParts, 'receiver'>

interface WritingInit {
  readonly pendingFactsMax: number
  readonly during: DuringRun
}

/** Makes the parts and joins them; nothing runs yet. */
export function makeParts (components: ReplicaComponents, init: ReplicaInit, hooks: ReplicaHooks): ReplicaParts {
  const { platform: { clock, crc32c, random, timers }, journal, kv, signer, verify, net } = components
  const log = components.logger.forComponent('factmesh:replica')
  const onTrouble = (err: unknown): void => { log.error('%e', err) }
  // On a simulated machine work takes no time, and its clock tells nothing about that of the thread.
  const slices = components.platform.name === 'simulated' ? undefined : new Slices({ clock })
  const index = new FactIndex({ kv, crc32c, slices, marker: components.marker, freeBytes: components.freeBytes })
  const sources = sourcesOf(components)
  const trees = new ScopeTrees([{ name: 'public', id: publicScopeId(net) }], { clock, timers, isLost: async (scope, key) => repair.isLost(scope, key), onTrouble })
  const trail = new AuditTrail({ audit: components.audit, onTrouble })
  const repair: Repair = new Repair({ journal, index, trees, wanted: components.wanted, isComplete: async (_, hash) => presence.isComplete(hash), onLost: hooks.onLost, onTrouble })
  const governance: ActGovernance = new ActGovernance({
    clock,
    index,
    reader: { readEach: async refs => engine.reader.readEach(refs), head: async hash => engine.reader.head(hash) },
    signer,
    net,
    onChange: hooks.onGovern,
    onTrouble
  })
  const curation: Curation = new Curation({
    index,
    reader: { readEach: async refs => engine.reader.readEach(refs) },
    rights: curationRights({ self: signer.publicKey, curators: components.curators, governance })
  })
  const scopes = new OwnScopes({ governance, index, self: signer.publicKey }, { net })
  const engine: QueryEngine = new QueryEngine({
    index,
    curation,
    governance,
    lenses: hooks.lenses,
    journal,
    clock,
    crc32c,
    scopes,
    isAttested: (source, author) => sources(source, author) === 'own',
    onDamage: ({ offset }) => { repair.lose([{ offset, length: 1 }]) },
    isWanted: hash => repair.isWantedHash(hash)
  })
  const lanes = new LaneKeeper({ laneStore: components.laneStore, random })
  const stamps = new StampClock({ clock })
  const clockWatch = new ClockWatch({ clock, stamps, trail, onSkew: hooks.onSkew })
  const queue = new CommitQueue({ journal, index, timers, onCommit: hooks.onCommit, catchUp: async () => catchUp(journal, { curation, governance, index, lanes, scopes, trees }) })
  const guard = new IndexGuard({ queue, trail, isRunning: hooks.isRunning })
  const scrub = new Scrub({
    index,
    journal,
    timers,
    isWhole: () => queue.indexIsWhole,
    onIndexDamage: err => { queue.breakIndex(err) },
    onJournalDamage: ranges => { repair.lose(ranges) },
    onTrouble
  })
  const door = doorOf({ clock, net, governance, scopes, sources })
  const observe: ReceiverComponents['observe'] = (bundle, origin) => { clockWatch.observe(bundle, origin) }
  const absences = absencesOf(components, { governance, index })
  const receiver = new Receiver({ clock, timers, slices, door, index, queue, verify, observe, want: async bundle => repair.want(bundle), withhold: async bundles => absences.withhold(bundles), ...hooks }, {
    bytesMax: init.receiveBytesMax ?? DEFAULT_RECEIVE_BYTES_MAX,
    heldMax: init.heldBundlesMax ?? DEFAULT_HELD_BUNDLES_MAX
  })
  const rules = rulesOf(components)
  const stored = new StoredBundles({ index, journal, scopes, log, onDamage: range => { repair.lose([range]) } })
  const shared = { clock, random, signer, index, engine, reader: engine.reader, lanes, stamps, queue, governance, scopes, stored, trail, rules, net, receiver }
  const writing = writingParts(components, shared, { pendingFactsMax: init.pendingFactsMax ?? DEFAULT_PENDING_FACTS_MAX, during: hooks.during })
  const redactor = redactorOf({ absences, components, curation, index, queue, receiver, scopes, trail, refused: () => presence.refused(), onTrouble, ...hooks })
  const presence: PresenceBook = presenceOf({ absences, components, engine, governance, redactor, scopes, defaultSource: rules.defaultSource, ...hooks })
  const questions = new ReplicaQuestions({ presence, clock, timers, curation, engine, guard, index, journal, scopes, log, defaultSource: rules.defaultSource, ...hooks })

  return { scopes, index, trees, engine, lanes, stamps, clockWatch, queue, receiver, repair, scrub, trail, guard, curation, governance, questions, stored, redactor, ...writing }
}

function absencesOf ({ forgotten, net }: ReplicaComponents, { governance, index }: Pick<ReplicaParts, 'governance' | 'index'>): Absences {
  return new Absences({ index, forgotten, publicScope: publicScopeId(net), standingAt: (scope, place) => governance.standingAt(scope, place) })
}

type RedactorInit = Pick<ReplicaParts, 'curation' | 'index' | 'queue' | 'receiver' | 'scopes' | 'trail'> & Pick<RedactorComponents, 'absences' | 'refused' | 'onTrouble' | 'onWant'> &
  { readonly components: ReplicaComponents }

function redactorOf ({ components: { journal, wanted }, curation, scopes, trail, ...init }: RedactorInit): Redactor {
  return new Redactor({
    ...init,
    journal,
    wanted,
    onTakenOut: ({ by, reason, scope, ...detail }) => { trail.erasure({ reason, by, scope: scopes.nameOf(scope), detail }) },
    onStatementsGone: () => { curation.start().catch(init.onTrouble) }
  })
}

type PresenceInit = Pick<ReplicaParts, 'engine' | 'governance' | 'redactor' | 'scopes'> & Pick<PresenceBookComponents, 'absences' | 'append' | 'defaultSource'> &
  { readonly components: ReplicaComponents }

function presenceOf ({ components: { forgotten, platform: { clock }, signer: { publicKey: self } }, engine: { reader }, governance, ...init }: PresenceInit): PresenceBook {
  return new PresenceBook({ ...init, reader, clock, forgotten, self, standingNow: scope => governance.standingNow(scope, self) })
}

/** The door, which asks governance who may enter a closed scope. */
function doorOf ({ clock, governance, net, scopes, sources }: Pick<DoorComponents, 'clock' | 'net'> & Pick<ReplicaParts, 'governance' | 'scopes'> & { readonly sources: SourceNames['judge'] }): Door {
  return new Door({
    clock,
    net,
    isShared: id => scopes.isWelcome(id),
    enters: bundle => governance.isIntroduced(bundle.header.scope, bundle.header.author) || governingOf(bundle).genesis !== undefined,
    // In a closed scope grants say who holds a name, and that is a question of effect.
    judgeSource: (source, author, scope) => governance.isClosed(scope) ? inClosedScope(source, author) : sources(source, author)
  })
}

/** What facts of this node are written with, and the acts of its closed scopes. */
function writingParts (components: ReplicaComponents, shared: SharedParts, { during, pendingFactsMax }: WritingInit): Pick<ReplicaParts, 'appenders' | 'closed' | 'governor'> {
  const { net, receiver, rules: { defaultSource }, signer } = shared
  const peer = peerIdText(signer.publicKey)
  const appenders = new Appenders(shared, { net, pendingFactsMax })
  const receive: ScopeGovernorComponents['receive'] = async bundle => (await receiver.receive([bundle], { via: 'fetch', peer }))[0]
  const governor = new ScopeGovernor({ ...shared, appenders, defaultSource, names: components.names, receive })

  return { appenders, governor, closed: new RunningScopes(governor, during) }
}

/** Our own drafts: most come from one source in a row, which is parsed once. */
function rulesOf ({ names, signer: { publicKey } }: ReplicaComponents): DraftRules {
  let owned: string | undefined

  return {
    defaultSource: `stigmem://${peerIdText(publicKey)}/node/self`,
    owns: source => {
      if (source !== owned && ownsSource(source, publicKey, names)) {
        owned = source
      }

      return source === owned
    }
  }
}

/** Whose a source is in `public`: our own names are configured, those of others come from what they declared. */
function sourcesOf ({ names, namesOf, signer, sources }: ReplicaComponents): SourceNames['judge'] {
  return (source, author) => {
    const isOurs = equalBytes(author, signer.publicKey)

    if (sources != null && !isOurs) {
      return sources.judge(source, author)
    }

    return ownsSource(source, author, isOurs ? names : namesOf?.(peerIdText(author)) ?? []) ? 'own' : 'foreign'
  }
}

/** In a closed scope only the peer id of another key, and a source without authority, are foreign at the door. */
function inClosedScope (source: string, author: Uint8Array): SourceVerdict {
  return judgeSource(source, author, () => author)
}
