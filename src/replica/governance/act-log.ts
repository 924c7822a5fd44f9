import { toHex } from '../../model/bytes/index.ts'
import { compareActs } from '../../policy/scope/index.ts'
import { AUTHOR_ACTS_MAX } from './constants.ts'
import type { Act } from '../../policy/scope/index.ts'

/** The acts of one author. */
interface Share {
  /** Ascending by the order in which acts are judged. */
  readonly acts: Act[]
  weight: number
  /** The first act that found no room: nothing at or behind it is kept. */
  end: Act | undefined
}

/**
 * The acts of one scope, in bounded memory: of each author those that come first in the order of judgement. Which ones
 * are kept depends on the set of acts alone, never on the order in which they came.
 */
export class ActLog {
  /** Acts that found no room and have no effect. */
  public overflow = 0
  readonly #shares = new Map<string, Share>()
  readonly #max: number

  constructor ({ weightMax = AUTHOR_ACTS_MAX }: { weightMax?: number } = {}) {
    this.#max = weightMax
  }

  /** Puts an act into its place; answers whether that changed what is kept. */
  add (act: Act): boolean {
    const share = this.#shareOf(act)
    const { acts, end } = share

    if (end !== undefined && compareActs(act, end) >= 0) {
      this.overflow += Number(compareActs(act, end) > 0)
      return false
    }

    const at = placeOf(acts, act)

    if (at < acts.length && compareActs(acts[at], act) === 0) {
      return false
    }

    acts.splice(at, 0, act)
    share.weight += weightOf(act)
    this.#cut(share)

    return true
  }

  /** All acts that are kept, those of one author after another. */
  * all (): Generator<Act> {
    for (const { acts } of this.#shares.values()) {
      yield * acts
    }
  }

  #shareOf ({ bundle: { author } }: Act): Share {
    const key = toHex(author)
    const share = this.#shares.get(key) ?? { acts: [], weight: 0, end: undefined }
    this.#shares.set(key, share)

    return share
  }

  #cut (share: Share): void {
    while (share.weight > this.#max) {
      share.end = share.acts.pop()
      share.weight -= share.end === undefined ? share.weight : weightOf(share.end)
      this.overflow++
    }
  }
}

function weightOf ({ kind, body }: Act): number {
  return kind === 'revocation' ? 1 + body.upTo.length : 1
}

/** The first place whose act does not come before an act. Most come in order. */
function placeOf (acts: readonly Act[], act: Act): number {
  let low = acts.length > 0 && compareActs(acts[acts.length - 1], act) < 0 ? acts.length : 0
  let high = acts.length

  while (low < high) {
    const middle = (low + high) >>> 1

    if (compareActs(acts[middle], act) < 0) {
      low = middle + 1
    } else {
      high = middle
    }
  }

  return low
}
