import { fromHex } from '../model/bytes/index.ts'
import { advanceHlc, HLC_ZERO } from '../model/hlc/index.ts'
import { isDamage } from './pipeline/index.ts'
import { replay } from './replay.ts'
import type { Curation } from './curation/index.ts'
import type { ActGovernance } from './governance/index.ts'
import type { FactIndex } from './index/index.ts'
import type { ReplicaComponents } from './interface.ts'
import type { LaneKeeper, StampClock } from './pipeline/index.ts'
import type { QueryEngine } from './query/index.ts'
import type { OwnScopes } from './scopes/own-scopes.ts'
import type { ScopeTrees } from './trees/scope-trees.ts'
import type { AuditTrail } from './upkeep/audit-trail.ts'
import type { Repair } from './upkeep/repair.ts'
import type { BundleHeader } from '../model/bundle/index.ts'
import type { Hlc } from '../model/hlc/index.ts'
import type { Journal } from '../storage/journal/index.ts'
import type { Logger } from '@libp2p/interface'

/** What is brought up to the journal. */
export interface RisingParts {
  readonly curation: Curation
  readonly engine: QueryEngine
  readonly governance: ActGovernance
  readonly index: FactIndex
  readonly lanes: LaneKeeper
  readonly repair: Repair
  readonly scopes: OwnScopes
  readonly stamps: StampClock
  readonly trail: AuditTrail
  readonly trees: ScopeTrees
}

/** Brings index, trees and clock up to the journal, and answers how many bundles were applied. An index that turns out to be damaged on the way is built again. */
export async function bringUp (components: ReplicaComponents, parts: RisingParts, log: Logger): Promise<number> {
  const { signer: { publicKey } } = components

  try {
    const applied = await begin(components, parts, log)
    await wind(parts, publicKey)
    return applied
  } catch (err) {
    if (!isDamage(err)) {
      throw err
    }

    log.error('%e', err)
    const applied = await rebuild(components, parts, log)
    await wind(parts, publicKey)
    return applied
  }
}

/** Brings index and trees up to the journal. An index that does not fit the trees, or its own marker, is built again. */
async function begin (components: ReplicaComponents, parts: RisingParts, log: Logger): Promise<number> {
  const { index, repair } = parts
  const { journal, onReplay } = components
  await index.start(journal.end)
  const applied = await catchUp(journal, parts, onReplay)
  await repair.start()

  return isWhole(components, parts) ? applied : rebuild(components, parts, log)
}

async function rebuild ({ journal, onReplay }: ReplicaComponents, parts: RisingParts, log: Logger): Promise<number> {
  const { index, repair, trail } = parts
  log.error('the index is incomplete and is built again from the journal')
  trail.damage('index_damaged', 0)
  await index.reset()
  const applied = await catchUp(journal, parts, onReplay)
  await repair.start()

  return applied
}

/** Whether trees and index belong together: equal counts, unless something is wanted, and the roots that were noted. */
function isWhole ({ journal, marker, wanted }: ReplicaComponents, { index, trees }: RisingParts): boolean {
  const isCounted = (wanted?.count() ?? 0) > 0 || trees.isComplete(index)
  const roots = marker?.closed?.watermark === journal.end ? [...marker.roots] : []

  return isCounted && roots.every(([scope, root]) => trees.root(fromHex(scope)) === root)
}

/**
 * Brings index, trees, governance and curation up to the journal, an index that is empty included; answers how many bundles were applied. Where
 * damaged records were passed over, nobody knows any more how far our chains had come, and a new lane begins.
 */
export async function catchUp (journal: Journal, { curation, governance, index, lanes, scopes, trees }: Pick<RisingParts, 'curation' | 'governance' | 'index' | 'lanes' | 'scopes' | 'trees'>, onReplay?: ReplicaComponents['onReplay']): Promise<number> {
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

/**
 * Brings the clock above everything we ever signed, wherever it came from, and above the newest that we have seen of
 * others.
 */
export async function wind ({ engine, index, stamps }: RisingParts, author: Uint8Array): Promise<void> {
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
