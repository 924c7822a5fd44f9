import { VALUE_DIGEST_BYTES } from '../../../model/body/index.ts'
import { compareBytes, concatBytes, equalBytes, toHex } from '../../../model/bytes/index.ts'
import { eachInSlices } from '../../../platform/index.ts'
import { conflictId } from '../../../policy/conflict/index.ts'
import { ORDER_BYTES } from '../constants.ts'
import { IndexCorruptError } from '../errors.ts'
import { inBucket, scopePrefix, textKey, textsOf } from '../keys.ts'
import {
  CLAIM_AGREED, CLAIM_CHANGED, CLAIM_DIFFERING, CLAIM_ONE, hasOneClaimant, hasRivals, onlyValue, VALUE_AT, VERSION_AT
} from './claim-row.ts'
import { SharedBundles } from './shared-bundles.ts'
import { bundleOf, versionLength, writeVersion } from './version.ts'
import type { Claimant } from './version.ts'
import type { Fact } from '../../../model/fact/index.ts'
import type { Slices } from '../../../platform/index.ts'
import type { IndexStore } from '../store/interface.ts'
import type { SealedBatch } from '../store/sealed-batch.ts'

/** One fact's claim on its entity and relation. */
interface NewClaim {
  readonly claimant: Claimant
  /** The entry as it is while nobody else speaks. */
  readonly row: Uint8Array
  readonly bundle: number
  readonly index: number
}

interface Standing {
  readonly claimant: Claimant
  version: Uint8Array
  dirty: boolean
  /** The claimant's own entry behind the mark "many", as the index holds it. */
  readonly stored?: Uint8Array
}

/** One (scope, entity, relation) that the group touches, with its first claim; most have no other. */
interface Slot extends NewClaim {
  readonly key: Uint8Array
  /** Number of the scope. */
  readonly scope: number
  /** Further claims of the group. */
  rest: NewClaim[] | undefined
  /** What the index holds. */
  stored: Uint8Array | undefined
  /** Versions in place, by claimant; absent while the first claim is all there is. */
  standing: Map<string, Standing> | undefined
}

/** What the claims of a group stand on. */
export interface ClaimBatchComponents {
  readonly store: IndexStore
  readonly slices?: Slices
  /** Id of a scope by its number. */
  scopeId (number: number): Uint8Array
}

/**
 * The claims of one group of bundles, merged into what the index holds.
 *
 * While one claimant speaks about a (scope, entity, relation), the entry holds its current version, so a fact costs one
 * entry and a reader one lookup. The second claimant turns the entry into a mark and each claimant gets an entry behind
 * it, so a thousand rivals cost a thousand entries, and none is rewritten for the others. Where several claimants and
 * several values were seen, an entry among the contests says so, once. Bundles whose assertions meet others are marked.
 *
 * Claimants and values never go away, and the newer of two versions is decided by their bytes alone: the outcome depends
 * on the set of facts only, not on the order in which they came.
 */
export class ClaimBatch {
  private readonly components: ClaimBatchComponents
  private readonly slots = new Map<string, Slot>()
  private readonly shared: SharedBundles

  constructor (components: ClaimBatchComponents) {
    this.components = components
    this.shared = new SharedBundles(components)
  }

  /** Adds one fact's claim on its entity and relation. */
  add (fact: Fact, place: { scope: number, bundle: number, index: number, claimant: Claimant, start: Uint8Array }): void {
    const { scope, bundle, index, claimant } = place
    const name = `${fact.entity}\0${fact.relation}\0${scope}`
    const slot = this.slots.get(name)
    const row = encodeRow(fact, place)

    if (slot == null) {
      const key = textKey('claim', scope, fact.entity, fact.relation)
      this.slots.set(name, { key, scope, claimant, row, bundle, index, rest: undefined, stored: undefined, standing: undefined })
    } else {
      slot.rest ??= []
      slot.rest.push({ claimant, row, bundle, index })
    }
  }

  /** Reads what the index holds for the entities and relations of the group. */
  async load (): Promise<void> {
    const slots = [...this.slots.values()]
    const rows = await this.components.store.getMany(slots.map(slot => slot.key))
    const many: Slot[] = []

    await eachInSlices(slots, (slot, i) => {
      const stored = rows[i]

      if (stored != null) {
        slot.stored = stored
        slot.standing = readRow(stored)
      }

      if (isRivalled(slot)) {
        many.push(slot)
      }

      if (stored != null || slot.rest != null) {
        this.share(slot)
      }
    }, this.components.slices)

    await this.shared.load()

    if (many.length > 0) {
      await this.loadRivals(many)
    }
  }

  /** Adds the entries to write, and tells which facts have rivals, as pairs of bundle number and fact index, and whether bundles were marked. */
  async settle (batch: SealedBatch): Promise<{ rivalled: Array<readonly [number, number]>, marks: boolean }> {
    const rivalled: Array<readonly [number, number]> = []

    await eachInSlices(this.slots.values(), slot => {
      if (slot.stored == null && slot.rest == null) {
        batch.put(slot.key, slot.row)
      } else {
        this.settleSlot(slot, batch, rivalled)
      }
    }, this.components.slices)

    return { rivalled, marks: this.shared.settle(batch) }
  }

  /** Notes the bundles of a slot that holds more than one assertion. */
  private share (slot: Slot): void {
    for (const { row } of claimsOf(slot)) {
      this.shared.add(bundleOf(row.subarray(VERSION_AT)))
    }

    if (slot.stored != null && hasOneClaimant(slot.stored)) {
      this.shared.add(bundleOf(slot.stored.subarray(VERSION_AT)))
    }
  }

