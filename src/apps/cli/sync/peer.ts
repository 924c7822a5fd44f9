import { UnknownPeerError } from '../errors.ts'
import type { ApiClient } from '../../../api/index.ts'

/** What `GET /v1/sync` answers. */
export type Sync = Awaited<ReturnType<ApiClient['sync']>>

/** One scope of it. */
export type SyncScope = Sync['scopes'][number]

/**
 * The peer id that a person means: whole, or its last characters as the tables show them.
 *
 * @throws {UnknownPeerError} when no peer or more than one ends like that
 */
export function findPeer ({ scopes }: Sync, text: string): string {
  const ids = new Set(scopes.flatMap(({ peers }) => peers.map(peer => peer.peer_id)).filter(id => id.endsWith(text)))
  const [found] = ids

  if (ids.size !== 1) { throw new UnknownPeerError(text) }

  return found
}
