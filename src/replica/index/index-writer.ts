import { treeKey } from '../../model/bundle/index.ts'
import { compareBytes, concatBytes, equalBytes, toHex } from '../../model/bytes/index.ts'
import { KIND_ASSERTION } from '../../model/fact/index.ts'
import { encodePlaces, writeOffset } from '../record/index.ts'
import { ClaimBatch } from './claim-batch.ts'
import { BUNDLE_KEY_BYTES } from './constants.ts'
import { bundleKey, chainKey, chainPrefix, scopePrefix, uriInIndex } from './keys.ts'
import { writePostings } from './postings.ts'
import { claimantOf, versionStart } from './version.ts'
import type { IndexState } from './index-state.ts'
import type { ApplyReport } from './interface.ts'
import type { Claimant } from './version.ts'
import type { IndexStore, PutOperation } from './write-behind.ts'
import type { Fact } from '../../model/fact/index.ts'
import type { Crc32c } from '../../platform/interface.ts'
import type { ArrivedBundle } from '../record/index.ts'

const NOTHING = new Uint8Array(0)

/** What the writer stands on. */
export interface IndexWriterComponents {
  readonly store: IndexStore
  readonly crc32c: Crc32c
  readonly state: IndexState
}

/** Entries of a group of bundles, ready but for the places of their journal records. */
export interface PreparedGroup {
  readonly group: readonly ArrivedBundle[]
  readonly operations: PutOperation[]
  /** Per bundle: the value of its entry, which waits for the offset. */
  readonly rows: readonly Uint8Array[]
  readonly report: ApplyReport
}

/**
 * Turns groups of bundles into entries, one batch a group. The work is in two steps, so that most of it is done while
 * the journal is being synced; the groups pass both steps one after another, in the order of the journal.
 */
export class IndexWriter {
  private readonly store: IndexStore
  private readonly crc32c: Crc32c
  private readonly state: IndexState

  constructor (components: IndexWriterComponents) {
    this.store = components.store
    this.crc32c = components.crc32c
    this.state = components.state
  }

  /** Works out the entries of bundles; the group before must have been written. */
  async prepare (group: readonly ArrivedBundle[]): Promise<PreparedGroup> {
    const operations: PutOperation[] = []
    const claims = new ClaimBatch({ store: this.store })
    const rows = group.map((arrived, number) => this.project(arrived, number, { claims, operations }))
    const [equivocates] = await Promise.all([this.chain(group, operations), claims.load()])
    const rivalled = collect(group.length, claims.settle(operations))

    return { group, operations, rows, report: { equivocates, rivalled } }
  }

  /** Writes prepared entries and the watermark behind their records in one batch. */
  async write ({ group, operations, rows }: PreparedGroup, offsets: readonly number[], watermark: number): Promise<void> {
    for (const [i, row] of rows.entries()) {
      writeOffset(row, offsets[i])
      this.state.add(group[i])
    }

    this.state.save(watermark, operations)
    await this.store.batch(operations)
  }

  /** Adds everything that depends on the bundle alone, and returns the value of the bundle's own entry. */
  private project (arrived: ArrivedBundle, number: number, target: { claims: ClaimBatch, operations: PutOperation[] }): Uint8Array {
    const { header, hash, decoded } = arrived.bundle
    const scope = this.state.numberFor(header.scope)
    const row = encodePlaces(arrived, scope, this.crc32c)
    const assertions = assertionsOf(decoded)
    target.operations.push(
      { type: 'put', key: bundleKey(hash), value: row },
      { type: 'put', key: concatBytes([scopePrefix('time', scope), treeKey(header.hlc, hash)]), value: NOTHING }
    )
    writePostings(arrived.bundle, { assertions, scope }, target.operations)
    addClaims(arrived, { assertions, scope, number }, target.claims)

    return row
  }

  /** Adds the entries of chains, and tells which bundles found another one in their place. */
  private async chain (group: readonly ArrivedBundle[], operations: PutOperation[]): Promise<boolean[]> {
    const places = group.map(({ bundle: { header } }) => {
      return chainKey(chainPrefix(header.author, this.state.numberFor(header.scope), header.lane), header.seq)
    })
    const rows = await this.store.getMany(places)
    const merged = new Map<string, { key: Uint8Array, hashes: Uint8Array[] }>()
    const equivocates: boolean[] = []

    for (const [i, key] of places.entries()) {
      const name = toHex(key)
      const place = merged.get(name) ?? { key, hashes: splitHashes(rows[i] ?? NOTHING) }
      merged.set(name, place)
      equivocates.push(addHash(place.hashes, group[i].bundle.hash.slice(0, BUNDLE_KEY_BYTES)))
    }

    for (const { key, hashes } of merged.values()) {
      operations.push({ type: 'put', key, value: concatBytes(hashes.sort(compareBytes)) })
    }

    return equivocates
  }
}

function splitHashes (row: Uint8Array): Uint8Array[] {
  return Array.from({ length: row.length / BUNDLE_KEY_BYTES }, (_, i) => row.subarray(i * BUNDLE_KEY_BYTES, (i + 1) * BUNDLE_KEY_BYTES))
}

/** Adds a hash to a place, and tells whether another one was there. */
function addHash (hashes: Uint8Array[], hash: Uint8Array): boolean {
  if (hashes.some(one => equalBytes(one, hash))) {
    return false
  }

  hashes.push(hash)
  return hashes.length > 1
}

/** The facts that claim something, at the place of their number; null stands for the others. */
function assertionsOf (facts: ReadonlyArray<Fact | null>): Array<Fact | null> {
  return facts.map(fact => fact?.kind === KIND_ASSERTION ? inIndex(fact) : null)
}

/** The fact as the index files it: texts beyond ASCII are normalised again, because the author's tables may be others. */
function inIndex (fact: Fact): Fact {
  const entity = uriInIndex(fact.entity)
  const source = uriInIndex(fact.source)
  return entity === fact.entity && source === fact.source ? fact : { ...fact, entity, source }
}

function addClaims ({ bundle }: ArrivedBundle, target: { assertions: ReadonlyArray<Fact | null>, scope: number, number: number }, claims: ClaimBatch): void {
  const { header: { author, hlc }, hash } = bundle
  const start = versionStart(hlc, hash)
  const claimants = new Map<string, Claimant>()

  for (let index = 0; index < target.assertions.length; index++) {
    const fact = target.assertions[index]

    if (fact == null) {
      continue
    }

    let claimant = claimants.get(fact.source)

    if (claimant == null) {
      claimant = claimantOf(author, fact.source)
      claimants.set(fact.source, claimant)
    }

    claims.add(fact, { scope: target.scope, bundle: target.number, index, claimant, start })
  }
}

function collect (bundles: number, pairs: ReadonlyArray<readonly [number, number]>): number[][] {
  const rivalled: number[][] = Array.from({ length: bundles }, () => [])

  for (const [bundle, index] of pairs) {
    rivalled[bundle].push(index)
  }

  return rivalled
}
