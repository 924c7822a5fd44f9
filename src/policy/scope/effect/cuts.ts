import { equalBytes, toHex } from '../../../model/bytes/index.ts'
import { countBefore } from './spans.ts'
import type { ChainEnd } from '../../../model/body/index.ts'
import type { BundlePlace, Forks } from '../interface.ts'

interface NumberedEnd extends ChainEnd {
  /** Number of the revocation among those of the peer. */
  readonly no: number
}

/** How one chain fared in the latest revocations, which all named it. */
interface Lane {
  /** Ends of the chain, one for each of these revocations in turn. */
  readonly ends: NumberedEnd[]
  /** Those of them that a later one does not overrule: their places rise. */
  readonly tight: NumberedEnd[]
}

/**
 * The revocations of one peer, and for a bundle of it how many of them count: all up to the last one that cuts it off. A
 * revocation cuts a chain that it does not name, and what stands beyond the end that it names.
 */
export class Cuts {
  readonly #lanes = new Map<string, Lane>()
  #count = 0

  /** How many revocations there are. */
  get count (): number {
    return this.#count
  }

  /** Adds the newest revocation. */
  add (upTo: readonly ChainEnd[]): void {
    const no = this.#count++

    for (const end of upTo) {
      const name = nameOf(end)
      const known = this.#lanes.get(name)
      const lane = known?.ends.at(-1)?.no === no - 1 ? known : { ends: [], tight: [] }

      while (overrules(end, lane.tight.at(-1))) {
        lane.tight.pop()
      }

      lane.ends.push({ ...end, no })
      lane.tight.push({ ...end, no })
      this.#lanes.set(name, lane)
    }
  }

  /** How many revocations there are up to the last one that cuts off the bundle. Grants before that one are void for it. */
  before (bundle: BundlePlace, forks?: Forks): number {
    const lane = this.#count === 0 ? undefined : this.#lanes.get(nameOf(bundle))

    if (lane?.ends.at(-1)?.no !== this.#count - 1) {
      return this.#count
    }

    const last = forks?.isForked(bundle) === true
      ? lane.ends.findLast(end => cuts(end, bundle) || (bundle.seq < end.seq && !forks.leadsTo(bundle, end)))
      : lastCut(lane.tight, bundle)

    // A revocation before the ones that name the chain cuts it whole.
    return last === undefined ? lane.ends[0].no : last.no + 1
  }
}

/** The last of the tight ends that cuts off a bundle: the last one at or below its place, but for the bundle that it names. */
function lastCut (tight: readonly NumberedEnd[], bundle: BundlePlace): NumberedEnd | undefined {
  const at = countBefore(tight, end => end.seq <= bundle.seq) - 1

  return at < 0 || cuts(tight[at], bundle) ? tight[at] : tight[at - 1]
}

function cuts ({ seq, hash }: ChainEnd, bundle: BundlePlace): boolean {
  return bundle.seq > seq || (bundle.seq === seq && !equalBytes(bundle.hash, hash))
}

function overrules (end: ChainEnd, earlier: ChainEnd | undefined): boolean {
  return earlier !== undefined && (end.seq < earlier.seq || (end.seq === earlier.seq && equalBytes(end.hash, earlier.hash)))
}

function nameOf ({ lane, shard }: Pick<ChainEnd, 'lane' | 'shard'>): string {
  return `${toHex(lane)} ${shard}`
}
