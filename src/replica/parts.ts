import { equalBytes } from '../model/bytes/index.ts'
import { advanceHlc, HLC_ZERO } from '../model/hlc/index.ts'
import { ownsSource, peerIdText } from '../model/identity/index.ts'
import { OPEN_STANDING, publicScopeId } from '../policy/scope/index.ts'
import { Curation, curationRights } from './curation/index.ts'
import { FactIndex } from './index/index.ts'
import { OwnScopes } from './own-scopes.ts'
import {
  CommitQueue, DEFAULT_HELD_BUNDLES_MAX, DEFAULT_PENDING_FACTS_MAX, DEFAULT_RECEIVE_BYTES_MAX, Door, LaneKeeper, Receiver, StampClock
} from './pipeline/index.ts'
import { Absences, PresenceBook, Redactor } from './presence/index.ts'
import { QueryEngine } from './query/index.ts'
import { ReplicaQuestions } from './questions.ts'
import { replay } from './replay.ts'
import { ScopeAppender } from './scope-appender.ts'
import { ScopeTrees } from './trees/scope-trees.ts'
import { AuditTrail } from './upkeep/audit-trail.ts'
import { BundleContents } from './upkeep/bundle-contents.ts'
import { ClockWatch } from './upkeep/clock-watch.ts'
import { IndexGuard } from './upkeep/index-guard.ts'
import { Repair } from './upkeep/repair.ts'
import { Scrub } from './upkeep/scrub.ts'
import type { ReplicaComponents, ReplicaInit } from './interface.ts'
import type { CommitQueueComponents, DraftRules, ReceiverComponents } from './pipeline/index.ts'
import type { PresenceBookComponents, RedactorComponents } from './presence/index.ts'
import type { ReplicaQuestionsComponents } from './questions.ts'
import type { ClockWatchComponents } from './upkeep/clock-watch.ts'
import type { IndexGuardComponents } from './upkeep/index-guard.ts'
import type { RepairComponents } from './upkeep/repair.ts'
import type { BundleHeader } from '../model/bundle/index.ts'
import type { Hlc } from '../model/hlc/index.ts'
import type { Journal } from '../storage/journal/index.ts'

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
  readonly questions: ReplicaQuestions
  readonly contents: BundleContents
  readonly redactor: Redactor
  /** By name of the scope. */
  readonly appenders: ReadonlyMap<string, ScopeAppender>
}

/** What the parts tell the replica. */
export interface ReplicaHooks extends Pick<ReceiverComponents, 'onVerified' | 'onVerdict'>, Pick<CommitQueueComponents, 'onCommit'>, Pick<RepairComponents, 'onLost'>, Pick<IndexGuardComponents, 'isRunning'>, Pick<ClockWatchComponents, 'onSkew'>, Pick<ReplicaQuestionsComponents, 'append' | 'lenses' | 'onAwait'>, Pick<RedactorComponents, 'onWant'> {}

