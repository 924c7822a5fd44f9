import { ABSENT_PAIRS_MAX, BUNDLE_KEY_BYTES } from '../constants.ts'
import type { AbsentPair } from './absent-row.ts'

const NOBODY: readonly AbsentPair[] = []

/** A bundle that waits for parents. */
interface Waiting {
  /** How many of its parents are not here. */
  parents: number
  readonly receivedMs: number
}

/**
 * The parents and predecessors that bundles name and that are not here, in memory: which they are, who waits for parents,
 * and which of those who wait are not shown yet. The entries in the index hold all of them; here is a bounded part, and
 * whoever does not fit waits for nothing.
 */
export class AbsentParents {
  private readonly parents = new Map<string, AbsentPair[]>()
  /** How many of them each scope misses. */
  private readonly counts = new Map<number, number>()
  private readonly waiting = new Map<string, Waiting>()
  /** Names of the bundles that are not shown. */
  private readonly hidden = new Set<string>()
  private pairs = 0
  private isFull = false
  /** Bundles that came up to here have waited long enough. */
  private shownMs = -1
  private changes = 0

  /** Whether every pair of the index is here. */
  get isWhole (): boolean {
    return !this.isFull
  }

  /** Whether the index holds pairs that are not here, and there is room for many of them. */
  get isThin (): boolean {
    return this.isFull && this.pairs < ABSENT_PAIRS_MAX / 2
  }

  /** Whether nothing that is named here is absent. */
  get isEmpty (): boolean {
    return this.pairs === 0
  }

  /** Whether every bundle is shown. */
  get showsAll (): boolean {
    return this.hidden.size === 0
  }

  /** Rises whenever a bundle is hidden, or is shown that was not. */
  get revision (): number {
    return this.changes
  }

  /** The earliest time at which a hidden bundle came. */
  get hiddenSinceMs (): number | undefined {
    const times = [...this.hidden].map(name => this.waiting.get(name)?.receivedMs ?? 0)

    return times.length === 0 ? undefined : times.reduce((least, ms) => Math.min(least, ms))
  }

  /** Forgets all pairs; how long bundles have to wait stays. */
  clear (): void {
    this.parents.clear()
    this.counts.clear()
    this.waiting.clear()
    this.hidden.clear()
    this.pairs = 0
    this.isFull = false
    this.changes++
  }

  /** Takes pairs in. */
  add (pairs: Iterable<AbsentPair>): void {
    for (const pair of pairs) {
      if (this.pairs >= ABSENT_PAIRS_MAX) {
        this.isFull = true
        return
      }

      this.addPair(pair)
    }
  }

  /** Nobody waits for a bundle any more, by its hash: it is here. */
  delete (parent: Uint8Array): void {
    const pairs = this.of(parent)

    if (pairs.length > 0) {
      this.parents.delete(nameOf(parent))
      this.count(pairs[0].scope, -1)
      this.pairs -= pairs.length
      pairs.filter(({ isPrevious }) => !isPrevious).forEach(({ child }) => { this.wakeChild(nameOf(child)) })
    }
  }

  /** How many bundles a scope names and misses, by its number; at least one while not all pairs are here. */
  countIn (scope: number): number {
    return Math.max(this.counts.get(scope) ?? 0, Number(this.isFull))
  }

  /** One pair for each of some bundles that a scope names and misses: first those that are missed longest since the start. */
  * firstIn (scope: number, limit: number): Generator<AbsentPair> {
    let left = Math.min(limit, this.counts.get(scope) ?? 0)

    for (const [pair] of this.parents.values()) {
      if (left > 0 && pair.scope === scope) {
        left--
        yield pair
      }

      if (left === 0) {
        return
      }
    }
  }

  /** Who names a bundle, by its hash. */
  of (parent: Uint8Array): readonly AbsentPair[] {
    return this.pairs === 0 ? NOBODY : this.parents.get(nameOf(parent)) ?? NOBODY
  }

  /** One pair for each bundle that is not here. */
  all (): AbsentPair[] {
    return [...this.parents.values()].map(pairs => pairs[0])
  }

  /** Whether a bundle waits for a parent, by its hash or the first 16 bytes of it, shown or not. */
  waits (bundle: Uint8Array): boolean {
    return this.waiting.size > 0 && this.waiting.has(childName(bundle))
  }

  /** Whether a bundle is not shown, by its hash or the first 16 bytes of it. */
  hides (bundle: Uint8Array): boolean {
    return this.hidden.size > 0 && this.hidden.has(childName(bundle))
  }

  /** Shows the bundles that came up to a time, and those that came after `nowMs`, when the clock was wrong. */
  show (untilMs: number, nowMs: number): void {
    this.shownMs = Math.max(this.shownMs, untilMs)

    for (const name of this.hidden) {
      const receivedMs = this.waiting.get(name)?.receivedMs ?? 0

      if (receivedMs <= untilMs || receivedMs > nowMs) {
        this.hidden.delete(name)
        this.changes++
      }
    }
  }

  private addPair (pair: AbsentPair): void {
    const parent = nameOf(pair.parent)
    const pairs = this.parents.get(parent)

    if (pairs == null) {
      this.parents.set(parent, [pair])
      this.count(pair.scope, 1)
    } else {
      pairs.push(pair)
    }

    this.pairs++

    if (!pair.isPrevious) {
      this.addChild(pair)
    }
  }

  private addChild (pair: AbsentPair): void {
    const child = nameOf(pair.child)
    const { receivedMs } = pair
    const waiting = this.waiting.get(child) ?? { parents: 0, receivedMs }
    this.waiting.set(child, waiting)
    waiting.parents++

    if (receivedMs > this.shownMs && !this.hidden.has(child)) {
      this.hidden.add(child)
      this.changes++
    }
  }

  private count (scope: number, change: number): void {
    this.counts.set(scope, (this.counts.get(scope) ?? 0) + change)
  }

  private wakeChild (child: string): void {
    const waiting = this.waiting.get(child)

    if (waiting != null) {
      waiting.parents--

      if (waiting.parents === 0) {
        this.waiting.delete(child)
        this.changes += Number(this.hidden.delete(child))
      }
    }
  }
}

/** The name of a bundle that waits: the first 16 bytes of its hash. */
function childName (hash: Uint8Array): string {
  return nameOf(hash.subarray(0, BUNDLE_KEY_BYTES))
}

/** One character for each byte: the smallest form that a map takes. */
function nameOf (bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
