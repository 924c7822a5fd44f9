import { compareBytes } from '../../../model/bytes/index.ts'
import { compareHlc } from '../../../model/hlc/index.ts'
import type { LensRow } from '../interface.ts'

/**
 * The one order that decides whatever a lens leaves undecided, best first: the later (wall, counter), then the lower
 * digest of the evidence with facts that have none behind those that have one, then the lower fact id. Ids are unique,
 * so it is a total order. The author plays no part: nobody gains by choosing a key.
 */
export function tieBreak (a: LensRow, b: LensRow): number {
  const time = compareHlc(b.hlc, a.hlc)

  return time === 0 ? compareEvidence(a.hash, b.hash) || compareText(a.id, b.id) : time
}

/** Which part of the tie-break tells two rows apart. */
export function tieBrokenBy (a: LensRow, b: LensRow): 'time' | 'evidence' | 'id' {
  if (compareHlc(a.hlc, b.hlc) !== 0) {
    return 'time'
  }

  return compareEvidence(a.hash, b.hash) === 0 ? 'id' : 'evidence'
}

/** Orders texts by UTF-16 code units, as every engine does without asking for a language. */
function compareText (a: string, b: string): number {
  return Number(a > b) - Number(a < b)
}

/** Orders digests upwards; an absent one comes last. */
function compareEvidence (a: Uint8Array | undefined, b: Uint8Array | undefined): number {
  if (a == null || b == null) {
    return Number(a == null) - Number(b == null)
  }

  return compareBytes(a, b)
}