/** Makes the parts and joins them; nothing runs yet. */
export function makeParts (components: ReplicaComponents, init: ReplicaInit, hooks: ReplicaHooks): ReplicaParts {
  const { platform: { clock, crc32c, random, timers }, journal, kv, signer, verify, net } = components
  const log = components.logger.forComponent('factmesh:replica')
  const onTrouble = (err: unknown): void => { log.error('%e', err) }
  const scopes = new OwnScopes({ net })
  const index = new FactIndex({ kv, crc32c, marker: components.marker, freeBytes: components.freeBytes })
  const names = namesOf(components)
  const trees = new ScopeTrees(scopes.shared, { clock, timers, isLost: async (scope, key) => repair.isLost(scope, key), onTrouble })
  const trail = new AuditTrail({ audit: components.audit, onTrouble })
  const repair: Repair = new Repair({ journal, index, trees, wanted: components.wanted, isComplete: async (_, hash) => presence.isComplete(hash), onLost: hooks.onLost, onTrouble })
  const curation: Curation = new Curation({
    index,
    reader: { readEach: async refs => engine.reader.readEach(refs) },
    rights: curationRights({ self: signer.publicKey, curators: components.curators })
  })
  const engine: QueryEngine = new QueryEngine({
    index,
    curation,
    lenses: hooks.lenses,
    journal,
    clock,
    crc32c,
    scopes,
    isAttested: (source, author) => ownsSource(source, author, names(author)),
    onDamage: ({ offset }) => { repair.lose([{ offset, length: 1 }]) },
    isWanted: hash => repair.isWantedHash(hash)
  })
  const lanes = new LaneKeeper({ laneStore: components.laneStore, random })
  const stamps = new StampClock({ clock })
  const clockWatch = new ClockWatch({ clock, stamps, trail, onSkew: hooks.onSkew })
  const queue = new CommitQueue({ journal, index, timers, onCommit: hooks.onCommit, catchUp: async () => catchUp(journal, { curation, index, lanes, trees }) })
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
  const door = new Door({ clock, net, isShared: id => scopes.isShared(id), namesOf: names })
  const observe: ReceiverComponents['observe'] = (bundle, origin) => { clockWatch.observe(bundle, origin) }
  const absences = absencesOf(components, index)
  const receiver = new Receiver({ clock, timers, door, index, queue, verify, observe, want: async bundle => repair.want(bundle), withhold: async bundles => absences.withhold(bundles), ...hooks }, {
    bytesMax: init.receiveBytesMax ?? DEFAULT_RECEIVE_BYTES_MAX,
    heldMax: init.heldBundlesMax ?? DEFAULT_HELD_BUNDLES_MAX
  })
  const rules = rulesOf(components)
  const pendingFactsMax = init.pendingFactsMax ?? DEFAULT_PENDING_FACTS_MAX
  const appenders = new Map(scopes.all.map(scope => [
    scope.name,
    new ScopeAppender({ clock, random, signer, index, reader: engine.reader, lanes, stamps, queue, engine, rules }, { scope, net, pendingFactsMax })
  ]))

  const redactor = redactorOf({ absences, components, curation, index, queue, receiver, scopes, trail, refused: () => presence.refused(), onTrouble, ...hooks })
  const presence: PresenceBook = presenceOf({ absences, components, engine, redactor, scopes, defaultSource: rules.defaultSource, ...hooks })
  const questions = new ReplicaQuestions({ presence, clock, timers, curation, engine, guard, index, journal, scopes, log, defaultSource: rules.defaultSource, ...hooks })

  const contents = new BundleContents({ index, journal, scopes, onDamage: (range, err) => { onTrouble(err); repair.lose([range]) } })

  return { scopes, index, trees, engine, lanes, stamps, clockWatch, queue, receiver, repair, scrub, trail, guard, curation, questions, appenders, contents, redactor }
}

function absencesOf ({ forgotten, governance, net }: ReplicaComponents, index: FactIndex): Absences {
  return new Absences({ index, forgotten, publicScope: publicScopeId(net), standingAt: (scope, place) => governance?.standingAt(scope, place) ?? OPEN_STANDING })
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

type PresenceInit = Pick<ReplicaParts, 'engine' | 'redactor' | 'scopes'> & Pick<PresenceBookComponents, 'absences' | 'append' | 'defaultSource'> &
  { readonly components: ReplicaComponents }

function presenceOf ({ components: { forgotten, governance, platform: { clock }, signer: { publicKey: self } }, engine: { reader }, ...init }: PresenceInit): PresenceBook {
  return new PresenceBook({ ...init, reader, clock, forgotten, self, standingNow: scope => governance?.standingNow(scope, self) ?? OPEN_STANDING })
}

/**
 * Brings index, trees and curation up to the journal, an index that is empty included; answers how many bundles were applied. Where
 * damaged records were passed over, nobody knows any more how far our chains had come, and a new lane begins.
 */
export async function catchUp (journal: Journal, { curation, index, lanes, trees }: Pick<ReplicaParts, 'curation' | 'index' | 'lanes' | 'trees'>, onReplay?: ReplicaComponents['onReplay']): Promise<number> {
  const isBehind = index.watermark < journal.written
  const applied = await replay(journal, index, {
    from: await trees.open(index),
    onBundle: (bundle, offset) => {
      trees.add(bundle, offset)
      onReplay?.(index.watermark, journal.end)
    }
  })

  await curation.start()

  if (isBehind && journal.stat().damaged > 0) {
    await lanes.leave(await lanes.current())
  }

  return applied
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

/** Names by author: our own are configured, those of others come from what they declared. */
function namesOf ({ names, namesOf, signer }: ReplicaComponents): (author: Uint8Array) => readonly string[] {
  return author => equalBytes(author, signer.publicKey) ? names : namesOf?.(peerIdText(author)) ?? []
}

/**
 * Brings the clock above everything we ever signed, wherever it came from, and above the newest that we have seen of
 * others.
 */
export async function wind ({ engine, index, scopes, stamps }: ReplicaParts, author: Uint8Array): Promise<void> {
  for (const { id } of scopes.all) {
    const scope = index.scopeNumber(id)

    if (scope != null) {
      for await (const hash of index.read.chainHeads(author, scope)) {
        const head = await engine.reader.head(hash)
        stamps.raise(head == null ? HLC_ZERO : lastStamp(head.header))
      }

      stamps.observe(await index.read.newest(scope) ?? HLC_ZERO)
    }
  }
}

/** The stamp of a bundle's last fact. */
export function lastStamp ({ hlc, count }: BundleHeader): Hlc {
  return advanceHlc(hlc, count - 1)
}
