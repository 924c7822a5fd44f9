import { equalBytes, toHex } from '../../../model/bytes/index.ts'
import { encodePlace } from '../chain/chain-place.ts'
import { BUNDLE_KEY_BYTES } from '../constants.ts'
import { bundleKey, rangeOf } from '../keys.ts'
import { absentPrefix, decodeAbsent, encodeAbsent } from './absent-row.ts'
import type { AbsentParents } from './absent-parents.ts'
import type { AbsentPair } from './absent-row.ts'
import type { ArrivedBundle } from '../../record/index.ts'
import type { IndexStore } from '../store/interface.ts'
import type { SealedBatch } from '../store/sealed-batch.ts'

/** What the parents and predecessors of a group are looked up in. */
export interface AbsentBatchComponents {
  readonly store: Pick<IndexStore, 'getMany' | 'getNow' | 'entries'>
  readonly absent: AbsentParents
  /** Number of a scope by its id. */
  scopeNumber (id: Uint8Array): number
}

/** A parent or predecessor that a bundle of the group names. */
interface Named {
  readonly parent: Uint8Array
  readonly isPrevious: boolean
  readonly by: ArrivedBundle
}

/**
 * Works out which parents and predecessors of a group are not here, and adds their entries; those of bundles that the group
 * brings go. The parents of our own bundles were here when they were written. `known` says which bundles the index knows
 * already. Answers what is new.
 */
export async function settleAbsent (components: AbsentBatchComponents, group: readonly ArrivedBundle[], { known, batch }: { known: readonly boolean[], batch: SealedBatch }): Promise<AbsentPair[]> {
  const named = group.flatMap((by, i) => known[i] ? [] : namedBy(by, group[i - 1]))
  const here = new Set(named.length === 0 ? [] : group.map(({ bundle }) => toHex(bundle.hash)))
  const added = await missingOf(components, named.filter(({ parent }) => !here.has(toHex(parent))))

  for await (const pair of awaited(components, group)) {
    const [key, row] = encodeAbsent(pair)
    batch.delete(key, row)
  }

  for (const pair of added) {
    const [key, row] = encodeAbsent(pair)
    batch.put(key, row)
  }

  return added
}

/** What a bundle names, each once; its predecessor is left out when it is the bundle `before` it in the group. */
function namedBy (by: ArrivedBundle, before: ArrivedBundle | undefined): Named[] {
  const { arrival: { via }, bundle: { header: { parents, prev } } } = by
  const named = via === 'local' ? [] : parents.map(parent => ({ parent, isPrevious: false, by }))

  if (prev != null && (before == null || !equalBytes(prev, before.bundle.hash))) {
    named.push({ parent: prev, isPrevious: true, by })
  }

  return named.length < 2 ? named : [...new Map(named.map(one => [toHex(one.parent), one])).values()]
}

async function missingOf ({ scopeNumber, store }: AbsentBatchComponents, named: readonly Named[]): Promise<AbsentPair[]> {
  const keys = named.map(({ parent }) => bundleKey(parent))
  // Each lone write of ours asks for the one before it, which was written a moment ago.
  const lone = keys.length === 1 ? store.getNow(keys[0]) : undefined
  const rows = keys.length === 0 || lone !== undefined ? [lone] : await store.getMany(keys)
  const missing = named.filter((_, i) => rows[i] == null)

  return missing.map(({ parent, isPrevious, by: { arrival: { receivedMs }, bundle: { hash, header } } }) => ({
    parent: parent.slice(),
    isPrevious,
    child: hash.slice(0, BUNDLE_KEY_BYTES),
    scope: scopeNumber(header.scope),
    receivedMs,
    place: encodePlace(header)
  }))
}

/** Who waits for bundles of the group. */
async function * awaited ({ absent, store }: AbsentBatchComponents, group: readonly ArrivedBundle[]): AsyncGenerator<AbsentPair> {
  if (absent.isWhole && absent.isEmpty) {
    return
  }

  // A bundle may stand twice in a group.
  for (const hash of new Map(group.map(({ bundle: { hash } }) => [toHex(hash), hash])).values()) {
    if (absent.isWhole) {
      yield * absent.of(hash)
    } else {
      for await (const entry of store.entries(rangeOf(absentPrefix(hash)))) {
        yield decodeAbsent(entry)
      }
    }
  }
}