  /** Merges the claims of a slot one after another. */
  private settleSlot (slot: Slot, batch: SealedBatch, rivalled: Array<readonly [number, number]>): void {
    const standing = slot.standing ?? new Map<string, Standing>()
    const claims = claimsOf(slot)
    const value = soleValue(slot.stored, claims)

    for (const claim of claims) {
      settleClaim({ key: slot.key, standing }, claim, batch)
    }

    if (!isRivalled(slot) && standing.size === 1) {
      writeOne(slot, { standing, mark: value == null ? CLAIM_CHANGED : CLAIM_ONE }, batch)
      return
    }

    rivalled.push(...claims.map(({ bundle, index }) => [bundle, index] as const))
    writeRivals(slot, { standing, mark: value == null ? Uint8Array.of(CLAIM_DIFFERING) : concatBytes([Uint8Array.of(CLAIM_AGREED), value]) }, batch)

    if (value == null && slot.stored?.[0] !== CLAIM_DIFFERING) {
      const [entity, relation] = textsOf(slot.key)
      const id = conflictId(this.components.scopeId(slot.scope), entity, relation)
      batch.put(concatBytes([scopePrefix('contest', slot.scope), id]), slot.key.slice(scopePrefix('contest', slot.scope).length))
    }
  }

  private async loadRivals (slots: readonly Slot[]): Promise<void> {
    const wanted = slots.flatMap(slot => claimantsOf(slot).map(claimant => ({ slot, claimant })))
    const rows = await this.components.store.getMany(wanted.map(({ slot, claimant }) => inBucket('claim', slot.key, claimant.bytes)))

    for (const [i, version] of rows.entries()) {
      if (version != null) {
        const { slot, claimant } = wanted[i]
        slot.standing?.set(claimant.text, { claimant, version, dirty: false, stored: version })
      }
    }
  }
}

function encodeRow (fact: Fact, { claimant, start, index }: { claimant: Claimant, start: Uint8Array, index: number }): Uint8Array {
  const row = new Uint8Array(VERSION_AT + versionLength(fact))
  row[0] = CLAIM_ONE
  row.set(claimant.bytes, 1)
  writeVersion(row, VERSION_AT, { start, fact, index })
  return row
}

/** The claimant that an entry holds; none for the marks of several. */
function readRow (row: Uint8Array): Map<string, Standing> {
  if (hasRivals(row)) {
    return new Map()
  }

  if (!hasOneClaimant(row)) {
    throw new IndexCorruptError('claim')
  }

  const bytes = row.subarray(1, VERSION_AT)
  const claimant = { bytes, text: toHex(bytes) }
  return new Map([[claimant.text, { claimant, version: row.subarray(VERSION_AT), dirty: false }]])
}

function isRivalled ({ stored }: Slot): boolean {
  return stored != null && hasRivals(stored)
}

/** The digest of the only value that the entry and the new claims know, or undefined when there are several. */
function soleValue (stored: Uint8Array | undefined, claims: readonly NewClaim[]): Uint8Array | undefined {
  const value = stored == null ? valueOf(claims[0]) : onlyValue(stored)
  return value != null && claims.every(claim => equalBytes(valueOf(claim), value)) ? value : undefined
}

function valueOf ({ row }: NewClaim): Uint8Array {
  return row.subarray(VERSION_AT + VALUE_AT, VERSION_AT + VALUE_AT + VALUE_DIGEST_BYTES)
}

function settleClaim ({ key, standing }: { key: Uint8Array, standing: Map<string, Standing> }, { claimant, row }: NewClaim, batch: SealedBatch): void {
  const current = standing.get(claimant.text)
  const version = row.subarray(VERSION_AT)

  if (current == null) {
    standing.set(claimant.text, { claimant, version, dirty: true })
  } else if (compareBytes(version, current.version) > 0) {
    putHistory(batch, key, { claimant, version: current.version })
    current.version = version
    current.dirty = true
  } else {
    putHistory(batch, key, { claimant, version })
  }
}

function putHistory (batch: SealedBatch, key: Uint8Array, { claimant, version }: { claimant: Claimant, version: Uint8Array }): void {
  batch.put(inBucket('history', key, claimant.bytes, version.subarray(0, ORDER_BYTES)), version.subarray(ORDER_BYTES))
}

/** What a slot comes to. */
interface Outcome<M> {
  readonly standing: ReadonlyMap<string, Standing>
  readonly mark: M
}

function writeOne ({ key, stored }: Slot, { standing, mark }: Outcome<number>, batch: SealedBatch): void {
  for (const { claimant, version, dirty } of standing.values()) {
    if (dirty || stored?.[0] !== mark) {
      const value = new Uint8Array(VERSION_AT + version.length)
      value[0] = mark
      value.set(claimant.bytes, 1)
      value.set(version, VERSION_AT)
      batch.put(key, value, stored)
    }
  }
}

function writeRivals (slot: Slot, { standing, mark }: Outcome<Uint8Array>, batch: SealedBatch): void {
  const wasRivalled = isRivalled(slot)

  if (slot.stored?.[0] !== mark[0]) {
    batch.put(slot.key, mark, slot.stored)
  }

  for (const { claimant, version, dirty, stored } of standing.values()) {
    // The claimant that stood alone moves from the shared entry into its own.
    if (dirty || !wasRivalled) {
      batch.put(inBucket('claim', slot.key, claimant.bytes), version, stored)
    }
  }
}

/** The claimants of a slot's new claims, each once. */
function claimantsOf (slot: Slot): Claimant[] {
  return [...new Map(claimsOf(slot).map(({ claimant }) => [claimant.text, claimant])).values()]
}

/** The new claims of a slot. */
function claimsOf (slot: Slot): NewClaim[] {
  return [slot, ...slot.rest ?? []]
}
