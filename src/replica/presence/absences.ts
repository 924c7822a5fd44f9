import { holdsActs, redactFacts } from '../../model/bundle/index.ts'
import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { LOCAL_SCOPE, mayErase } from '../../policy/scope/index.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { BundlePlace, Standing } from '../../policy/scope/index.ts'
import type { ErasureRow, FactIndex } from '../index/index.ts'
import type { KeyedRecords } from '../local/index.ts'
import type { Withheld } from '../pipeline/index.ts'
import type { Forgotten } from '../record/index.ts'

/** What absences are worked out from. */
export interface AbsencesComponents {
  readonly index: Pick<FactIndex, 'doomed' | 'read' | 'scopeNumber'>
  /** What local decisions dropped; absent on a node that remembers nothing. */
  readonly forgotten: Pick<KeyedRecords<Forgotten>, 'get'> | undefined
  /** Id of the scope that is open to all. */
  readonly publicScope: Uint8Array
  /** What the author of an erasure might do in its scope where it stands. */
  standingAt (scope: Uint8Array, place: BundlePlace): Standing
}

/** What is gone for good of a bundle, be it here or not. */
export interface Absence {
  /** Facts that erasures with effect name. */
  readonly erased: ReadonlySet<number>
  /** Facts that a local decision dropped. */
  readonly refused: ReadonlySet<number>
  /** An erasure with effect for each of the erased facts. */
  readonly erasures: ReadonlyMap<number, ErasureRow>
}

/** A bundle, as far as it has to be known. */
export type AbsentBundle = Pick<Bundle, 'hash'> & { readonly header: Pick<Bundle['header'], 'author' | 'count' | 'ext' | 'scope'> }

const NONE: ReadonlySet<number> = new Set()
const NO_ERASURES: Absence['erasures'] = new Map()

/**
 * Tells which facts of a bundle are not to be here: those that an erasure with effect names, and those that this node
 * dropped. For nearly every bundle one look at memory says that there are none.
 */
export class Absences {
  private readonly components: AbsencesComponents

  constructor (components: AbsencesComponents) {
    this.components = components
  }

  /** Whether facts of a bundle may be absent; false is certain. */
  mayLack (hash: Uint8Array): boolean {
    const { forgotten, index } = this.components
    return index.doomed.has(hash) || forgotten?.get(toHex(hash)) != null
  }

  /** What is gone for good of a bundle. Acts that govern a scope never are. */
  async of (bundle: AbsentBundle): Promise<Absence> {
    if (!this.mayLack(bundle.hash) || holdsActs(bundle.header)) {
      return { erased: NONE, refused: NONE, erasures: NO_ERASURES }
    }

    const erasures = await this.erasuresOf(bundle)
    const erased = new Set(erasures.keys())

    return { erased, refused: new Set(this.refusedIn(bundle).filter(number => !erased.has(number))), erasures }
  }

  /** Takes out of offered bundles what is gone for good. */
  async withhold (bundles: readonly Bundle[]): Promise<Withheld[]> {
    return Promise.all(bundles.map(async bundle => {
      if (!this.mayLack(bundle.hash)) {
        return { bundle, numbers: NONE }
      }

      const { erased, refused } = await this.of(bundle)
      const numbers = new Set([...erased, ...refused])

      return { bundle: redactFacts(bundle, numbers), numbers }
    }))
  }

  /** Whether somebody else than its author may erase what stands in a scope. */
  private hasAdmins (scope: Uint8Array): boolean {
    return !equalBytes(scope, this.components.publicScope) && !equalBytes(scope, LOCAL_SCOPE)
  }

  private refusedIn ({ hash, header: { count } }: AbsentBundle): readonly number[] {
    const entry = this.components.forgotten?.get(toHex(hash))
    return entry == null ? [] : entry.facts?.filter(number => number < count) ?? numbersBelow(count)
  }

  private async erasuresOf ({ hash, header: { author, count, scope } }: AbsentBundle): Promise<Map<number, ErasureRow>> {
    const { index, standingAt } = this.components
    const number = index.doomed.has(hash) ? index.scopeNumber(scope) : undefined
    const found = new Map<number, ErasureRow>()

    if (number == null) {
      return found
    }

    for await (const row of index.read.erasures(number, hash, this.hasAdmins(scope) ? undefined : author)) {
      if (mayErase({ author: row.place.author, standing: standingAt(scope, row.place), target: { author } })) {
        const targets = row.target == null ? numbersBelow(count) : [row.target].filter(target => target < count)
        targets.filter(target => !found.has(target)).forEach(target => { found.set(target, row) })
      }

      if (found.size === count) {
        break
      }
    }

    return found
  }
}

function numbersBelow (count: number): number[] {
  return [...Array(count).keys()]
}
