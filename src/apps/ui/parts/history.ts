import type { Fact } from './page.ts'
import type { ApiClient } from '../../../api/index.ts'

/** Moments that are looked back over. */
const MOMENTS_MAX = 40

/** Facts of one moment that are shown. */
const FACTS_MAX = 500

/** What was said about an entity from one moment on. */
export interface PastMoment {
  readonly facts: readonly Fact[]
  /** Logical time of the newest of the facts; empty where nothing was said. */
  readonly hlc: string
  /** The same as a time of day. */
  readonly time: string
}

/** Moments at which something changed, the oldest first; the last one is now. */
export type Moments = readonly PastMoment[]

/**
 * Walks back from now: what was said before the newest fact of a moment makes the moment before it. What changed within
 * one millisecond is one moment.
 */
export async function historyOf (client: ApiClient, entity: string, signal: AbortSignal): Promise<Moments> {
  const moments: PastMoment[] = []
  let asOf: string | undefined
  while (moments.length < MOMENTS_MAX) {
    const { facts } = await client.facts({ entity, as_of: asOf, include_contradicted: true, include_retracted: true, limit: FACTS_MAX }, { signal })
    const newest = facts.reduce<Fact | undefined>((latest, fact) => latest == null || Date.parse(fact.timestamp) > Date.parse(latest.timestamp) ? fact : latest, undefined)
    if (newest == null && moments.length > 0) { break }
    moments.unshift({ facts, hlc: newest?.hlc ?? '', time: newest?.timestamp ?? '' })
    if (newest == null) { break }
    asOf = String(Date.parse(newest.timestamp) - 1)
  }
  return moments
}
