import { compareHlc, HLC_ZERO } from '../../../model/hlc/index.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { IndexReader } from '../../index/index.ts'

/** Remembers the newest time stamp of each scope that somebody asked for: a lookup at the end of the index costs more than a whole answer. */
export class NewestStamps {
  private readonly index: Pick<IndexReader, 'newest'>
  /** By number of the scope. */
  private readonly stamps = new Map<number, Hlc>()
  private readonly loads = new Map<number, Promise<void>>()

  constructor (components: { index: Pick<IndexReader, 'newest'> }) {
    this.index = components.index
  }

  /** The time of the newest bundle of a scope; zero while it holds none. */
  async of (scope: number): Promise<Hlc> {
    await (this.loads.get(scope) ?? this.load(scope))

    return this.stamps.get(scope) ?? HLC_ZERO
  }

  /** Takes note of a bundle that the index holds. */
  saw (scope: number, hlc: Hlc): void {
    const known = this.stamps.get(scope)

    // Nothing is kept of a scope that nobody asked for: what is loaded later may be newer.
    if (this.loads.has(scope) && (known == null || compareHlc(hlc, known) > 0)) {
      this.stamps.set(scope, hlc)
    }
  }

  private async load (scope: number): Promise<void> {
    const load = this.index.newest(scope).then(hlc => {
      if (hlc != null) {
        this.saw(scope, hlc)
      }
    })
    this.loads.set(scope, load)

    try {
      await load
    } catch (err) {
      this.loads.delete(scope)
      throw err
    }
  }
}
