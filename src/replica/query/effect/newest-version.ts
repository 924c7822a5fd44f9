import type { Effect } from './effect.ts'
import type { Claim, IndexReader, Version } from '../../index/index.ts'

/** What one claimant says about an entity and relation. */
export interface ClaimAt {
  /** Number of the scope. */
  readonly scope: number
  /** Key of the group. */
  readonly key: Uint8Array
  readonly claim: Claim
}

/** The newest version of a claim that has effect, if one has. */
export async function newestVersion (index: Pick<IndexReader, 'history'>, { claim: { claimant, version }, key, scope }: ClaimAt, effect?: Pick<Effect, 'in'>): Promise<Version | undefined> {
  const verdicts = effect?.in(scope)

  if (verdicts == null || await verdicts.has(version)) {
    return version
  }

  for await (const earlier of index.history(key, claimant)) {
    if (await verdicts.has(earlier)) {
      return earlier
    }
  }

  return undefined
}
