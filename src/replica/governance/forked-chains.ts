import { toHex } from '../../model/bytes/index.ts'
import { FORK_LINKS_MAX } from './constants.ts'
import type { ChainEnd } from '../../model/body/index.ts'
import type { BundleHeader } from '../../model/bundle/index.ts'
import type { BundlePlace, Forks } from '../../policy/scope/index.ts'

/** A bundle of a forked chain, and the one that it names as its predecessor. */
interface Link {
  readonly seq: number
  /** Hexadecimal hash; undefined at place 1. */
  readonly prev: string | undefined
}

/** What a bundle says of its place in a chain. */
export type ChainLink = Pick<BundleHeader, 'author' | 'lane' | 'seq' | 'prev'>

/**
 * The chains of one scope in which two bundles stand at one place, bundle by bundle, so that what leads to what is known
 * without the disk. Hardly any chain forks. What is not here leads nowhere.
 */
export class ForkedChains implements Forks {
  /** By author and lane: what stands in the chain, by hash. */
  readonly #chains = new Map<string, Map<string, Link>>()
  /** By author: how many bundles stand in its forked chains. */
  readonly #counts = new Map<string, number>()
  readonly #max: number

  constructor ({ linksMax = FORK_LINKS_MAX }: { linksMax?: number } = {}) {
    this.#max = linksMax
  }

  /** Takes note that a chain forks; false when that was known. Its bundles are added next. */
  open (chain: Pick<ChainLink, 'author' | 'lane'>): boolean {
    const name = nameOf(chain)
    const isNew = !this.#chains.has(name)

    if (isNew) {
      this.#chains.set(name, new Map())
    }

    return isNew
  }

  /** Adds a bundle of a chain that forks; one of another chain is passed over. Answers whether that changed anything. */
  add ({ author, lane, seq, prev }: ChainLink, hash: Uint8Array): boolean {
    const links = this.#chains.get(nameOf({ author, lane }))
    const name = toHex(hash)

    if (links === undefined || links.has(name)) {
      return false
    }

    const count = (this.#counts.get(toHex(author)) ?? 0) + 1
    this.#counts.set(toHex(author), count)

    if (count <= this.#max) {
      links.set(name, { seq, prev: prev === null ? undefined : toHex(prev) })
    }

    return true
  }

  isForked (bundle: Pick<BundlePlace, 'author' | 'lane'>): boolean {
    return this.#chains.size > 0 && this.#chains.has(nameOf(bundle))
  }

  leadsTo (bundle: BundlePlace, end: ChainEnd): boolean {
    const links = this.#chains.get(nameOf(bundle))

    if (links === undefined || (this.#counts.get(toHex(bundle.author)) ?? 0) > this.#max) {
      return false
    }

    let at: string | undefined = toHex(end.hash)
    let place = end.seq

    // Each step goes one place down, so a chain that lies about its places ends here too.
    for (let link = links.get(at); link?.seq === place && place > bundle.seq; link = at === undefined ? undefined : links.get(at)) {
      at = link.prev
      place--
    }

    return place === bundle.seq && at === toHex(bundle.hash)
  }
}

function nameOf ({ author, lane }: Pick<ChainLink, 'author' | 'lane'>): string {
  return `${toHex(author)} ${toHex(lane)}`
}
