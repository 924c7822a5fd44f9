import { checkedConditions, checkedWays } from './conditions.ts'
import { InvalidLinkError } from './errors.ts'
import type { Link, LinkConditions, LinkCounters, LinkState, LinkWay } from './interface.ts'
import type { Lane } from './lane.ts'
import type { LinkPair } from './pair.ts'

/** What a view of a link is made from. */
export interface LinkViewInit {
  readonly from: number
  readonly to: number
  readonly pair: LinkPair
  /** Called after a cut has ended. */
  onMend (): void
}

/** A link as one of its two nodes sees it. */
export class LinkView implements Link {
  readonly from: number
  readonly to: number
  private readonly pair: LinkPair
  private readonly onMend: () => void

  constructor ({ from, to, pair, onMend }: LinkViewInit) {
    this.from = from
    this.to = to
    this.pair = pair
    this.onMend = onMend
  }

  set (conditions: LinkConditions, way: LinkWay | 'both' = 'both'): void {
    const checked = checkedConditions(conditions)
    for (const lane of this.lanes(way)) { lane.set(checked) }
  }

  cut (way: LinkWay | 'both' = 'both'): void {
    for (const lane of this.lanes(way)) { lane.cut() }
  }

  mend (way: LinkWay | 'both' = 'both'): void {
    for (const lane of this.lanes(way)) { lane.mend() }
    if (!this.pair.isCut) { this.onMend() }
  }

  state (way: LinkWay): LinkState {
    const [lane, other] = this.lanes(way)
    if (other != null) { throw new InvalidLinkError('way', 'a state is that of one way, there or back') }
    return { ...lane.state }
  }

  counters (): LinkCounters {
    return this.pair.tally.seenFrom(this.from < this.to ? 0 : 1)
  }

  clearCounters (): void {
    this.pair.tally.clear()
  }

  private lanes (way: LinkWay | 'both'): Lane[] {
    const isTurned = this.from > this.to
    return checkedWays(way).map(each => this.pair.lanes[(each === 'back') === isTurned ? 0 : 1])
  }
}
