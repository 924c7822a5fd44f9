import { scopeJson } from '../node/json.ts'
import type { scopeDetailSchema, scopeListSchema } from './schema.ts'
import type { ScopeDetail, ScopeSummary } from '../../mesh/interface.ts'
import type * as z from 'zod/mini'

/** Tells a scope and the rights in it in the words of the API. */
export function scopeSummaryJson (scope: ScopeSummary): z.infer<typeof scopeListSchema>['scopes'][number] {
  return { ...scopeJson(scope), closed: scope.isClosed, rights: [...scope.rights], members: scope.members ?? null }
}

/** Tells everything about a scope in the words of the API. */
export function scopeDetailJson (scope: ScopeDetail): z.infer<typeof scopeDetailSchema> {
  return {
    ...scopeSummaryJson(scope),
    creator: scope.creator ?? null,
    peers: scope.peers.map(({ peerId, rights, names }) => ({ peer_id: peerId, rights: [...rights], names: [...names] })),
    acts: scope.acts.map(({ id, kind, author, peer, timeMs, isEffective }) => (
      { id, kind, author, peer: peer ?? null, timestamp: new Date(timeMs).toISOString(), effective: isEffective }
    )),
    keys: [...scope.keys]
  }
}
