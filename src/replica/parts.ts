import { equalBytes } from '../model/bytes/index.ts'
import { advanceHlc, HLC_ZERO } from '../model/hlc/index.ts'
import { judgeSource, ownsSource, peerIdText } from '../model/identity/index.ts'
import { governingOf, publicScopeId } from '../policy/scope/index.ts'
import { Curation, curationRights } from './curation/index.ts'
import { ActGovernance } from './governance/index.ts'
import { FactIndex } from './index/index.ts'
import {
  CommitQueue, DEFAULT_HELD_BUNDLES_MAX, DEFAULT_PENDING_FACTS_MAX, DEFAULT_RECEIVE_BYTES_MAX, Door, LaneKeeper, Receiver, StampClock
} from './pipeline/index.ts'
import { QueryEngine } from './query/index.ts'
import { ReplicaQuestions } from './questions.ts'
import { replay } from './replay.ts'
import { Appenders } from './scopes/appenders.ts'
import { OwnScopes } from './scopes/own-scopes.ts'
import { StoredBundles } from './stored-bundles.ts'
import { ScopeTrees } from './trees/scope-trees.ts'
import { AuditTrail } from './upkeep/audit-trail.ts'
import { ClockWatch } from './upkeep/clock-watch.ts'
import { IndexGuard } from './upkeep/index-guard.ts'
import { Repair } from './upkeep/repair.ts'
import { Scrub } from './upkeep/scrub.ts'
import type { ActGovernanceComponents } from './governance/index.ts'
import type { ReplicaComponents, ReplicaInit, SourceNames } from './interface.ts'
import type { CommitQueueComponents, DraftRules, ReceiverComponents } from './pipeline/index.ts'
import type { ReplicaQuestionsComponents } from './questions.ts'
import type { ClockWatchComponents } from './upkeep/clock-watch.ts'
import type { IndexGuardComponents } from './upkeep/index-guard.ts'
import type { RepairComponents } from './upkeep/repair.ts'
import type { BundleHeader } from '../model/bundle/index.ts'
import type { Hlc } from '../model/hlc/index.ts'
import type { SourceVerdict } from '../model/identity/index.ts'
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
  readonly governance: ActGovernance
  readonly questions: ReplicaQuestions
  readonly stored: StoredBundles
  readonly appenders: Appenders
}

/** What the parts tell the replica. */
export interface ReplicaHooks extends Pick<ReceiverComponents, 'onVerified' | 'onVerdict'>, Pick<CommitQueueComponents, 'onCommit'>, Pick<RepairComponents, 'onLost'>, Pick<IndexGuardComponents, 'isRunning'>, Pick<ClockWatchComponents, 'onSkew'>, Pick<ReplicaQuestionsComponents, 'append' | 'lenses' | 'onAwait'> {
  readonly onGovern: ActGovernanceComponents['onChange']
}

/** Makes the parts and joins them; nothing runs yet. */
export function makeParts (components: ReplicaComponents, init: ReplicaInit, hooks: ReplicaHooks): ReplicaParts {
  const { platform: { clock, crc32c, random, timers }, journal, kv, signer, verify, net } = components
  const log = components.logger.forComponent('factmesh:replica')
  const onTrouble = (err: unknown): void => { log.error('%e', err) }
  const index = new FactIndex({ kv, crc32c, marker: components.marker, freeBytes: components.freeBytes })
  const sources = sourcesOf(components)
  const trees = new ScopeTrees([{ name: 'public', id: publicScopeId(net) }], { clock, timers, isLost: async (scope, key) => repair.isLost(scope, key), onTrouble })
  const trail = new AuditTrail({ audit: components.audit, onTrouble })
  const repair: Repair = new Repair({ journal, index, trees, wanted: components.wanted, onLost: hooks.onLost, onTrouble })
  const curation: Curation = new Curation({
    index,
    reader: { readEach: async refs => engine.reader.readEach(refs) },
    rights: curationRights({ self: signer.publicKey, curators: components.curators })
  })
  const governance: ActGovernance = new ActGovernance({
    clock,
    index,
    reader: { readEach: async refs => engine.reader.readEach(refs), head: async hash => engine.reader.head(hash) },
    signer,
    net,
    onChange: hooks.onGovern,
    onTrouble
  })
  const scopes = new OwnScopes({ governance, index, self: signer.publicKey }, { net })
  const engine: QueryEngine = new QueryEngine({
    index,
    curation,
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
  const door = new Door({
    clock,
    net,
    isShared: id => scopes.isWelcome(id),
    enters: bundle => governance.isIntroduced(bundle.header.scope, bundle.header.author) || governingOf(bundle).genesis !== undefined,
    // In a closed scope grants say who holds a name, and that is a question of effect.
    judgeSource: (source, author, scope) => governance.isClosed(scope) ? inClosedScope(source, author) : sources(source, author)
  })
  const observe: ReceiverComponents['observe'] = (bundle, origin) => { clockWatch.observe(bundle, origin) }
  const receiver = new Receiver({ clock, timers, door, index, queue, verify, observe, want: async bundle => repair.want(bundle), ...hooks }, {
    bytesMax: init.receiveBytesMax ?? DEFAULT_RECEIVE_BYTES_MAX,
    heldMax: init.heldBundlesMax ?? DEFAULT_HELD_BUNDLES_MAX
  })
  const rules = rulesOf(components)
  const pendingFactsMax = init.pendingFactsMax ?? DEFAULT_PENDING_FACTS_MAX
  const appenders = new Appenders({ clock, random, signer, index, reader: engine.reader, lanes, stamps, queue, engine, rules, governance, scopes }, { net, pendingFactsMax })
  const stored = new StoredBundles({ index, journal, scopes, log, onDamage: range => { repair.lose([range]) } })

  const questions = new ReplicaQuestions({ clock, timers, curation, engine, guard, index, journal, scopes, log, defaultSource: rules.defaultSource, ...hooks })

  return { scopes, index, trees, engine, lanes, stamps, clockWatch, queue, receiver, repair, scrub, trail, guard, curation, governance, questions, stored, appenders }
}

/**
 * Brings index, trees, governance and curation up to the journal, an index that is empty included; answers how many bundles were applied. Where
 * damaged records were passed over, nobody knows any more how far our chains had come, and a new lane begins.
 */
export async function catchUp (journal: Journal, { curation, governance, index, lanes, scopes, trees }: Pick<ReplicaParts, 'curation' | 'governance' | 'index' | 'lanes' | 'scopes' | 'trees'>, onReplay?: ReplicaComponents['onReplay']): Promise<number> {
  const isBehind = index.watermark < journal.written
  const applied = await replay(journal, index, {
    from: await trees.open(index),
    onBundle: (bundle, offset) => {
      trees.add(bundle, offset)
      onReplay?.(index.watermark, journal.end)
    }
  })

  await governance.start()
  scopes.refresh()
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

/**
 * Brings the clock above everything we ever signed, wherever it came from, and above the newest that we have seen of
 * others.
 */
export async function wind ({ engine, index, stamps }: ReplicaParts, author: Uint8Array): Promise<void> {
  for (const scope of index.scopeIds().keys()) {
    for await (const hash of index.read.chainHeads(author, scope)) {
      const head = await engine.reader.head(hash)
      stamps.raise(head == null ? HLC_ZERO : lastStamp(head.header))
    }

    stamps.observe(await index.read.newest(scope) ?? HLC_ZERO)
  }
}

/** The stamp of a bundle's last fact. */
export function lastStamp ({ hlc, count }: BundleHeader): Hlc {
  return advanceHlc(hlc, count - 1)
}
