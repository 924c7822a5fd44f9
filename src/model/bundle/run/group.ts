import { toHex } from '../../bytes/index.ts'
import { RUN_BUNDLES_MAX, RUN_BYTES_MAX } from '../constants.ts'
import { flawOfLink } from './chain.ts'
import type { OpenBundle, RunGroups, RunLimits, SignedBundle } from './interface.ts'

/**
 * Puts bundles into the parcels in which they travel: bundles that follow each other in a chain into runs as long as the
 * limits allow, wherever others stand between them, and each that is left over into a parcel of its own. The order is
 * kept within a parcel; parcels stand in the order of their first bundles. The same list makes the same parcels.
 *
 * The last of a run and a bundle on its own are `good` ones. Unchecked bundles that no good one follows are set aside,
 * for the caller to check.
 *
 * @param bundles - in key order, so that a bundle stands behind those before it in its chain
 */
export function groupRuns<B extends OpenBundle> (bundles: ReadonlyArray<SignedBundle<B>>, limits: RunLimits = {}): RunGroups<B> {
  const parcels: Array<Parcel<B>> = []
  /** Parcels by the hash of their last bundle. */
  const open = new Map<string, Parcel<B>>()

  for (const signed of bundles) {
    const { header, hash } = signed.bundle
    const name = header.prev === null ? '' : toHex(header.prev)
    const before = open.get(name)
    const follows = before?.isFollowedBy(signed) === true
    const parcel = follows && before.hasRoomFor(signed) ? before : new Parcel<B>(limits, follows ? before.giveUp(signed) : [])

    if (follows) {
      open.delete(name)
    }

    if (parcel !== before) {
      parcels.push(parcel)
    }

    parcel.add(signed)
    open.set(toHex(hash), parcel)
  }

  return { parcels: parcels.map(parcel => parcel.sendable()).filter(list => list.length > 0), unchecked: parcels.flatMap(parcel => parcel.rest()) }
}

/** Bundles that follow each other in one chain. */
class Parcel<B extends OpenBundle> {
  readonly #bundles: Array<SignedBundle<B>> = []
  readonly #limits: Required<RunLimits>
  #bytes = 0

  constructor (limits: RunLimits, start: ReadonlyArray<SignedBundle<B>>) {
    this.#limits = { bytesMax: limits.bytesMax ?? RUN_BYTES_MAX, bundlesMax: limits.bundlesMax ?? RUN_BUNDLES_MAX }
    start.forEach(signed => { this.add(signed) })
  }

  add (signed: SignedBundle<B>): void {
    this.#bundles.push(signed)
    this.#bytes += signed.bundle.bytes.length
  }

  isFollowedBy ({ bundle }: SignedBundle<B>): boolean {
    const last = this.#bundles.at(-1)

    return last !== undefined && flawOfLink(last.bundle, bundle) === undefined
  }

  hasRoomFor ({ bundle }: SignedBundle<B>): boolean {
    return this.#bundles.length < this.#limits.bundlesMax && this.#bytes + bundle.bytes.length <= this.#limits.bytesMax
  }

  /**
   * Takes the unchecked bundles off the end of a full parcel, when they fit into the next one before a bundle that may
   * vouch for them. The others stay.
   */
  giveUp ({ bundle }: SignedBundle<B>): Array<SignedBundle<B>> {
    const end = this.#end()
    const bytes = this.#bundles.slice(end).reduce((sum, signed) => sum + signed.bundle.bytes.length, bundle.bytes.length)

    return end > 0 && bytes <= this.#limits.bytesMax ? this.#bundles.splice(end) : []
  }

  /** All bundles up to the last good one. */
  sendable (): B[] {
    return this.#bundles.slice(0, this.#end()).map(({ bundle }) => bundle)
  }

  /** The unchecked ones behind it. */
  rest (): B[] {
    return this.#bundles.slice(this.#end()).map(({ bundle }) => bundle)
  }

  #end (): number {
    return this.#bundles.findLastIndex(({ signature }) => signature === 'good') + 1
  }
}
