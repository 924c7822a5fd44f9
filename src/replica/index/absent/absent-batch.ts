import { toHex } from '../../../model/bytes/index.ts'
import { BUNDLE_KEY_BYTES } from '../constants.ts'
import { bundleKey, rangeOf } from '../keys.ts'
import { absentPrefix, decodeAbsent, encodeAbsent } from './absent-row.ts'
import type { AbsentParents } from './absent-parents.ts'
import type { AbsentPair } from './absent-row.ts'
import type { ArrivedBundle } from '../../record/index.ts'
import type { IndexStore } from '../store/interface.ts'
import type { SealedBatch } from '../store/sealed-batch.ts'

/** What the parents of a group are looked up in. */
export interface AbsentBatchComponents {
  readonly store: Pick<IndexStore, 'getMany' | 'entries'>
  readonly absent: AbsentParents
  /** Number of a scope by its id. */
  scopeNumber (id: Uint8Array): number
}

/** A parent that a bundle of the group names. */
interface Named {
  readonly parent: Uint8Array
  readonly by: ArrivedBundle
}

/**
 * Works out which parents of a group are not here, and adds their entries; those of parents that the group brings go.
 * Our own bundles name what was here when they were written. `known` says which bundles the index knows already.
 * Answers what is new.
 */
export async function settleAbsent (components: AbsentBatchComponents, group: readonly ArrivedBundle[], { known, batch }: { known: readonly boolean[], batch: SealedBatch }): Promise<AbsentPair[]> {
  const named = group.flatMap((by, i) => known[i] || by.arrival.via === 'local' ? [] : distinct(by).map(parent => ({ parent, by })))
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

/** The parents that a bundle names, each once. */
function distinct ({ bundle: { header: { parents } } }: ArrivedBundle): Uint8Array[] {
  return parents.length < 2 ? parents : [...new Map(parents.map(parent => [toHex(parent), parent])).values()]
}

async function missingOf ({ scopeNumber, store }: AbsentBatchComponents, named: readonly Named[]): Promise<AbsentPair[]> {
  const rows = named.length === 0 ? [] : await store.getMany(named.map(({ parent }) => bundleKey(parent)))
  const missing = named.filter((_, i) => rows[i] == null)

  return missing.map(({ parent, by: { arrival: { receivedMs }, bundle: { hash, header } } }) => ({
    parent: parent.slice(),
    child: hash.slice(0, BUNDLE_KEY_BYTES),
    scope: scopeNumber(header.scope),
    receivedMs
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
