import { toHex } from '../../bytes/index.ts'
import { RUN_BUNDLES_MAX, RUN_BYTES_MAX } from '../constants.ts'
import { flawOfLink } from './chain.ts'
import type { OpenBundle, RunLimits } from './interface.ts'

/**
 * Puts bundles into the parcels in which they travel: bundles that follow each other in a chain into runs as long as the
 * limits allow, wherever others stand between them, and each that is left over into a parcel of its own. The order is
 * kept within a parcel; parcels stand in the order of their first bundles. The same list makes the same parcels.
 *
 * @param bundles - in key order, so that a bundle stands behind those before it in its chain
 * @returns lists of 2 and more are runs, lists of one travel as they are
 */
export function groupRuns<B extends OpenBundle> (bundles: readonly B[], limits: RunLimits = {}): B[][] {
  const parcels: Array<Parcel<B>> = []
  /** Parcels by the hash of their last bundle. */
  const open = new Map<string, Parcel<B>>()

  for (const bundle of bundles) {
    const { header: { prev }, hash } = bundle
    const name = prev === null ? '' : toHex(prev)
    const before = open.get(name)
    const follows = before?.isFollowedBy(bundle) === true
    const parcel = follows && before.hasRoomFor(bundle) ? before : new Parcel<B>(limits)

    if (follows) {
      open.delete(name)
    }

    if (parcel !== before) {
      parcels.push(parcel)
    }

    parcel.add(bundle)
    open.set(toHex(hash), parcel)
  }

  return parcels.map(({ bundles }) => bundles)
}

/** Bundles that follow each other in one chain. */
class Parcel<B extends OpenBundle> {
  public readonly bundles: B[] = []
  readonly #limits: Required<RunLimits>
  #bytes = 0

  constructor ({ bytesMax = RUN_BYTES_MAX, bundlesMax = RUN_BUNDLES_MAX }: RunLimits) {
    this.#limits = { bytesMax, bundlesMax }
  }

  add (bundle: B): void {
    this.bundles.push(bundle)
    this.#bytes += bundle.bytes.length
  }

  isFollowedBy (bundle: B): boolean {
    const last = this.bundles.at(-1)

    return last !== undefined && flawOfLink(last, bundle) === undefined
  }

  hasRoomFor ({ bytes }: B): boolean {
    return this.bundles.length < this.#limits.bundlesMax && this.#bytes + bytes.length <= this.#limits.bytesMax
  }
}
