import { toHex } from '../../model/bytes/index.ts'
import type { CurationRights } from './interface.ts'

/** Whose word an operator takes. */
export interface CurationRightsInit {
  /** Our own public key, 32 bytes. */
  readonly self: Uint8Array
  /** Public keys of the curators that the operator chose. */
  readonly curators?: readonly Uint8Array[]
}

/**
 * Rights in scopes without administrators. Aliases, rules and editions change many answers at once, so they count from
 * this node and from chosen curators only. A resolution settles one contradiction; it counts from everybody as long as
 * nobody was chosen, so that both sides of a healed partition come to one status without an operator on each.
 */
export function curationRights ({ self, curators = [] }: CurationRightsInit): CurationRights {
  const chosen = new Set([self, ...curators].map(toHex))
  const anybodyResolves = curators.length === 0

  return {
    mayCurate: (_scope, author, kind) => (anybodyResolves && kind === 'resolution') || chosen.has(toHex(author))
  }
}
