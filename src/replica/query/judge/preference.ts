import { HLC_ZERO } from '../../../model/hlc/index.ts'
import { settledOf } from '../resolve/settled.ts'
import { SideReader } from '../resolve/side-reader.ts'
import type { Candidate, Judgement, Moment } from './interface.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { EditionVerdicts, Lens, LensRow, ResolvingLens } from '../../../policy/lens/index.ts'
import type { FactIndex } from '../../index/index.ts'
import type { Effect } from '../effect/effect.ts'
import type { FactReader } from '../fact-reader.ts'

/** What a preference is found with. */
export interface PreferenceComponents {
  readonly index: FactIndex
  readonly reader: FactReader
  /** Which facts have effect; without it all have. */
  readonly effect?: Pick<Effect, 'in'>
  /** What is known of the editions of a scope. */
  editions (scope: number): EditionVerdicts
  /** Told of each candidate whose content is not here. */
  onMissing? (scope: number, candidate: Candidate): void
}

/** How contradictions are resolved. */
export interface PreferenceInit {
  readonly lens: ResolvingLens
  readonly moment: Moment
  /** The moment that ages are measured from, by number of the scope; absent: the newest stamp of the scope. */
  readonly cuts: Map<number, Hlc>
}

/** Picks the side of a contradiction that answers: the winner of a resolution that settles it, or the one that the lens picks. */
export class Preference {
  private readonly components: PreferenceComponents
  private readonly init: PreferenceInit
  private readonly sides: SideReader

  constructor (components: PreferenceComponents, init: PreferenceInit) {
    this.components = components
    this.init = init
    this.sides = new SideReader({ ...components, index: components.index.read })
  }

  /** The candidates that answer for a contested group: one, unless the lens names no winner; then those that it does not leave out. */
  async of (judgement: Judgement): Promise<readonly Candidate[]> {
    const sides = await settledOf(judgement, this.components.reader) ?? judgement.live
    const { lens } = this.init

    if (sides.length < 2) {
      return sides
    }

    return isQuick(lens) ? this.quick(lens, sides, judgement) : this.full(lens, sides, judgement)
  }

  /** Reads only what rows of the index leave undecided. */
  private async quick (lens: Lens, sides: readonly Candidate[], { name: { scope } }: Judgement): Promise<Candidate[]> {
    const best = lens.shortlist(sides.map(claimOf))

    if (best.length === 1) {
      return [best[0].candidate]
    }

    const stored = await this.components.reader.readEach(best.map(({ candidate }) => candidate.version))
    const rows: Array<LensRow & { candidate: Candidate }> = []

    for (const [i, claim] of best.entries()) {
      const fact = stored[i]

      if (fact == null) {
        this.components.onMissing?.(scope, claim.candidate)
      } else {
        rows.push({ ...claim, hash: fact.fact.extras.hash, id: `${fact.head.id}.${fact.index}` })
      }
    }

    const winner = lens.pick(rows)
    return winner == null ? [] : [winner.candidate]
  }

  private async full (lens: ResolvingLens, sides: readonly Candidate[], { name: { scope } }: Judgement): Promise<Candidate[]> {
    const { moment: { asOf } } = this.init
    const read = await this.sides.read(scope, sides, {
      votesAt: asOf,
      onMissing: candidate => this.components.onMissing?.(scope, candidate)
    })
    const context = { cut: await this.cut(scope), editions: this.components.editions(scope) }
    const { candidates, winner } = lens.resolve(read.map(({ row }) => row), context)
    const kept = new Set(winner == null ? candidates.map(({ id }) => id) : [winner.id])

    return read.filter(({ row }) => kept.has(row.id)).map(({ candidate }) => candidate)
  }

  private async cut (scope: number): Promise<Hlc> {
    const { cuts, moment } = this.init
    const cut = moment.asOf ?? cuts.get(scope) ?? await this.components.index.read.newest(scope) ?? HLC_ZERO
    cuts.set(scope, cut)

    return cut
  }
}

function claimOf (candidate: Candidate): { candidate: Candidate, confidence: number, hlc: Hlc } {
  return { candidate, confidence: candidate.version.confidence, hlc: candidate.version.hlc }
}

/** Whether a lens picks from rows of the index, so that not every side has to be read. */
function isQuick (lens: ResolvingLens): lens is Lens {
  return 'shortlist' in lens && 'pick' in lens
}
