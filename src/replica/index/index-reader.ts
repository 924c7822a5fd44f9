import { HASH_BYTES, LANE_BYTES } from '../../model/bundle/index.ts'
import { concatBytes, equalBytes } from '../../model/bytes/index.ts'
import { decodeHlc, encodeHlc, HLC_BYTES } from '../../model/hlc/index.ts'
import { CLAIM_MANY, CLAIM_ONE, VERSION_AT } from './claim-batch.ts'
import { BUNDLE_KEY_BYTES, CLAIMANT_BYTES, ORDER_BYTES } from './constants.ts'
import { IndexCorruptError } from './errors.ts'
import { bundleKey, chainPrefix, inBucket, rangeOf, scopePrefix, textKey } from './keys.ts'
import { decodeNumbers } from './postings.ts'
import { decodeVersion } from './version.ts'
import type { BundleHit, Claim } from './interface.ts'
import type { IndexStore } from './store/interface.ts'
import type { Version } from './version.ts'
import type { Hlc } from '../../model/hlc/index.ts'
import type { KVEntry, KVRange } from '../../storage/kv/interface.ts'

const TREE_KEY_BYTES = 40

/** All claims on one entity and relation of a scope. */
export interface ClaimGroup {
  /** Key of the group's entry. */
  readonly key: Uint8Array
  readonly claims: Claim[]
}

/** An ordered run of bundles that a query may start from. */
export type HitSource =
  { readonly by: 'time', readonly scope: number } |
  { readonly by: 'relation' | 'source', readonly scope: number, readonly text: string } |
  { readonly by: 'author', readonly scope: number, readonly author: Uint8Array }

/** Reads entries of the index; it keeps nothing. */
export class IndexReader {
  private readonly store: IndexStore

  constructor (components: { store: IndexStore }) {
    this.store = components.store
  }

  /** Entries of bundles by hash, or by the first 16 bytes of it; see `placeOf` and `offsetOf`. */
  async bundles (hashes: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
    return this.store.getMany(hashes.map(bundleKey))
  }

  async bundle (hash: Uint8Array): Promise<Uint8Array | undefined> {
    return this.store.get(bundleKey(hash))
  }

  /** The claims behind group keys, in the order of the keys; none for a key without an entry. */
  async claims (keys: readonly Uint8Array[]): Promise<Claim[][]> {
    const rows = keys.length === 1 ? [await this.store.get(keys[0])] : await this.store.getMany(keys)
    const groups: Claim[][] = []

    for (const [i, row] of rows.entries()) {
      if (row == null) {
        groups.push([])
      } else {
        groups.push(row[0] === CLAIM_MANY ? await this.rivals(keys[i]) : [oneClaim(row)])
      }
    }

    return groups
  }

  /** The claims about an entity, relation by relation, from a relation on. */
  async * claimGroups (scope: number, entity: string, from?: string): AsyncGenerator<ClaimGroup> {
    const prefix = textKey('claim', scope, entity)
    const range = from == null ? rangeOf(prefix) : { ...rangeOf(prefix), gte: textKey('claim', scope, entity, from) }
    let group: ClaimGroup | undefined

    for await (const [key, row] of this.store.entries(range)) {
      if (group != null && isRivalOf(group.key, key)) {
        group.claims.push({ claimant: key.subarray(group.key.length), version: decodeVersion(row) })
        continue
      }

      if (group != null) {
        yield group
      }

      group = { key, claims: row[0] === CLAIM_ONE ? [oneClaim(row)] : [] }
    }

    if (group != null) {
      yield group
    }
  }

  /** Replaced versions of one claimant, newest first. */
  async * history (groupKey: Uint8Array, claimant: Uint8Array): AsyncGenerator<Version> {
    const prefix = inBucket('history', groupKey, claimant)

    for await (const [key, row] of this.store.entries({ ...rangeOf(prefix), reverse: true })) {
      const version = new Uint8Array(ORDER_BYTES + row.length)
      version.set(key.subarray(prefix.length))
      version.set(row, ORDER_BYTES)
      yield decodeVersion(version)
    }
  }

