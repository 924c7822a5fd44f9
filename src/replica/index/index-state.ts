import { concatBytes, equalBytes, toHex } from '../../model/bytes/index.ts'
import { readU16, readU48, writeU16, writeU48 } from '../record/index.ts'
import { BUCKETS, SCOPE_NUMBER_BYTES } from './constants.ts'
import { IndexCorruptError, TooManyScopesError } from './errors.ts'
import { rangeOf, scopePrefix } from './keys.ts'
import { ParentHeads } from './parent-heads.ts'
import type { ScopeCount } from './interface.ts'
import type { IndexStore } from './store/interface.ts'
import type { SealedBatch, Tally } from './store/sealed-batch.ts'
import type { ArrivedBundle } from '../record/index.ts'

const text = new TextEncoder()
const COUNT_BYTES = 12
const PROOF_BYTES = 18

interface ScopeState {
  readonly id: Uint8Array
  readonly number: number
  facts: number
  bundles: number
  heads: ParentHeads
  /** The scope's counts and heads as they stand in the index; absent while it holds nothing of the scope. */
  stored: Uint8Array | undefined
  dirty: boolean
}

/**
 * The part of the index that is small enough to stand in memory: the watermark, and for each scope its number, its
 * counts and the heads that our next bundle names. What changed is written in the batch of the bundles that changed it.
 */
export class IndexState {
  private readonly scopes: ScopeState[] = []
  private readonly byId = new Map<string, ScopeState>()
  /** The scope that was asked for last: bundles come in runs of one scope. */
  private latest: ScopeState | undefined
  private mark = 0
  private counted: Tally = { entries: 0, sum: 0 }

  /** Global offset of the first journal record that is not in the index. */
  get watermark (): number {
    return this.mark
  }

  /** What the index must hold, the watermark itself left out. */
  get tally (): Tally {
    return this.counted
  }

  /** Reads the state that was written last. */
  async load (store: IndexStore): Promise<void> {
    const proof = decodeProof(await store.get(metaKey('watermark')))
    this.mark = proof.watermark
    this.counted = proof
    const found: Array<{ id: Uint8Array, number: number }> = []

    for await (const [key, value] of store.entries(rangeOf(Uint8Array.of(BUCKETS.scope)))) {
      found.push({ id: key.slice(1), number: readU16(value, 0) })
    }

    found.sort((a, b) => a.number - b.number)

    for (const { id, number } of found) {
      await this.loadScope(store, id, number)
    }
  }

  /** Number of a scope, or undefined when the index holds nothing of it. */
  numberOf (id: Uint8Array): number | undefined {
    return this.find(id)?.number
  }

  /** Ids of all scopes; a scope's number is its place. */
  ids (): Uint8Array[] {
    return this.scopes.map(scope => scope.id)
  }

  /** Id of a scope by its number. */
  idOf (number: number): Uint8Array {
    return this.scopes[number].id
  }

  count (id: Uint8Array): ScopeCount {
    const { facts, bundles } = this.find(id) ?? { facts: 0, bundles: 0 }
    return { facts, bundles }
  }

  heads (id: Uint8Array): ParentHeads {
    return this.find(id)?.heads ?? new ParentHeads()
  }

  /** Number of a scope; a new one gets the next number. */
  numberFor (id: Uint8Array): number {
    return this.scopeFor(id).number
  }

  /** Counts a bundle that is durable, and takes note of its place among the heads. */
  add ({ bundle: { header, hash }, arrival }: ArrivedBundle): void {
    const scope = this.scopeFor(header.scope)
    scope.dirty = true
    scope.facts += header.count
    scope.bundles++

    if (arrival.via === 'local') {
      scope.heads.settle(header)
    } else {
      scope.heads.note(header, hash)
    }
  }

