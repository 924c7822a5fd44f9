import { treeKey } from '../../model/bundle/index.ts'
import { concatBytes, toHex } from '../../model/bytes/index.ts'
import { KIND_ASSERTION } from '../../model/fact/index.ts'
import { eachInSlices } from '../../platform/index.ts'
import { encodePlaces, writeOffset } from '../record/index.ts'
import { settleAbsent } from './absent/absent-batch.ts'
import { settleChains } from './chain/chain-batch.ts'
import { ClaimBatch } from './claims/claim-batch.ts'
import { claimantOf, versionStart } from './claims/version.ts'
import { erasureEntries, targetIn } from './erasures/erasure-row.ts'
import { unfile } from './erasures/unfiling.ts'
import { filingsOf, leavingOf } from './gaps.ts'
import { bundleKey, scopePrefix, uriInIndex } from './keys.ts'
import { extendPostings, writePostings } from './postings.ts'
import { addStatements } from './statements/statement-rows.ts'
import { VoteBatch } from './statements/vote-batch.ts'
import { SealedBatch } from './store/sealed-batch.ts'
import type { AbsentParents } from './absent/absent-parents.ts'
import type { AbsentPair } from './absent/absent-row.ts'
import type { Claimant } from './claims/version.ts'
import type { DoomedBundles } from './erasures/doomed-bundles.ts'
import type { Filing } from './gaps.ts'
import type { IndexState } from './index-state.ts'
import type { ApplyReport } from './interface.ts'
import type { IndexStore } from './store/interface.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { Fact } from '../../model/fact/index.ts'
import type { Slices } from '../../platform/index.ts'
import type { Crc32c } from '../../platform/interface.ts'
import type { ArrivedBundle } from '../record/index.ts'

const NOTHING = new Uint8Array(0)

/** What the writer stands on. */
export interface IndexWriterComponents {
  readonly store: IndexStore
  readonly crc32c: Crc32c
  readonly state: IndexState
  readonly absent: AbsentParents
  readonly doomed: DoomedBundles
  readonly slices?: Slices
}

/** Entries of a group of bundles, ready but for the places of their journal records. */
export interface PreparedGroup {
  readonly group: readonly ArrivedBundle[]
  readonly batch: SealedBatch
  /** Per bundle: the value of its entry, which waits for the offset. */
  readonly rows: readonly Uint8Array[]
  /** Per bundle: whether the index knew it, so that only its place is new, and facts that it did not have. */
  readonly known: readonly boolean[]
  /** Parents and predecessors that are not here, and which bundles of the group name them. */
  readonly absent: readonly AbsentPair[]
  /** Whether it marks bundles as shared. */
  readonly marks: boolean
  readonly report: ApplyReport
}

/** Where the entries of a group are gathered. */
interface GroupEntries {
  readonly claims: ClaimBatch
  readonly votes: VoteBatch
  readonly batch: SealedBatch
}

/**
 * Turns groups of bundles into entries, one batch a group. The work is in two steps, so that most of it is done while
 * the journal is being synced; the groups pass both steps one after another, in the order of the journal.
 */
export class IndexWriter {
  private readonly store: IndexStore
  private readonly crc32c: Crc32c
  private readonly state: IndexState
  private readonly absent: AbsentParents
  private readonly doomed: DoomedBundles
  private readonly slices: Slices | undefined
  /** Changes of entries of bundles that are there follow each other. */
  private turn: Promise<unknown> = Promise.resolve()

  constructor (components: IndexWriterComponents) {
    this.store = components.store
    this.crc32c = components.crc32c
    this.state = components.state
    this.absent = components.absent
    this.doomed = components.doomed
    this.slices = components.slices
  }

  /**
   * Works out the entries of bundles; the group before must have been written, or never will be. A bundle from which facts
   * are taken out is a group of its own.
   *
   * @throws {IndexCorruptError} when facts leave of which nobody says what they were
   */
  async prepare (group: readonly ArrivedBundle[]): Promise<PreparedGroup> {
    this.state.forgetUnused()
    const batch = new SealedBatch({ crc32c: this.crc32c })
    const claims = new ClaimBatch({ store: this.store, slices: this.slices, scopeId: number => this.state.idOf(number) })
    const votes = new VoteBatch({ store: this.store })
    const scopeNumber = (id: Uint8Array): number => this.state.numberFor(id)
    const { equivocates, known } = await settleChains({ store: this.store, scopeNumber }, group, batch)
    const isRedacted = known[0] && group.length === 1 && group[0].arrival.isRedacted === true
    const filings = isRedacted ? [] : await filingsOf({ store: this.store, batch }, group, known)
    const rows = group.map(arrived => encodePlaces(arrived, this.state.numberFor(arrived.bundle.header.scope), this.crc32c))

    await eachInSlices(filings, (filing, number) => { this.project(filing, number, { claims, votes, batch }) }, this.slices)
    await this.extend(filings, batch)

    if (isRedacted) {
      await this.unfile(group[0], batch)
    }

    await claims.load()
    await votes.load()
    const { rivalled, marks } = await claims.settle(batch)
    votes.settle(batch)
    const absent = await settleAbsent({ store: this.store, absent: this.absent, scopeNumber }, group, { known, batch })

    return { group, batch, rows, known, absent, marks: marks || isRedacted, report: { equivocates, rivalled: collect(group.length, rivalled) } }
  }

