import { fromHex, toHex } from '../../model/bytes/index.ts'
import type { Governing } from './interface.ts'
import type { GenesisBody, GrantBody } from '../../model/body/index.ts'

/**
 * Who is introduced in a closed scope, which is all that decides whether a bundle belongs to its tree: the creator, and
 * whoever a grant names that was written by the creator or by somebody whom such a chain of grants gave `admin`. It only
 * grows, and the same bundles give the same in any order; time, expiry and revocation play no part.
 *
 * ```
 *   genesis ──▶ creator ──grant admin──▶ a ──grant write──▶ b        introduced: creator, a, b, c
 *                   └─────grant read───▶ c ──grant write──▶ d        d waits until c is given admin
 * ```
 */
export class Introductions {
  readonly #introduced = new Set<string>()
  readonly #admins = new Set<string>()
  /** Who else was named by peers that are introduced and have not been given `admin`: by author, peer, and whether as admin. */
  readonly #unheard = new Map<string, Map<string, boolean>>()
  #genesis: GenesisBody | undefined

  /** The genesis of the scope; undefined until a bundle with it was learned. */
  get genesis (): GenesisBody | undefined {
    return this.#genesis
  }

  /** Whether somebody may be taken in as an author. */
  isIntroduced (author: Uint8Array): boolean {
    return this.#introduced.has(toHex(author))
  }

  /** Whether a bundle belongs to the tree, by what is known so far: yes stays yes, no may become yes. */
  enters ({ bundle, genesis }: Governing): boolean {
    return genesis !== undefined || this.isIntroduced(bundle.author)
  }

  /**
   * Takes in what a bundle that belongs to the tree says, and answers the keys of the authors that are introduced by it and were
   * not before: their bundles need wait no longer. A bundle that does not belong to the tree teaches nothing, and one
   * that was learned before teaches nothing new.
   */
  learn ({ bundle, genesis, acts }: Governing): Uint8Array[] {
    const found: string[] = []
    const author = toHex(bundle.author)

    if (genesis !== undefined) {
      this.#genesis = genesis
      this.#introduce(new Map([[author, true]]), found)
    }

    if (this.#introduced.has(author)) {
      this.#hear(author, acts.flatMap(act => act.kind === 'grant' ? [act.body] : []), found)
    }

    return found.map(fromHex)
  }

  #hear (author: string, grants: readonly GrantBody[], found: string[]): void {
    const named = this.#admins.has(author) ? new Map<string, boolean>() : this.#unheard.get(author) ?? new Map<string, boolean>()

    for (const { peer, rights } of grants) {
      const key = toHex(peer)
      named.set(key, named.get(key) === true || rights.includes('admin'))
    }

    if (this.#admins.has(author)) {
      this.#introduce(named, found)
    } else if (named.size > 0) {
      this.#unheard.set(author, named)
    }
  }

  /** Follows the grants of each new admin in turn, without recursion: foreign chains of them may be long. */
  #introduce (first: ReadonlyMap<string, boolean>, found: string[]): void {
    const open = [first]

    for (let named = open.pop(); named !== undefined; named = open.pop()) {
      for (const [peer, isAdmin] of named) {
        if (!this.#introduced.has(peer)) {
          this.#introduced.add(peer)
          found.push(peer)
        }

        if (isAdmin && !this.#admins.has(peer)) {
          this.#admins.add(peer)
          open.push(this.#unheard.get(peer) ?? new Map())
          this.#unheard.delete(peer)
        }
      }
    }
  }
}
