import { findPeer } from '../peers/find-peer.ts'
import type { ApiClient } from '../../../api/index.ts'

/** What `GET /v1/sync` answers. */
export type Sync = Awaited<ReturnType<ApiClient['sync']>>

/** One scope of it. */
export type SyncScope = Sync['scopes'][number]

/**
 * The peer id that a person means, of those that reconcile.
 *
 * @throws {UnknownPeerError} when no peer or more than one ends like that
 */
export function findPeerIn ({ scopes }: Sync, text: string): string {
  return findPeer(scopes.flatMap(({ peers }) => peers.map(peer => peer.peer_id)), text)
}
