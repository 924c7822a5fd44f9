import { compareBytes } from '../../model/bytes/index.ts'
import { compareHlc } from '../../model/hlc/index.ts'
import type { Lens, LensClaim, LensRow } from './interface.ts'

/**
 * The lens of the Stigmem wire format: highest confidence, then newest (wall, counter), then lowest digest of the
 * evidence with facts that have none behind those that have one, then lowest fact id.
 */
export const stigmemDefault: Lens = {
  name: 'stigmem-default',

  shortlist: (claims) => {
    const best = claims.reduce((one, other) => compareClaims(other, one) > 0 ? other : one, claims[0])

    return claims.filter(claim => compareClaims(claim, best) === 0)
  },

  pick: (rows) => {
    return rows.reduce((winner, row) => beats(row, winner) ? row : winner, rows[0])
  }
}

function compareClaims (a: LensClaim, b: LensClaim): number {
  return a.confidence === b.confidence ? compareHlc(a.hlc, b.hlc) : a.confidence - b.confidence
}

function beats (row: LensRow, winner: LensRow): boolean {
  const claim = compareClaims(row, winner)

  if (claim !== 0) {
    return claim > 0
  }

  const evidence = compareEvidence(row.hash, winner.hash)

  return evidence === 0 ? row.id < winner.id : evidence < 0
}

/** Orders digests upwards; an absent one comes last. */
function compareEvidence (a: Uint8Array | undefined, b: Uint8Array | undefined): number {
  if (a == null || b == null) {
    return Number(a == null) - Number(b == null)
  }

  return compareBytes(a, b)
}