  /** Bundles of a run in its order, from a key or a time on. */
  async * hits (source: HitSource, from?: { key: Uint8Array } | { hlc: Hlc }): AsyncGenerator<BundleHit> {
    for await (const [key, value] of this.store.entries(hitRange(source, from))) {
      if (source.by === 'author') {
        for (let at = 0; at < value.length; at += BUNDLE_KEY_BYTES) {
          yield { key, bundle: value.subarray(at, at + BUNDLE_KEY_BYTES) }
        }
      } else if (source.by === 'time') {
        yield { key, bundle: key.subarray(key.length - HASH_BYTES, key.length - HASH_BYTES + BUNDLE_KEY_BYTES) }
      } else {
        yield { key, bundle: key.subarray(key.length - BUNDLE_KEY_BYTES), numbers: decodeNumbers(value) }
      }
    }
  }

  /** Tree keys of all bundles of a scope, ascending. */
  async * treeKeys (scope: number): AsyncGenerator<Uint8Array> {
    for await (const [key] of this.store.entries(rangeOf(scopePrefix('time', scope)))) {
      yield key.slice(key.length - TREE_KEY_BYTES)
    }
  }

  /** Time of the newest bundle of a scope. */
  async newest (scope: number): Promise<Hlc | undefined> {
    const prefix = scopePrefix('time', scope)
    const last = await this.last(rangeOf(prefix))
    return last == null ? undefined : decodeHlc(last[0].subarray(prefix.length, prefix.length + HLC_BYTES))
  }

  /** First 16 bytes of the hash of the newest bundle in each chain of an author in a scope: one lookup a chain, however long the chains are. */
  async * chainHeads (author: Uint8Array, scope: number): AsyncGenerator<Uint8Array> {
    const prefix = chainPrefix(author, scope)
    let head = await this.last(rangeOf(prefix))

    while (head != null) {
      const [key, hashes] = head
      yield hashes.slice(0, BUNDLE_KEY_BYTES)
      head = await this.last({ gte: prefix, lt: key.slice(0, prefix.length + LANE_BYTES) })
    }
  }

  /** The highest place of a chain and the first 16 bytes of the hash that stands there, or undefined when there is no such chain. */
  async chainHead (chain: { author: Uint8Array, scope: number, lane: Uint8Array }): Promise<{ seq: number, bundle: Uint8Array } | undefined> {
    const prefix = chainPrefix(chain.author, chain.scope, chain.lane)
    const last = await this.last(rangeOf(prefix))
    return last == null ? undefined : { seq: seqOf(last[0].subarray(prefix.length)), bundle: last[1].slice(0, BUNDLE_KEY_BYTES) }
  }

  /** The last entry of a range. */
  private async last (range: KVRange): Promise<KVEntry | undefined> {
    let found: KVEntry | undefined

    for await (const entry of this.store.entries({ ...range, reverse: true, limit: 1 })) {
      found = entry
    }

    return found
  }

  private async rivals (groupKey: Uint8Array): Promise<Claim[]> {
    const claims: Claim[] = []

    for await (const [key, row] of this.store.entries({ gt: groupKey, lt: rangeOf(groupKey).lt })) {
      claims.push({ claimant: key.slice(groupKey.length), version: decodeVersion(row) })
    }

    return claims
  }
}

function oneClaim (row: Uint8Array): Claim {
  if (row[0] !== CLAIM_ONE) {
    throw new IndexCorruptError('claim')
  }

  return { claimant: row.subarray(1, VERSION_AT), version: decodeVersion(row.subarray(VERSION_AT)) }
}

/** The place in a chain that a key ends with; see `chainKey`. */
function seqOf (bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0))
}

/** Whether a key is a group key and a claimant behind it. */
function isRivalOf (groupKey: Uint8Array, key: Uint8Array): boolean {
  return key.length === groupKey.length + CLAIMANT_BYTES && startsWith(key, groupKey)
}

function startsWith (key: Uint8Array, prefix: Uint8Array): boolean {
  return equalBytes(key.subarray(0, prefix.length), prefix)
}

function hitRange (source: HitSource, from: { key: Uint8Array } | { hlc: Hlc } | undefined): KVRange {
  const prefix = hitPrefix(source)
  const range = rangeOf(prefix)

  if (from == null || ('hlc' in from && source.by === 'author')) {
    return range
  }

  const gte = 'key' in from ? from.key : concatBytes([prefix, encodeHlc(from.hlc)])

  // A key may come from outside, inside a cursor: it must not lead out of the run.
  return startsWith(gte, prefix) ? { ...range, gte } : range
}

function hitPrefix (source: HitSource): Uint8Array {
  switch (source.by) {
    case 'time': return scopePrefix('time', source.scope)
    case 'author': return chainPrefix(source.author, source.scope)
    default: return textKey(source.by, source.scope, source.text)
  }
}
