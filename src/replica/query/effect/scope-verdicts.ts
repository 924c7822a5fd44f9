import { ownsSource } from '../../../model/identity/index.ts'
import { isEffective, placeOf } from '../../../policy/scope/index.ts'
import { bundleName } from '../bundles/known-bundles.ts'
import { EFFECTS_KEPT_MAX, EFFECTS_READ_TOGETHER } from '../constants.ts'
import type { BundlePlace, Standing } from '../../../policy/scope/index.ts'
import type { FactReader, FactRef, StoredFact } from '../fact-reader.ts'

/** What verdicts stand on. */
export interface ScopeVerdictsComponents {
  readonly reader: Pick<FactReader, 'read' | 'readEach'>
  /** What the author of a bundle might do where the bundle stands. */
  standingAt (place: BundlePlace): Standing
}

/**
 * Which facts of one closed scope have effect, as of one version of its acts. A verdict takes the fact itself, for its source,
 * and the head of its bundle, so those that were asked for are kept, a bounded number of them.
 */
export class ScopeVerdicts {
  /** The acts that these follow from; see `Governance`. */
  public readonly version: number
  private readonly components: ScopeVerdictsComponents
  /** By bundle and place in it, the oldest first. */
  private readonly kept = new Map<string, boolean>()

  constructor (components: ScopeVerdictsComponents, init: { readonly version: number }) {
    this.components = components
    this.version = init.version
  }

  /** Whether a fact has effect, when that is known already. */
  now ({ bundle, index }: FactRef): boolean | undefined {
    return this.kept.get(nameOf(bundle, index))
  }

  /** Whether a fact has effect. One that cannot be read may have: whoever answers it learns that it is missing. */
  async has (ref: FactRef): Promise<boolean> {
    const known = this.now(ref)

    if (known != null) {
      return known
    }

    const stored = await this.components.reader.read(ref.bundle, ref.index)

    return stored == null || this.of(stored)
  }

  /** Whether a fact has effect that is at hand. */
  of (stored: StoredFact): boolean {
    const { fact, head, index } = stored
    const name = nameOf(head.hash, index)
    const known = this.kept.get(name)

    if (known != null) {
      return known
    }

    const verdict = isEffective(fact, head.header.author, this.standingOf(stored))
    this.kept.set(name, verdict)

    if (this.kept.size > EFFECTS_KEPT_MAX) {
      // Maps keep the order of insertion: the first one is the oldest.
      this.kept.delete(this.kept.keys().next().value ?? name)
    }

    return verdict
  }

  /** Whether the source of a fact lies under the peer id of its author, or a name that the author held there. */
  isAttested (stored: StoredFact): boolean {
    const { fact: { source }, head: { header: { author } } } = stored
    return ownsSource(source, author, []) || ownsSource(source, author, this.standingOf(stored).names)
  }

  /** Looks up facts that will be asked about, many at a time. */
  async prepare (refs: readonly FactRef[]): Promise<void> {
    const unknown = refs.filter(ref => this.now(ref) == null)

    for (let at = 0; at < unknown.length; at += EFFECTS_READ_TOGETHER) {
      for (const stored of await this.components.reader.readEach(unknown.slice(at, at + EFFECTS_READ_TOGETHER))) {
        if (stored != null) {
          this.of(stored)
        }
      }
    }
  }

  private standingOf ({ head }: StoredFact): Standing {
    return this.components.standingAt(placeOf(head))
  }
}

function nameOf (bundle: Uint8Array, index: number): string {
  return `${bundleName(bundle)} ${index}`
}
