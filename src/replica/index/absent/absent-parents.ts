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
 * The parents that bundles name and that are not here, in memory: which they are, who waits for them, and which of those
 * who wait are not shown yet. The entries in the index hold all of them; here is a bounded part, and whoever does not fit
 * waits for nothing.
 */
export class AbsentParents {
  private readonly parents = new Map<string, AbsentPair[]>()
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

  /** Whether nobody here waits for anything. */
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
      this.pairs -= pairs.length
      pairs.forEach(({ child }) => { this.wakeChild(nameOf(child)) })
    }
  }

  /** Who waits for a bundle, by its hash. */
  of (parent: Uint8Array): readonly AbsentPair[] {
    return this.pairs === 0 ? NOBODY : this.parents.get(nameOf(parent)) ?? NOBODY
  }

  /** One pair for each parent that is not here. */
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
    const child = nameOf(pair.child)
    const { receivedMs } = pair
    const waiting = this.waiting.get(child) ?? { parents: 0, receivedMs }
    const pairs = this.parents.get(parent)

    if (pairs == null) {
      this.parents.set(parent, [pair])
    } else {
      pairs.push(pair)
    }

    this.waiting.set(child, waiting)
    waiting.parents++
    this.pairs++

    if (receivedMs > this.shownMs && !this.hidden.has(child)) {
      this.hidden.add(child)
      this.changes++
    }
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
