/**
 * @packageDocumentation
 *
 * Fetch: bundles by hash from one peer, and seekers that use it to find the parents which bundles name and this node
 * does not have, and content that it wants. It stands on wire, hello and sync, and hands what it gets to the replica.
 *
 * The invariant: a peer is asked for what it can have, gives no more than it was asked for, and neither side holds more
 * than a bounded number of bytes for the other.
 *
 * @example Ask a peer for one bundle
 *
 * ```TypeScript
 * import { fetcher, type FetchComponents } from './index.ts'
 *
 * async function bring (components: FetchComponents, peer: string, scope: Uint8Array, hash: Uint8Array): Promise<boolean> {
 *   const service = fetcher()(components)
 *   await service.start()
 *   const { here } = await service.request(peer, { scope, hashes: [hash] })
 *
 *   return here.length === 1
 * }
 * ```
 */

import { ContentSeeker } from './content-seeker.ts'
import { ParentSeeker } from './parent-seeker.ts'
import { WireFetch } from './wire-fetch.ts'
import type { ContentSeekerComponents, Fetch, FetchComponents, SeekerComponents } from './interface.ts'
import type { Startable } from '@libp2p/interface'

export { ANSWER_BYTES_MAX, ASK_AGAIN_FIRST_MS, HASHES_MAX, HOLD_MS, SEEK_DELAY_MS } from './constants.ts'
export { FetchFaultError } from './errors.ts'
export { decodeFetchItems, decodeFetchRequest, encodeFetchItems, encodeFetchRequest } from './message.ts'
export { fetchMetrics } from './metrics.ts'
export type * from './interface.ts'
export type { FetchFault } from './errors.ts'
export type { FetchItem } from './message.ts'

/** The fetch of one node. */
export function fetcher (): (components: FetchComponents) => Fetch {
  return components => new WireFetch(components)
}

/** What looks for missing parents, beside the fetch of one node. */
export function parentSeeker (): (components: SeekerComponents) => Startable {
  return components => new ParentSeeker(components)
}

/** What looks for content that is wanted, beside the fetch of one node. */
export function contentSeeker (): (components: ContentSeekerComponents) => Startable {
  return components => new ContentSeeker(components)
}
