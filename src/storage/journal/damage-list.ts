import { DAMAGE_LISTED_MAX } from './constants.ts'
import type { JournalDamage } from './interface.ts'

/** Collects damage: the first 1,000 ranges one by one, the others by number. */
export class DamageList {
  private readonly byOffset = new Map<number, JournalDamage>()
  private unlisted = 0

  /** Adds a range and answers whether it was not listed before. */
  add (damage: JournalDamage): boolean {
    if (this.byOffset.has(damage.offset)) {
      return false
    }
    if (this.byOffset.size < DAMAGE_LISTED_MAX) {
      this.byOffset.set(damage.offset, damage)
    } else {
      this.unlisted++
    }

    return true
  }

  /** The listed ranges in ascending order. */
  ranges (): JournalDamage[] {
    return [...this.byOffset.values()].sort((one, other) => one.offset - other.offset)
  }

  /** How many ranges there are in all. */
  get count (): number {
    return this.byOffset.size + this.unlisted
  }
}
