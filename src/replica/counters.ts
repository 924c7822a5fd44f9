import type { HeldVerdict } from './pipeline/index.ts'
import type { Verdict } from '../model/bundle/index.ts'

/** Counts bundles by what became of them, one step an offer, since the start of the process. */
export class Counters {
  private readonly counts = new Map<string, number>([['accepted', 0], ['known', 0], ['held', 0], ['equivocation', 0]])

  add (name: string, steps = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + steps)
  }

  /** Counts the outcome of an offer; a bundle that was taken in counts as accepted. */
  addVerdict (verdict: Verdict | HeldVerdict): void {
    switch (verdict.result) {
      case 'accept': this.add(verdict.known ? 'known' : 'accepted'); break
      case 'hold': this.add('held'); break
      default: this.add(verdict.code)
    }
  }

  /** All counts by name: `accepted`, `known`, `held`, `equivocation`, and codes of refusal that occurred. */
  all (): Record<string, number> {
    return Object.fromEntries(this.counts)
  }
}