  /** Writes prepared entries and the watermark behind their records in one batch. */
  async write (prepared: PreparedGroup, offsets: readonly number[], watermark: number): Promise<void> {
    // fault-point index.watermark-ahead: watermark += 4_096
    prepared.rows.forEach((row, i) => { writeOffset(row, offsets[i]) })

    if (prepared.known.includes(true)) {
      const keys = prepared.group.map(({ bundle }) => bundleKey(bundle.hash))
      await this.inTurn(async () => this.save(prepared, await this.store.getMany(keys), watermark))
    } else {
      await this.save(prepared, [], watermark)
    }
  }

  /** Takes the entries of bundles away that lead to their records; everything else about them stays. */
  async lose (hashes: readonly Uint8Array[]): Promise<void> {
    const keys = hashes.map(hash => bundleKey(hash))

    await this.inTurn(async () => {
      const batch = new SealedBatch({ crc32c: this.crc32c })
      const rows = await this.store.getMany(keys)
      rows.forEach((row, i) => {
        if (row != null) {
          batch.delete(keys[i], row)
        }
      })
      this.state.save(this.state.watermark, batch)
      await this.store.batch(batch.operations)
    })
  }

  private async save ({ group, batch, rows, known, absent }: PreparedGroup, old: ReadonlyArray<Uint8Array | undefined>, watermark: number): Promise<void> {
    /** Places within the group, so that a bundle that stands twice in it replaces its own entry. */
    const places = new Map<string, Uint8Array>()
    const isMixed = known.includes(true)

    for (const [i, { bundle }] of group.entries()) {
      const name = isMixed ? toHex(bundle.hash) : ''
      batch.put(bundleKey(bundle.hash), rows[i], places.get(name) ?? old[i])

      if (name !== '') {
        places.set(name, rows[i])
      }

      if (!known[i]) {
        this.state.add(group[i])
      }
    }

    group.forEach(({ bundle }) => { this.absent.delete(bundle.hash) })
    this.absent.add(absent)
    this.state.save(watermark, batch)
    await this.store.batch(batch.operations)
  }

  private async inTurn (call: () => Promise<void>): Promise<void> {
    const result = this.turn.then(call)
    this.turn = result.catch(() => {})
    await result
  }

  /** Adds everything that depends on the bundle alone; of one that was filed before, everything that stands in entries of its own. */
  private project (filing: Filing | undefined, number: number, target: GroupEntries): void {
    if (filing == null) {
      return
    }

    const { bundle, isNew } = filing
    const { header, hash, decoded } = bundle
    const scope = this.state.numberFor(header.scope)
    const assertions = assertionsOf(decoded)

    if (isNew) {
      target.batch.put(concatBytes([scopePrefix('time', scope), treeKey(header.hlc, hash)]), NOTHING)
      writePostings(bundle, { assertions, scope }, target.batch)
    }

    addClaims(bundle, { assertions, scope, number }, target.claims)
    addStatements(bundle, scope, target)

    for (const [key, row] of erasureEntries(bundle, decoded, scope)) {
      target.batch.put(key, row)
      this.doomed.add(targetIn(key))
    }
  }

  private async unfile (arrived: ArrivedBundle, batch: SealedBatch): Promise<void> {
    const { bundle } = arrived
    const facts = await leavingOf({ store: this.store, batch }, arrived)
    const { scope: id } = bundle.header
    await unfile(this.store, { bundle, facts, scope: { number: this.state.numberFor(id), id } }, batch)
  }

  /** Adds facts that came later to what was filed of their bundles before. */
  private async extend (filings: ReadonlyArray<Filing | undefined>, batch: SealedBatch): Promise<void> {
    for (const filing of filings) {
      if (filing?.isNew === false) {
        const { bundle } = filing
        const scope = this.state.numberFor(bundle.header.scope)
        await extendPostings(this.store, bundle, { assertions: assertionsOf(bundle.decoded), scope, batch })
      }
    }
  }
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

function addClaims (bundle: Bundle, target: { assertions: ReadonlyArray<Fact | null>, scope: number, number: number }, claims: ClaimBatch): void {
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
