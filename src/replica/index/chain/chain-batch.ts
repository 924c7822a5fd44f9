import { compareBytes, concatBytes, equalBytes, toHex } from '../../../model/bytes/index.ts'
import { BUNDLE_KEY_BYTES, CHAIN_ROW_BUNDLES_MAX } from '../constants.ts'
import { chainKey, chainPrefix } from '../keys.ts'
import { splitHashes } from './chain-row.ts'
import { decodeEquivocation, encodeEquivocation, equivocationKey } from './equivocation-row.ts'
import type { BundleHeader } from '../../../model/bundle/index.ts'
import type { ArrivedBundle } from '../../record/index.ts'
import type { IndexStore } from '../store/interface.ts'
import type { SealedBatch } from '../store/sealed-batch.ts'

const NOTHING = new Uint8Array(0)

/** What the chains of a group are looked up in. */
export interface ChainBatchComponents {
  readonly store: Pick<IndexStore, 'getMany'>
  /** Number of a scope by its id. */
  scopeNumber (id: Uint8Array): number
}

/** What a group found where its bundles stand in their chains. */
export interface ChainReport {
  /** Per bundle: whether another one stands at its place. */
  readonly equivocates: boolean[]
  /** Per bundle: whether it stood there already. */
  readonly known: boolean[]
}

/** One place of a chain, and what the group brings to it. */
interface Place {
  readonly key: Uint8Array
  readonly header: BundleHeader
  /** The row as it stands in the index. */
  readonly old: Uint8Array | undefined
  /** The smallest beginnings of hashes, as many as a row holds; those that are more have entries of their own. */
  readonly row: Uint8Array[]
  /** Beginnings of hashes that have, or get, an entry of their own; whether it is new. */
  readonly more: Map<string, { readonly hash: Uint8Array, readonly isNew: boolean }>
  /** Bundles that the group brings. */
  fresh: number
}

/** Adds the entries of chains, and tells which bundles found another one in their place, and which found themselves. */
export async function settleChains (components: ChainBatchComponents, group: readonly ArrivedBundle[], batch: SealedBatch): Promise<ChainReport> {
  const hashes = group.map(({ bundle: { hash } }) => hash.slice(0, BUNDLE_KEY_BYTES))
  const keys = group.map(({ bundle: { header } }) => chainKey(chainPrefix(header.author, components.scopeNumber(header.scope), header.lane), header.seq))
  const rows = await components.store.getMany(keys)
  const places = new Map<string, Place>()
  const placed = keys.map((key, i) => {
    const name = toHex(key)
    const place = places.get(name) ?? { key, header: group[i].bundle.header, old: rows[i], row: splitHashes(rows[i] ?? NOTHING), more: new Map(), fresh: 0 }
    places.set(name, place)

    return place
  })
  await loadMore(components, placed, hashes)
  const report: ChainReport = { equivocates: [], known: [] }

  for (const [i, place] of placed.entries()) {
    const isNew = addHash(place, hashes[i])
    report.known.push(!isNew)
    report.equivocates.push(isNew && place.row.length > 1)
  }

  await write(components, [...places.values()].filter(({ fresh }) => fresh > 0), batch)

  return report
}

/** Looks up which bundles of a group have entries of their own, because the rows of their places were full before them. */
async function loadMore ({ store }: ChainBatchComponents, placed: readonly Place[], hashes: readonly Uint8Array[]): Promise<void> {
  const full = placed.flatMap((place, i) => place.row.length < CHAIN_ROW_BUNDLES_MAX ? [] : { place, hash: hashes[i] })
  const rows = full.length === 0 ? [] : await store.getMany(full.map(({ hash, place }) => concatBytes([place.key, hash])))

  full.forEach(({ hash, place }, i) => {
    if (rows[i] != null) {
      place.more.set(toHex(hash), { hash, isNew: false })
    }
  })
}

/** Adds a bundle to a place, and tells whether it was not there. */
function addHash (place: Place, hash: Uint8Array): boolean {
  const { more, row } = place

  if (row.some(one => equalBytes(one, hash)) || more.has(toHex(hash))) {
    return false
  }

  place.fresh++
  row.push(hash)
  row.sort(compareBytes)
  const greatest = row.length > CHAIN_ROW_BUNDLES_MAX ? row.pop() : undefined

  if (greatest != null) {
    more.set(toHex(greatest), { hash: greatest, isNew: true })
  }

  return true
}

async function write ({ scopeNumber, store }: ChainBatchComponents, places: readonly Place[], batch: SealedBatch): Promise<void> {
  const rivalled = places.filter(({ row }) => row.length > 1)
  const keys = rivalled.map(({ header }) => equivocationKey(header.scope, scopeNumber(header.scope), header))
  const rows = keys.length === 0 ? [] : await store.getMany(keys)

  for (const { key, more, old, row } of places) {
    const value = concatBytes(row)
    const isSame = old != null && equalBytes(old, value)

    if (!isSame) {
      batch.put(key, value, old)
    }

    for (const { hash, isNew } of more.values()) {
      if (isNew) {
        batch.put(concatBytes([key, hash]), NOTHING)
      }
    }
  }

  rivalled.forEach(({ fresh, header, old }, i) => {
    const row = rows[i]
    const before = row == null ? Number(old != null) : decodeEquivocation([keys[i], row]).bundles
    batch.put(keys[i], encodeEquivocation(header, before + fresh), row)
  })
}
