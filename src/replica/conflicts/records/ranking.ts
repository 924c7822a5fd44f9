import { factId } from '../../../model/bundle/index.ts'
import { toHex } from '../../../model/bytes/index.ts'
import { compareHlc, HLC_ZERO } from '../../../model/hlc/index.ts'
import { contested } from '../../../policy/conflict/index.ts'
import { stigmemDefault } from '../../../policy/lens/index.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { LensCandidate, LensRow } from '../../../policy/lens/index.ts'
import type { Candidate, FactReader } from '../../query/index.ts'

/** A candidate and the id of its fact. */
export interface NamedFact {
  readonly candidate: Candidate
  readonly id: string
}

/**
 * The first candidates by the default lens, and their fact ids. Only as many facts are read as it takes to tell which
 * come first; those whose content is not here are left out.
 */
export async function firstOf (reader: Pick<FactReader, 'readEach'>, candidates: readonly Candidate[], count: number): Promise<NamedFact[]> {
  const near = shortlist([...candidates].sort(compare), count)
  const stored = await reader.readEach(near.map(({ version }) => version))
  const placed: Array<NamedFact & LensRow> = []

  for (const [i, candidate] of near.entries()) {
    const found = stored[i]

    if (found != null) {
      const { confidence, hlc } = candidate.version
      placed.push({ candidate, confidence, hlc, hash: found.fact.extras.hash, id: factId(found.head.hash, found.index) })
    }
  }

  return placed.sort((a, b) => stigmemDefault.pick([a, b]) === a ? -1 : 1).slice(0, count)
}

/** How far live candidates disagree, 0..1. Digests stand for the values, so nothing is read. */
export function scoreOf (live: readonly Candidate[]): number {
  const rows = live.map(({ claimant, version }): LensCandidate => ({
    id: `${toHex(version.bundle)}.${version.index}`,
    value: { type: 'string', v: toHex(version.value) },
    author: toHex(claimant),
    source: '',
    confidence: version.confidence,
    hlc: version.hlc
  }))

  return stigmemDefault.resolve(rows, { cut: HLC_ZERO }).conflictScore
}

/** The time at which candidates began to contradict each other; the newest time when they do not. */
export function contestedSince (candidates: readonly Candidate[]): Hlc {
  const rows = [...candidates].sort((a, b) => compareHlc(a.version.hlc, b.version.hlc)).map(({ claimant, version }) => {
    return { claimant, hlc: version.hlc, value: version.value }
  })
  let low = 1
  let high = rows.length

  // Whatever contradicts itself goes on to do so when more comes.
  while (low < high) {
    const middle = (low + high) >>> 1

    if (contested(rows.slice(0, middle))) {
      high = middle
    } else {
      low = middle + 1
    }
  }

  return rows[low - 1]?.hlc ?? HLC_ZERO
}

/** The first so many, and all that are level with the last of them. */
function shortlist (sorted: readonly Candidate[], count: number): readonly Candidate[] {
  const last = sorted.at(Math.min(count, sorted.length) - 1)
  const end = last == null ? -1 : sorted.findIndex((candidate, place) => place >= count && compare(candidate, last) !== 0)

  return end === -1 ? sorted : sorted.slice(0, end)
}

function compare ({ version: a }: Candidate, { version: b }: Candidate): number {
  return b.confidence - a.confidence || compareHlc(b.hlc, a.hlc)
}
