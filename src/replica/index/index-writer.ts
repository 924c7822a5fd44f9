import { treeKey } from '../../model/bundle/index.ts'
import { compareBytes, concatBytes, equalBytes, toHex } from '../../model/bytes/index.ts'
import { KIND_ASSERTION } from '../../model/fact/index.ts'
import { encodePlaces } from '../record/index.ts'
import { ClaimBatch } from './claim-batch.ts'
import { claimantOf } from './claimant.ts'
import { bundleKey, chainKey, chainPrefix, scopePrefix, uriInIndex } from './keys.ts'
import { writePostings } from './postings.ts'
import { encodeVersion } from './version.ts'
import type { Claimant } from './claimant.ts'
import type { IndexState } from './index-state.ts'
import type { ApplyReport } from './interface.ts'
import type { Fact } from '../../model/fact/index.ts'
import type { Crc32c } from '../../platform/interface.ts'
import type { KV, KVOperation } from '../../storage/kv/interface.ts'
import type { PlacedBundle } from '../record/index.ts'

const NOTHING = new Uint8Array(0)
const HASH_BYTES = 32

/** What the writer stands on. */
export interface IndexWriterComponents {
  readonly kv: KV
  readonly crc32c: Crc32c
  readonly state: IndexState
}

/** Turns groups of bundles into entries, one batch a group. Groups come one after another, in the order of the journal. */
export class IndexWriter {
  private readonly kv: KV
  private readonly crc32c: Crc32c
  private readonly state: IndexState

  constructor (components: IndexWriterComponents) {
    this.kv = components.kv
    this.crc32c = components.crc32c
    this.state = components.state
  }

  /** Writes all entries of the bundles and the watermark behind them in one batch. */
  async apply (group: readonly PlacedBundle[], watermark: number): Promise<ApplyReport> {
    const operations: KVOperation[] = []
    const claims = new ClaimBatch({ kv: this.kv })

    for (let number = 0; number < group.length; number++) {
      this.project(group[number], number, { claims, operations })
    }

    const [equivocates] = await Promise.all([this.chain(group, operations), claims.load()])
    const rivalled = collect(group.length, claims.settle(operations))
    this.state.save(watermark, operations)
    await this.kv.batch(operations)

    return { equivocates, rivalled }
  }

  /** Everything that depends on the bundle alone. */
  private project (placed: PlacedBundle, number: number, target: { claims: ClaimBatch, operations: KVOperation[] }): void {
    const { header, hash, decoded } = placed.bundle
    const scope = this.state.touch(header.scope)
    const assertions = assertionsOf(decoded)
    scope.facts += header.count
    scope.bundles++

    if (placed.arrival.via === 'local') {
      scope.heads.settle(header)
    } else {
      scope.heads.note(header, hash)
    }

    target.operations.push(
      { type: 'put', key: bundleKey(hash), value: encodePlaces(placed, scope.number, this.crc32c) },
      { type: 'put', key: concatBytes([scopePrefix('time', scope.number), treeKey(header.hlc, hash)]), value: NOTHING }
    )
    writePostings(placed, assertions, scope.number, target.operations)
    addClaims(placed, { assertions, scope: scope.number, number, claims: target.claims })
  }

  /** Adds the entries of chains, and tells which bundles found another one in their place. */
  private async chain (group: readonly PlacedBundle[], operations: KVOperation[]): Promise<boolean[]> {
    const places = group.map(({ bundle: { header } }) => {
      const scope = this.state.touch(header.scope).number
      return chainKey(chainPrefix(header.author, scope, header.lane), header.seq)
    })
    const rows = await this.kv.getMany(places)
    const merged = new Map<string, { key: Uint8Array, hashes: Uint8Array[] }>()
    const equivocates: boolean[] = []

    for (let i = 0; i < places.length; i++) {
      const name = toHex(places[i])
      const place = merged.get(name) ?? { key: places[i], hashes: splitHashes(rows[i] ?? NOTHING) }
      merged.set(name, place)
      equivocates.push(addHash(place.hashes, group[i].bundle.hash))
    }

    for (const { key, hashes } of merged.values()) {
      operations.push({ type: 'put', key, value: concatBytes(hashes.sort(compareBytes)) })
    }

    return equivocates
  }
}

/** Splits the value of a chain entry. */
export function splitHashes (row: Uint8Array): Uint8Array[] {
  return Array.from({ length: row.length / HASH_BYTES }, (_, i) => row.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES))
}

/** Adds a hash to a place, and tells whether another one was there. */
function addHash (hashes: Uint8Array[], hash: Uint8Array): boolean {
  if (hashes.some(one => equalBytes(one, hash))) {
    return false
  }

  hashes.push(hash)
  return hashes.length > 1
}

function assertionsOf (facts: ReadonlyArray<Fact | null>): Array<readonly [number, Fact]> {
  const assertions: Array<readonly [number, Fact]> = []

  for (let index = 0; index < facts.length; index++) {
    const fact = facts[index]

    if (fact?.kind === KIND_ASSERTION) {
      assertions.push([index, inIndex(fact)])
    }
  }

  return assertions
}

/** The fact as the index files it: texts beyond ASCII are normalised again, because the author's tables may be others. */
function inIndex (fact: Fact): Fact {
  const entity = uriInIndex(fact.entity)
  const source = uriInIndex(fact.source)
  return entity === fact.entity && source === fact.source ? fact : { ...fact, entity, source }
}

function addClaims (placed: PlacedBundle, target: { assertions: ReadonlyArray<readonly [number, Fact]>, scope: number, number: number, claims: ClaimBatch }): void {
  const { header: { author, hlc }, hash } = placed.bundle
  const claimants = new Map<string, Claimant>()

  for (const [index, fact] of target.assertions) {
    let claimant = claimants.get(fact.source)

    if (claimant == null) {
      claimant = claimantOf(author, fact.source)
      claimants.set(fact.source, claimant)
    }

    const place = { scope: target.scope, entity: fact.entity, relation: fact.relation }
    target.claims.add(place, { claimant, version: encodeVersion(fact, { hlc, hash, index }), bundle: target.number, index })
  }
}

function collect (bundles: number, pairs: ReadonlyArray<readonly [number, number]>): number[][] {
  const rivalled: number[][] = Array.from({ length: bundles }, () => [])

  for (const [bundle, index] of pairs) {
    rivalled[bundle].push(index)
  }

  return rivalled
}
