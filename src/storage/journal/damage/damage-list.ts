import { DAMAGE_LISTED_MAX } from '../constants.ts'
import type { DamageKind, JournalDamage } from '../interface.ts'

/** Collects damage: the first 1,000 ranges one by one, the others by number. */
export class DamageList {
  private readonly listed = new Map<string, JournalDamage>()
  private unlisted = 0

  /** Adds a range and answers whether it was not listed before. */
  add (damage: JournalDamage): boolean {
    const key = keyOf(damage.kind, damage.offset)

    if (this.listed.has(key)) {
      return false
    }
    if (this.listed.size < DAMAGE_LISTED_MAX) {
      this.listed.set(key, damage)
    } else {
      this.unlisted++
    }

    return true
  }

  /** Puts what was found in a segment anew in the place of what was listed for it, now that its file is another. */
  renew ({ base, end }: { base: number, end: number }, fresh: DamageList): void {
    for (const { kind, offset } of this.ranges()) {
      if ((offset >= base && offset < end) || (kind === 'overlap' && offset === end)) {
        this.delete(kind, offset)
      }
    }
    fresh.ranges().forEach(damage => { this.add(damage) })
  }

  /** Takes a listed range away. */
  delete (kind: DamageKind, offset: number): void {
    this.listed.delete(keyOf(kind, offset))
  }

  /** The listed ranges in ascending order. */
  ranges (): JournalDamage[] {
    return [...this.listed.values()].sort((one, other) => one.offset - other.offset)
  }

  /** How many ranges there are in all. */
  get count (): number {
    return this.listed.size + this.unlisted
  }
}

function keyOf (kind: DamageKind, offset: number): string {
  return `${kind} ${offset}`
}