  /** Adds the entries for all that changed, and moves the watermark; the batch counts from then on. */
  save (watermark: number, batch: SealedBatch): void {
    for (const scope of this.scopes) {
      if (scope.dirty) {
        scope.dirty = false
        saveScope(scope, batch)
      }
    }

    this.mark = watermark
    this.counted = batch.on(this.counted)
    batch.putProof(metaKey('watermark'), encodeProof({ ...this.counted, watermark }))
  }

  /** Takes back the numbers of scopes whose first bundle was prepared and never written. */
  forgetUnused (): void {
    this.latest = undefined

    for (let last = this.scopes.at(-1); last != null && last.bundles === 0; last = this.scopes.at(-1)) {
      this.scopes.pop()
      this.byId.delete(toHex(last.id))
    }
  }

  private find (id: Uint8Array): ScopeState | undefined {
    if (this.latest == null || !equalBytes(this.latest.id, id)) {
      this.latest = this.byId.get(toHex(id))
    }

    return this.latest
  }

  private scopeFor (id: Uint8Array): ScopeState {
    let scope = this.find(id)

    if (scope == null) {
      if (this.scopes.length > 0xFFFF) {
        throw new TooManyScopesError()
      }

      scope = { id, number: this.scopes.length, facts: 0, bundles: 0, heads: new ParentHeads(), stored: undefined, dirty: false }
      this.scopes.push(scope)
      this.byId.set(toHex(id), scope)
    }

    return scope
  }

  private async loadScope (store: IndexStore, id: Uint8Array, number: number): Promise<void> {
    const count = await store.get(scopePrefix('count', number))

    if (count == null || count.length < COUNT_BYTES || number !== this.scopes.length) {
      throw new IndexCorruptError('scope')
    }

    const heads = ParentHeads.decode(count.subarray(COUNT_BYTES))
    const scope = { id, number, facts: readU48(count, 0), bundles: readU48(count, 6), heads, stored: count, dirty: false }
    this.scopes.push(scope)
    this.byId.set(toHex(id), scope)
  }
}

/**
 * ```
 *   0       6         12
 *   | facts | bundles | heads … |
 * ```
 */
function saveScope (scope: ScopeState, batch: SealedBatch): void {
  if (scope.stored == null) {
    const number = new Uint8Array(SCOPE_NUMBER_BYTES)
    writeU16(number, 0, scope.number)
    batch.put(scopeKey(scope.id), number)
  }

  const count = new Uint8Array(COUNT_BYTES)
  writeU48(count, 0, scope.facts)
  writeU48(count, 6, scope.bundles)
  const row = concatBytes([count, scope.heads.encode()])
  batch.put(scopePrefix('count', scope.number), row, scope.stored)
  scope.stored = row
}

/** What the entry of the watermark says. */
export interface IndexProof extends Tally {
  readonly watermark: number
}

/**
 * ```
 *   0           6         12    18
 *   | watermark | entries | sum |
 * ```
 */
function encodeProof ({ watermark, entries, sum }: IndexProof): Uint8Array {
  const proof = new Uint8Array(PROOF_BYTES)
  writeU48(proof, 0, watermark)
  writeU48(proof, 6, entries)
  writeU48(proof, 12, sum)
  return proof
}

/** Decodes the entry of the watermark; an index without one holds nothing. */
export function decodeProof (row: Uint8Array | undefined): IndexProof {
  if (row != null && row.length !== PROOF_BYTES) {
    throw new IndexCorruptError('meta')
  }

  return row == null ? { watermark: 0, entries: 0, sum: 0 } : { watermark: readU48(row, 0), entries: readU48(row, 6), sum: readU48(row, 12) }
}

/** Key of a named entry of the index itself. */
export function metaKey (name: 'format' | 'watermark'): Uint8Array {
  return concatBytes([Uint8Array.of(BUCKETS.meta), text.encode(name)])
}

/** Key of a scope's number, `bucket | scope id 32`. */
function scopeKey (id: Uint8Array): Uint8Array {
  return concatBytes([Uint8Array.of(BUCKETS.scope), id])
}
