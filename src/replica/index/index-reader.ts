import { HASH_BYTES, LANE_BYTES } from '../../model/bundle/index.ts'
import { concatBytes, equalBytes } from '../../model/bytes/index.ts'
import { decodeHlc, encodeHlc, HLC_BYTES } from '../../model/hlc/index.ts'
import { hashesOf, splitHashes } from './chain/chain-row.ts'
import { decodeEquivocation } from './chain/equivocation-row.ts'
import { decodeContest, rangesBelow } from './claims/ranges.ts'
import { readClaims, readClaimsNow, readGroups } from './claims/read-claims.ts'
import { decodeVersion } from './claims/version.ts'
import { BUNDLE_KEY_BYTES, ORDER_BYTES } from './constants.ts'
import { decodeErasure, erasurePrefix, targetIn } from './erasures/erasure-row.ts'
import { bundleKey, chainKey, chainPrefix, inBucket, rangeOf, scopePrefix, textKey } from './keys.ts'
import { decodeNumbers } from './postings.ts'
import { readActs, readCurations, readCurrentVote, readRulings, readTallies, readTallyNow, readVotes } from './statements/read-statements.ts'
import type { ChainPlace } from './chain/chain-place.ts'
import type { Equivocation } from './chain/equivocation-row.ts'
import type { Version } from './claims/version.ts'
import type { ErasureRow } from './erasures/erasure-row.ts'
import type { BundleHit, Claim, ClaimGroup, Contest, CurationRow, FactRef, HitSource, RulingRow, StatementRow, VoteRow, VoteTally4 } from './interface.ts'
import type { IndexStore } from './store/interface.ts'
import type { Hlc } from '../../model/hlc/index.ts'
import type { KVEntry, KVRange } from '../../storage/kv/interface.ts'

const TREE_KEY_BYTES = 40

/** What the reader stands on. */
export interface IndexReaderComponents {
  readonly store: IndexStore
  /** How often marks of shared bundles have changed since the start. */
  marks (): number
}

/** Reads entries of the index; it keeps nothing. */
export class IndexReader {
  private readonly store: IndexStore
  private readonly components: IndexReaderComponents

  constructor (components: IndexReaderComponents) {
    this.components = components
    this.store = components.store
  }

  /** As long as this number stays, so does what `isSharedNow` says of a bundle. */
  get marks (): number {
    return this.components.marks()
  }

  /** Entries of bundles by hash, or by the first 16 bytes of it; see `placeOf` and `offsetOf`. */
  async bundles (hashes: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
    return this.store.getMany(hashes.map(hash => bundleKey(hash)))
  }

  async bundle (hash: Uint8Array): Promise<Uint8Array | undefined> {
    return this.store.get(bundleKey(hash))
  }

  /** Like `bundle`, on the caller's thread: null for a bundle that is not here, undefined where that cannot be told at once. */
  bundleNow (hash: Uint8Array): Uint8Array | null | undefined {
    return this.store.getNow(bundleKey(hash))
  }

  /**
   * Whether an assertion of a bundle is not the only one that was ever made about its entity and relation, on the caller's
   * thread; undefined where that cannot be told at once.
   */
  isSharedNow (hash: Uint8Array): boolean | undefined {
    const mark = this.store.getNow(bundleKey(hash, 'shared'))
    return mark === undefined ? undefined : mark != null
  }

  /** The claims behind a group key, on the caller's thread; undefined where that cannot be done at once, as where there are rivals. */
  claimsNow (key: Uint8Array): Claim[] | undefined {
    return readClaimsNow(this.store, key)
  }

  /** The claims behind group keys, in the order of the keys; none for a key without an entry. */
  async claims (keys: readonly Uint8Array[]): Promise<Claim[][]> {
    return readClaims(this.store, keys)
  }

  /** The claims about an entity, relation by relation, from a relation on. */
  async * claimGroups (scope: number, entity: string, from?: string): AsyncGenerator<ClaimGroup> {
    const range = rangeOf(textKey('claim', scope, entity))
    yield * readGroups(this.store, from == null ? range : { ...range, gte: textKey('claim', scope, entity, from) })
  }

  /**
   * The claims about an entity and those below it, in the order of their keys. Below `a` stands what begins with `a/`,
   * below `a/` or `a:` what begins with it. `from` is the key of a group; the groups begin behind it.
   */
  async * groupsBelow (scope: number, prefix: string, from?: Uint8Array): AsyncGenerator<ClaimGroup> {
    for (const range of rangesBelow(scope, prefix, from)) {
      yield * readGroups(this.store, range)
    }
  }

  /** Where several claimants and several values were ever seen, in the order of ids, behind the id `from`. */
  async * contests (scope: number, from?: Uint8Array): AsyncGenerator<Contest> {
    const prefix = scopePrefix('contest', scope)
    const range = rangeOf(prefix)

    for await (const [key, row] of this.store.entries(from == null ? range : { gt: concatBytes([prefix, from]), lt: range.lt })) {
      yield decodeContest(key, row)
    }
  }

  /** The contest with an id. */
  async contest (scope: number, id: Uint8Array): Promise<Contest | undefined> {
    const key = concatBytes([scopePrefix('contest', scope), id])
    const row = await this.store.get(key)
    return row == null ? undefined : decodeContest(key, row)
  }

