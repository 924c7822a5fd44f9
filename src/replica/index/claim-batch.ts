import { compareBytes, toHex } from '../../model/bytes/index.ts'
import { CLAIMANT_BYTES, ORDER_BYTES } from './constants.ts'
import { IndexCorruptError } from './errors.ts'
import { inBucket, textKey } from './keys.ts'
import type { Claimant } from './claimant.ts'
import type { KV, KVOperation } from '../../storage/kv/interface.ts'

/** First byte of a claim entry with one claimant; the claimant and its version follow. */
export const CLAIM_ONE = 1

/** The whole of a claim entry with many claimants; each has an entry of its own behind it. */
export const CLAIM_MANY = 2

interface NewClaim {
  readonly claimant: Claimant
  readonly version: Uint8Array
  readonly bundle: number
  readonly index: number
}

interface Standing {
  readonly claimant: Claimant
  version: Uint8Array
  dirty: boolean
}

/** One (scope, entity, relation) that the group touches. */
interface Slot {
  readonly key: Uint8Array
  readonly claims: NewClaim[]
  /** What stands in the index, and then what shall stand there, by claimant. */
  readonly standing: Map<string, Standing>
  wasMany: boolean
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
  private readonly kv: KV
  private readonly slots = new Map<string, Slot>()

  constructor (components: { kv: KV }) {
    this.kv = components.kv
  }

  /** Adds one fact's claim on its entity and relation. */
  add (place: { scope: number, entity: string, relation: string }, claim: NewClaim): void {
    const name = `${place.scope} ${place.entity}\0${place.relation}`
    const slot = this.slots.get(name)

    if (slot == null) {
      const key = textKey('claim', place.scope, place.entity, place.relation)
      this.slots.set(name, { key, claims: [claim], standing: new Map(), wasMany: false })
    } else {
      slot.claims.push(claim)
    }
  }

  /** Reads what the index holds for the entities and relations of the group. */
  async load (): Promise<void> {
    const slots = [...this.slots.values()]
    const rows = await this.kv.getMany(slots.map(slot => slot.key))

    for (let i = 0; i < slots.length; i++) {
      readSlot(slots[i], rows[i])
    }

    const many = slots.filter(slot => slot.wasMany)

    if (many.length > 0) {
      await this.loadRivals(many)
    }
  }

  /** Adds the entries to write, and tells which facts have rivals: pairs of bundle number and fact index. */
  settle (operations: KVOperation[]): Array<readonly [number, number]> {
    const rivalled: Array<readonly [number, number]> = []

    for (const slot of this.slots.values()) {
      for (const claim of slot.claims) {
        settleClaim(slot, claim, operations)
      }

      if (slot.wasMany || slot.standing.size > 1) {
        rivalled.push(...slot.claims.map(claim => [claim.bundle, claim.index] as const))
        writeMany(slot, operations)
      } else {
        writeOne(slot, operations)
      }
    }

    return rivalled
  }

  private async loadRivals (slots: readonly Slot[]): Promise<void> {
    const wanted = slots.flatMap(slot => distinct(slot.claims).map(claimant => ({ slot, claimant })))
    const rows = await this.kv.getMany(wanted.map(({ slot, claimant }) => inBucket('claim', slot.key, claimant.bytes)))

    for (let i = 0; i < wanted.length; i++) {
      const version = rows[i]

      if (version != null) {
        stand(wanted[i].slot, { claimant: wanted[i].claimant, version, dirty: false })
      }
    }
  }
}

function readSlot (slot: Slot, row: Uint8Array | undefined): void {
  if (row == null) {
    return
  }

  slot.wasMany = row[0] === CLAIM_MANY

  if (row[0] === CLAIM_ONE) {
    const bytes = row.subarray(1, 1 + CLAIMANT_BYTES)
    stand(slot, { claimant: { bytes, text: toHex(bytes) }, version: row.subarray(1 + CLAIMANT_BYTES), dirty: false })
  } else if (!slot.wasMany) {
    throw new IndexCorruptError('claim')
  }
}

function stand (slot: Slot, standing: Standing): void {
  slot.standing.set(standing.claimant.text, standing)
}

function settleClaim (slot: Slot, claim: NewClaim, operations: KVOperation[]): void {
  const standing = slot.standing.get(claim.claimant.text)

  if (standing == null) {
    stand(slot, { claimant: claim.claimant, version: claim.version, dirty: true })
  } else if (compareBytes(claim.version, standing.version) > 0) {
    operations.push(historyEntry(slot, claim.claimant, standing.version))
    standing.version = claim.version
    standing.dirty = true
  } else {
    operations.push(historyEntry(slot, claim.claimant, claim.version))
  }
}

function historyEntry (slot: Slot, claimant: Claimant, version: Uint8Array): KVOperation {
  return {
    type: 'put',
    key: inBucket('history', slot.key, claimant.bytes, version.subarray(0, ORDER_BYTES)),
    value: version.subarray(ORDER_BYTES)
  }
}

function writeOne (slot: Slot, operations: KVOperation[]): void {
  for (const { claimant, version, dirty } of slot.standing.values()) {
    if (dirty) {
      const value = new Uint8Array(1 + CLAIMANT_BYTES + version.length)
      value[0] = CLAIM_ONE
      value.set(claimant.bytes, 1)
      value.set(version, 1 + CLAIMANT_BYTES)
      operations.push({ type: 'put', key: slot.key, value })
    }
  }
}

function writeMany (slot: Slot, operations: KVOperation[]): void {
  if (!slot.wasMany) {
    operations.push({ type: 'put', key: slot.key, value: Uint8Array.of(CLAIM_MANY) })
  }

  for (const { claimant, version, dirty } of slot.standing.values()) {
    // The claimant that stood alone moves from the shared entry into its own.
    if (dirty || !slot.wasMany) {
      operations.push({ type: 'put', key: inBucket('claim', slot.key, claimant.bytes), value: version })
    }
  }
}

function distinct (claims: readonly NewClaim[]): Claimant[] {
  return [...new Map(claims.map(claim => [claim.claimant.text, claim.claimant])).values()]
}
