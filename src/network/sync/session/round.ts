import { equalBytes } from '../../../model/bytes/index.ts'
import { NARROW_BYTES, ROUNDS_MAX } from '../constants.ts'
import { TreeWalk } from '../driver/walk.ts'
import type { RunLedger } from './ledger.ts'
import type { TreeSnapshot } from '../../../storage/tree/index.ts'
import type { HelloFrame, Lens, Standing } from '../driver/interface.ts'

/** What a round leads to: an end of the run, a further walk, or one over whole digests. */
export type RoundOutcome = 'equal' | 'partial' | 'moving' | 'faulty' | 'again' | 'again-wide'

/**
 * One walk of a run, over one snapshot.
 */
export class Round {
  public readonly snapshot: TreeSnapshot
  public readonly walk: TreeWalk
  private readonly lens: Lens
  private readonly ledger: RunLedger
  private readonly startIn: number
  private readonly startOut: number

  constructor (snapshot: TreeSnapshot, lens: Lens, ledger: RunLedger) {
    this.snapshot = snapshot
    this.lens = lens
    this.ledger = ledger
    this.startIn = ledger.bundlesIn
    this.startOut = ledger.bundlesOut
    this.walk = new TreeWalk(snapshot, lens, ledger.filter(lens))
  }

  /** Bundles of this round that were new here. */
  get taken (): number {
    return this.ledger.bundlesIn - this.startIn
  }

  /** Bundles of this round that were sent. */
  get sent (): number {
    return this.ledger.bundlesOut - this.startOut
  }

  /** Takes in the hello with which the peer began the round. */
  hearHello (hello: HelloFrame): void {
    if (hello.count === 0) {
      this.walk.hearNothing()
    } else if (hello.entries.length === 0) {
      this.walk.begin()
    } else {
      hello.entries.forEach(entry => { this.walk.hear(entry) })
    }
  }

  /** Where this side stands with the set that it has now. */
  standing (now: TreeSnapshot): Standing {
    const { taken } = this

    return { count: now.count, root: now.root(), taken, grown: Math.max(0, now.count - this.snapshot.count - taken) }
  }

  /**
   * What follows when neither side has anything left. A round that moved something is followed by another one, because
   * the sets may have grown meanwhile. When nothing moved and nothing explains it, two different digests were cut to the
   * same bytes, and whole ones are compared; when even that finds nothing, a digest of the peer was a lie.
   */
  outcome (ours: Standing, theirs: Standing, rounds: number): RoundOutcome {
    const moved = ours.taken > 0 || theirs.taken > 0
    const mayGoOn = rounds < ROUNDS_MAX

    if (equalBytes(ours.root, theirs.root)) {
      return 'equal'
    }

    if (moved && mayGoOn) {
      return 'again'
    }

    if (this.ledger.explained) {
      return 'partial'
    }

    if (moved || ours.grown > 0 || theirs.grown > 0) {
      return 'moving'
    }

    return this.lens.width === NARROW_BYTES && mayGoOn ? 'again-wide' : 'faulty'
  }
}
