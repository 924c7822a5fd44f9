import { toHex } from '../../../model/bytes/index.ts'
import { NAME_HOLD_MS, NAME_HOLDS_OF_AUTHOR_MAX } from '../constants.ts'
import type { Bundle } from '../../../model/bundle/index.ts'
import type { Clock } from '../../../platform/interface.ts'
import type { Origin } from '../interface.ts'

/** A bundle whose author has not declared a name that stands in it. */
interface Held {
  readonly bytes: Uint8Array
  readonly origin: Origin
  readonly untilMs: number
}

/** What the holds stand on. */
export interface NameHoldsComponents {
  readonly clock: Pick<Clock, 'nowMs'>
  /** Takes a bundle whose author has declared something. */
  release (bytes: Uint8Array, origin: Origin): void
}

/**
 * Bundles under names that nobody has declared so far, kept in memory until their author declares a name. They are offered
 * again like any other: holding one vouches for nothing.
 */
export class NameHolds {
  private readonly components: NameHoldsComponents
  private readonly max: number
  /** By author, then by hash. */
  private readonly held = new Map<string, Map<string, Held>>()

  constructor (components: NameHoldsComponents, init: { max: number }) {
    this.components = components
    this.max = init.max
  }

  /** Holds a bundle for some minutes; false when there is no room. A bundle that is held already is kept as it is. */
  hold ({ bytes, hash, header }: Bundle, origin: Origin): boolean {
    this.prune()
    const author = toHex(header.author)
    const name = toHex(hash)
    const held = this.held.get(author) ?? new Map<string, Held>()

    if (held.has(name)) {
      return true
    }

    if (held.size >= NAME_HOLDS_OF_AUTHOR_MAX || this.count() >= this.max) {
      return false
    }

    held.set(name, { bytes, origin, untilMs: this.components.clock.nowMs() + NAME_HOLD_MS })
    this.held.set(author, held)
    return true
  }

  /** An author has declared a name: what is held of it is judged again. */
  claimed (author: Uint8Array): void {
    const name = toHex(author)
    const held = [...this.held.get(name)?.values() ?? []]
    this.held.delete(name)
    held.forEach(({ bytes, origin }) => { this.components.release(bytes, origin) })
  }

  /** Forgets what a peer brought. */
  forget (peer: string): void {
    for (const held of this.held.values()) {
      for (const [name, { origin }] of held) {
        if (origin.peer === peer) {
          held.delete(name)
        }
      }
    }
  }

  /** Forgets everything that is held; peers have it still. */
  clear (): void {
    this.held.clear()
  }

  private count (): number {
    return [...this.held.values()].reduce((sum, { size }) => sum + size, 0)
  }

  private prune (): void {
    const nowMs = this.components.clock.nowMs()

    for (const [author, held] of this.held) {
      for (const [name, { untilMs }] of held) {
        if (untilMs <= nowMs) {
          held.delete(name)
        }
      }

      if (held.size === 0) {
        this.held.delete(author)
      }
    }
  }
}
