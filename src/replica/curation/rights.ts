import { toHex } from '../../model/bytes/index.ts'
import { isEffective } from '../../policy/scope/index.ts'
import type { CurationRights } from './interface.ts'
import type { Governance } from '../governance/interface.ts'

/** Whose word is taken. */
export interface CurationRightsInit {
  /** Our own public key, 32 bytes. */
  readonly self: Uint8Array
  /** Public keys of the curators that the operator chose for scopes without administrators. */
  readonly curators?: readonly Uint8Array[]
  /** What the acts of closed scopes come to; without it every scope is open. */
  readonly governance?: Pick<Governance, 'isOpen' | 'standingAt' | 'version'>
}

/**
 * In a closed scope the grants say whose statements have effect, and where. In scopes without administrators aliases, rules
 * and editions change many answers at once, so they count from this node and from chosen curators only. A resolution settles
 * one contradiction; it counts there from everybody as long as nobody was chosen, so that both sides of a healed partition
 * come to one status without an operator on each.
 */
export function curationRights ({ self, curators = [], governance }: CurationRightsInit): CurationRights {
  const chosen = new Set([self, ...curators].map(toHex))
  const anybodyResolves = curators.length === 0
  const acts = (scope: Uint8Array): typeof governance => governance?.isOpen(scope) === false ? governance : undefined

  return {
    mayCurate: (scope, author, kind) => (anybodyResolves && kind === 'resolution') || chosen.has(toHex(author)) || acts(scope) != null,
    hasEffect: (scope, { number, place, source }) => {
      const standing = acts(scope)?.standingAt(scope, place)
      return standing == null || isEffective({ kind: number, source }, place.author, standing)
    },
    version: scope => acts(scope)?.version(scope) ?? 0
  }
}