  /** Places of chains at which several bundles stand, in the order of ids, behind the id `from`. */
  async * equivocations (scope: number, from?: Uint8Array): AsyncGenerator<Equivocation> {
    const prefix = scopePrefix('equivocation', scope)
    const range = rangeOf(prefix)

    for await (const entry of this.store.entries(from == null ? range : { gt: concatBytes([prefix, from]), lt: range.lt })) {
      yield decodeEquivocation(entry)
    }
  }

  /** The equivocation with an id. */
  async equivocation (scope: number, id: Uint8Array): Promise<Equivocation | undefined> {
    const key = concatBytes([scopePrefix('equivocation', scope), id])
    const row = await this.store.get(key)
    return row == null ? undefined : decodeEquivocation([key, row])
  }

  /** First 16 bytes of the hashes of the bundles at one place of a chain, ascending; the first 16 of them. */
  async bundlesAt (scope: number, { author, lane, seq }: ChainPlace): Promise<Uint8Array[]> {
    return splitHashes(await this.store.get(chainKey(chainPrefix(author, scope, lane), seq)) ?? new Uint8Array(0))
  }

  /** All votes on a fact, claimant by claimant, the newest of each first, behind the claimant `from`. */
  async * votes (scope: number, fact: FactRef, from?: Uint8Array): AsyncGenerator<VoteRow> {
    yield * readVotes(this.store, scope, { fact, from })
  }

  /** The current vote of a claimant on a fact, which may be one that takes it back. */
  async liveVote (scope: number, fact: FactRef, claimant: Uint8Array): Promise<VoteRow | undefined> {
    return readCurrentVote(this.store, scope, { fact, claimant })
  }

  /** What the current votes on facts come to, in the order of the facts; undefined for a fact that nobody voted on. */
  async tallies (scope: number, facts: readonly FactRef[]): Promise<Array<VoteTally4 | undefined>> {
    return readTallies(this.store, scope, facts)
  }

  /** What the current votes on one fact come to, on the caller's thread: null where nobody voted, undefined where that cannot be told at once. */
  tallyNow (scope: number, fact: FactRef): VoteTally4 | null | undefined {
    return readTallyNow(this.store, scope, fact)
  }

  /** The resolutions of what is said about an entity and a relation, newest first. */
  async * rulings (scope: number, entity: string, relation: string): AsyncGenerator<RulingRow> {
    yield * readRulings(this.store, scope, { entity, relation })
  }

  /** Aliases, relation rules and editions of a scope, kind by kind, the oldest of each first. */
  async * curations (scope: number): AsyncGenerator<CurationRow> {
    yield * readCurations(this.store, scope)
  }

  /** Genesis, grants, revocations and scope keys of a scope, in the order in which they are judged. */
  async * acts (scope: number): AsyncGenerator<StatementRow> {
    yield * readActs(this.store, scope)
  }

  /** The erasures that name a bundle (its hash, or the first 16 bytes of it) or facts of it, those of one author or all. */
  async * erasures (scope: number, target: Uint8Array, author?: Uint8Array): AsyncGenerator<ErasureRow> {
    for await (const entry of this.store.entries(rangeOf(erasurePrefix(scope, target, author)))) {
      yield decodeErasure(entry)
    }
  }

  /** First 16 bytes of the hashes of all bundles that erasures in a scope name, each once. */
  async * erasureTargets (scope: number): AsyncGenerator<Uint8Array> {
    let last: Uint8Array | undefined

    for await (const [key] of this.store.entries(rangeOf(scopePrefix('erasure', scope)))) {
      const target = targetIn(key)

      if (last == null || !equalBytes(target, last)) {
        last = target
        yield target
      }
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
        for (const bundle of hashesOf([key, value])) {
          yield { key, bundle }
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
      const [key] = head
      yield hashesOf(head)[0]
      head = await this.last({ gte: prefix, lt: key.slice(0, prefix.length + LANE_BYTES) })
    }
  }

  /** The highest place of a chain and the first 16 bytes of the hash that stands there, or undefined when there is no such chain. */
  async chainHead (chain: { author: Uint8Array, scope: number, lane: Uint8Array }): Promise<{ seq: number, bundle: Uint8Array } | undefined> {
    const prefix = chainPrefix(chain.author, chain.scope, chain.lane)
    const last = await this.last(rangeOf(prefix))
    return last == null ? undefined : { seq: seqOf(last[0].subarray(prefix.length)), bundle: hashesOf(last)[0] }
  }

  /** First 16 bytes of the hashes of all bundles of a chain, by their places. */
  async * chainBundles (chain: { author: Uint8Array, scope: number, lane: Uint8Array }): AsyncGenerator<Uint8Array> {
    for await (const entry of this.store.entries(rangeOf(chainPrefix(chain.author, chain.scope, chain.lane)))) {
      yield * hashesOf(entry)
    }
  }

  /** The last entry of a range. */
  private async last (range: KVRange): Promise<KVEntry | undefined> {
    let found: KVEntry | undefined

    for await (const entry of this.store.entries({ ...range, reverse: true, limit: 1 })) {
      found = entry
    }

    return found
  }
}

/** The place in a chain that a key ends with; see `chainKey`. */
function seqOf (bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0))
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
