import { concatBytes, toHex } from '../../model/bytes/index.ts'
import { readU16, readU48, writeU16, writeU48 } from '../record/index.ts'
import { BUCKETS, SCOPE_NUMBER_BYTES } from './constants.ts'
import { IndexCorruptError, TooManyScopesError } from './errors.ts'
import { rangeOf, scopePrefix } from './keys.ts'
import { ParentHeads } from './parent-heads.ts'
import type { ScopeCount } from './interface.ts'
import type { IndexStore, PutOperation } from './write-behind.ts'
import type { ArrivedBundle } from '../record/index.ts'

const text = new TextEncoder()
const COUNT_BYTES = 12

interface ScopeState {
  readonly id: Uint8Array
  readonly number: number
  facts: number
  bundles: number
  heads: ParentHeads
  /** Whether the entry that gives the scope its number stands in the index. */
  stored: boolean
  dirty: boolean
}

/**
 * The part of the index that is small enough to stand in memory: the watermark, and for each scope its number, its
 * counts and the heads that our next bundle names. What changed is written in the batch of the bundles that changed it.
 */
export class IndexState {
  private readonly scopes: ScopeState[] = []
  private readonly byId = new Map<string, ScopeState>()
  private mark = 0

  /** Global offset of the first journal record that is not in the index. */
  get watermark (): number {
    return this.mark
  }

  /** Reads the state that was written last. */
  async load (store: IndexStore): Promise<void> {
    const mark = await store.get(metaKey('watermark'))
    this.mark = mark == null ? 0 : readU48(mark, 0)
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
    return this.byId.get(toHex(id))?.number
  }

  /** Ids of all scopes; a scope's number is its place. */
  ids (): Uint8Array[] {
    return this.scopes.map(scope => scope.id)
  }

  count (id: Uint8Array): ScopeCount {
    const { facts, bundles } = this.byId.get(toHex(id)) ?? { facts: 0, bundles: 0 }
    return { facts, bundles }
  }

  heads (id: Uint8Array): ParentHeads {
    return this.byId.get(toHex(id))?.heads ?? new ParentHeads()
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

  /** Adds the entries for all that changed, and moves the watermark. */
  save (watermark: number, operations: PutOperation[]): void {
    this.mark = watermark
    const mark = new Uint8Array(6)
    writeU48(mark, 0, watermark)
    operations.push({ type: 'put', key: metaKey('watermark'), value: mark })

    for (const scope of this.scopes) {
      if (scope.dirty) {
        scope.dirty = false
        saveScope(scope, operations)
      }
    }
  }

  private scopeFor (id: Uint8Array): ScopeState {
    const name = toHex(id)
    let scope = this.byId.get(name)

    if (scope == null) {
      if (this.scopes.length > 0xFFFF) {
        throw new TooManyScopesError()
      }

      scope = { id, number: this.scopes.length, facts: 0, bundles: 0, heads: new ParentHeads(), stored: false, dirty: true }
      this.scopes.push(scope)
      this.byId.set(name, scope)
    }

    return scope
  }

  private async loadScope (store: IndexStore, id: Uint8Array, number: number): Promise<void> {
    const count = await store.get(scopePrefix('count', number))

    if (count == null || number !== this.scopes.length) {
      throw new IndexCorruptError('scope')
    }

    const heads = ParentHeads.decode(count.subarray(COUNT_BYTES))
    const scope = { id, number, facts: readU48(count, 0), bundles: readU48(count, 6), heads, stored: true, dirty: false }
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
function saveScope (scope: ScopeState, operations: PutOperation[]): void {
  if (!scope.stored) {
    const number = new Uint8Array(SCOPE_NUMBER_BYTES)
    writeU16(number, 0, scope.number)
    operations.push({ type: 'put', key: scopeKey(scope.id), value: number })
    scope.stored = true
  }

  const count = new Uint8Array(COUNT_BYTES)
  writeU48(count, 0, scope.facts)
  writeU48(count, 6, scope.bundles)
  operations.push({ type: 'put', key: scopePrefix('count', scope.number), value: concatBytes([count, scope.heads.encode()]) })
}

/** Key of a named entry of the index itself. */
export function metaKey (name: 'format' | 'watermark'): Uint8Array {
  return concatBytes([Uint8Array.of(BUCKETS.meta), text.encode(name)])
}

/** Key of a scope's number, `bucket | scope id 32`. */
function scopeKey (id: Uint8Array): Uint8Array {
  return concatBytes([Uint8Array.of(BUCKETS.scope), id])
}
