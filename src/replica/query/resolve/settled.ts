import { valueDigest } from '../../../model/body/index.ts'
import { equalBytes } from '../../../model/bytes/index.ts'
import { isCandidate } from './side-reader.ts'
import type { FactReader } from '../fact-reader.ts'
import type { Candidate, Judgement } from '../group-judge.ts'

/**
 * The candidates that the resolution of a contested group leaves: its winner; without it, whoever says the same by now;
 * undefined when nothing settles the group, or nobody is preferred.
 */
export async function settledOf ({ isContested, isOpen, live, resolution }: Judgement, reader: Pick<FactReader, 'read'>): Promise<readonly Candidate[] | undefined> {
  const winner = resolution?.winner

  if (!isContested || isOpen || winner == null) {
    return undefined
  }

  const exact = live.filter(candidate => isCandidate(candidate, winner))

  if (exact.length > 0) {
    return exact
  }

  const stored = await reader.read(winner.bundle, winner.index)
  const value = stored == null ? undefined : valueDigest(stored.fact.value)
  const same = live.filter(({ version }) => value != null && equalBytes(version.value, value))

  return same.length === 0 ? undefined : same
}
