import { actMap } from '../../model/body/index.ts'
import { encodeCanonical, equalBytes } from '../../model/bytes/index.ts'
import type { DeclarationBody } from '../../model/body/index.ts'

/**
 * What became of a declaration that was heard. Its signature was checked before, with that of its bundle.
 *
 * | verdict | meaning |
 * | --- | --- |
 * | `accepted` | it is newer than the one that was known, and takes its place |
 * | `expired` | it is newer and over: it takes the place of the older one and says nothing |
 * | `unchanged` | it is the one that is known |
 * | `stale` | a newer one is known; an old one that is sent again widens nothing |
 * | `contradictory` | it has the sequence of the known one and says something else; the known one stays |
 */
export type DeclarationVerdict = 'accepted' | 'expired' | 'unchanged' | 'stale' | 'contradictory'

/** What a declaration came to, and the one to keep for the peer. */
export interface HeardDeclaration {
  readonly verdict: DeclarationVerdict
  readonly held: DeclarationBody
}

/** Hears a declaration of a peer, given the last one that was kept of it. The sequence of what is kept never falls. */
export function hearDeclaration (known: DeclarationBody | undefined, incoming: DeclarationBody, nowMs: number): HeardDeclaration {
  if (known !== undefined && incoming.sequence < known.sequence) {
    return { verdict: 'stale', held: known }
  }

  if (incoming.sequence === known?.sequence) {
    return { verdict: isSame(known, incoming) ? 'unchanged' : 'contradictory', held: known }
  }

  return { verdict: isLive(incoming, nowMs) ? 'accepted' : 'expired', held: incoming }
}

/** Whether a declaration still says something. It ends at its moment of expiry, not behind it. */
export function isLive ({ expiresMs }: Pick<DeclarationBody, 'expiresMs'>, nowMs: number): boolean {
  return nowMs < expiresMs
}

function isSame (a: DeclarationBody, b: DeclarationBody): boolean {
  return equalBytes(encodeCanonical(actMap('declaration', a)), encodeCanonical(actMap('declaration', b)))
}
