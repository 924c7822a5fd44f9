import { compareBytes, toHex } from '../../model/bytes/index.ts'
import { CLAIMANT_BYTES, ORDER_BYTES } from './constants.ts'
import { IndexCorruptError } from './errors.ts'
import { inBucket, textKey } from './keys.ts'
import { versionLength, writeVersion } from './version.ts'
import type { IndexStore } from './store/interface.ts'
import type { SealedBatch } from './store/sealed-batch.ts'
import type { Claimant } from './version.ts'
import type { Fact } from '../../model/fact/index.ts'

/** First byte of a claim entry with one claimant; the claimant and its version follow. */
export const CLAIM_ONE = 1

/** The whole of a claim entry with many claimants; each has an entry of its own behind it. */
export const CLAIM_MANY = 2

/** Where the version begins in an entry with one claimant. */
export const VERSION_AT = 1 + CLAIMANT_BYTES

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
  /** Further claims of the group. */
  rest: NewClaim[] | undefined
  /** What the index holds. */
  stored: Uint8Array | undefined
  /** Versions in place, by claimant; absent while the first claim is all there is. */
  standing: Map<string, Standing> | undefined
}

/**
 * The claims of one group of bundles, merged into what the index holds.
 *
 * While one claimant speaks about a (scope, entity, relation), the entry holds its current version, so a fact costs one
 * entry and a reader one lookup. The second claimant turns the entry into the mark "many" and each claimant gets an
 * entry behind it, so a thousand rivals cost a thousand entries, and none is rewritten for the others. Claimants never
 * go away, and the newer of two versions is decided by their bytes alone: the outcome depends on the set of facts only,
 * not on the order in which they came.
 */
export class ClaimBatch {
  private readonly store: IndexStore
  private readonly slots = new Map<string, Slot>()

  constructor (components: { store: IndexStore }) {
    this.store = components.store
  }

  /** Adds one fact's claim on its entity and relation. */
  add (fact: Fact, place: { scope: number, bundle: number, index: number, claimant: Claimant, start: Uint8Array }): void {
    const { scope, bundle, index, claimant } = place
    const name = `${fact.entity}\0${fact.relation}\0${scope}`
    const slot = this.slots.get(name)
    const row = encodeRow(fact, place)

    if (slot == null) {
      const key = textKey('claim', scope, fact.entity, fact.relation)
      this.slots.set(name, { key, claimant, row, bundle, index, rest: undefined, stored: undefined, standing: undefined })
    } else {
      slot.rest ??= []
      slot.rest.push({ claimant, row, bundle, index })
    }
  }

  /** Reads what the index holds for the entities and relations of the group. */
  async load (): Promise<void> {
    const slots = [...this.slots.values()]
    const rows = await this.store.getMany(slots.map(slot => slot.key))
    const many: Slot[] = []

    for (let i = 0; i < slots.length; i++) {
      const stored = rows[i]

      if (stored != null) {
        slots[i].stored = stored
        slots[i].standing = readRow(stored)
      }

      if (isMany(slots[i])) {
        many.push(slots[i])
      }
    }

    if (many.length > 0) {
      await this.loadRivals(many)
    }
  }

  /** Adds the entries to write, and tells which facts have rivals: pairs of bundle number and fact index. */
  settle (batch: SealedBatch): Array<readonly [number, number]> {
    const rivalled: Array<readonly [number, number]> = []

    for (const slot of this.slots.values()) {
      if (slot.stored == null && slot.rest == null) {
        batch.put(slot.key, slot.row)
      } else {
        settleSlot(slot, batch, rivalled)
      }
    }

    return rivalled
  }

  private async loadRivals (slots: readonly Slot[]): Promise<void> {
    const wanted = slots.flatMap(slot => claimantsOf(slot).map(claimant => ({ slot, claimant })))
    const rows = await this.store.getMany(wanted.map(({ slot, claimant }) => inBucket('claim', slot.key, claimant.bytes)))

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

/** The claimant that an entry holds; none for the mark "many". */
function readRow (row: Uint8Array): Map<string, Standing> {
  if (row[0] === CLAIM_MANY) {
    return new Map()
  }

  if (row[0] !== CLAIM_ONE) {
    throw new IndexCorruptError('claim')
  }

  const bytes = row.subarray(1, VERSION_AT)
  const claimant = { bytes, text: toHex(bytes) }
  return new Map([[claimant.text, { claimant, version: row.subarray(VERSION_AT), dirty: false }]])
}

function isMany ({ stored }: Slot): boolean {
  return stored?.[0] === CLAIM_MANY
}

/** Merges the claims of a slot one after another. */
function settleSlot (slot: Slot, batch: SealedBatch, rivalled: Array<readonly [number, number]>): void {
  const standing = slot.standing ?? new Map<string, Standing>()
  const claims = [slot, ...slot.rest ?? []]

  for (const claim of claims) {
    settleClaim({ key: slot.key, standing }, claim, batch)
  }

  if (isMany(slot) || standing.size > 1) {
    rivalled.push(...claims.map(({ bundle, index }) => [bundle, index] as const))
    writeMany(slot, standing, batch)
  } else {
    writeOne(slot, standing, batch)
  }
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

function writeOne ({ key, stored }: Slot, standing: ReadonlyMap<string, Standing>, batch: SealedBatch): void {
  for (const { claimant, version, dirty } of standing.values()) {
    if (dirty) {
      const value = new Uint8Array(VERSION_AT + version.length)
      value[0] = CLAIM_ONE
      value.set(claimant.bytes, 1)
      value.set(version, VERSION_AT)
      batch.put(key, value, stored)
    }
  }
}

function writeMany (slot: Slot, standing: ReadonlyMap<string, Standing>, batch: SealedBatch): void {
  const wasMany = isMany(slot)

  if (!wasMany) {
    batch.put(slot.key, Uint8Array.of(CLAIM_MANY), slot.stored)
  }

  for (const { claimant, version, dirty, stored } of standing.values()) {
    // The claimant that stood alone moves from the shared entry into its own.
    if (dirty || !wasMany) {
      batch.put(inBucket('claim', slot.key, claimant.bytes), version, stored)
    }
  }
}

/** The claimants of a slot's new claims, each once. */
function claimantsOf (slot: Slot): Claimant[] {
  return [...new Map([slot, ...slot.rest ?? []].map(({ claimant }) => [claimant.text, claimant])).values()]
}
