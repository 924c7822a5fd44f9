import type { ApiCaller } from '../client-caller.ts'
import type { grantBodySchema, revocationBodySchema, scopeActSchema, scopeDetailSchema, scopeListSchema } from './schema.ts'
import type { AbortOptions } from '@libp2p/interface'
import type * as z from 'zod/mini'

/** Everything about a scope but its facts, as the API tells it. */
export type ScopeDetailJson = z.infer<typeof scopeDetailSchema>

type Act = z.infer<typeof scopeActSchema>

/** Makes scopes over the API, and says who may do what in them. A scope is given by its name or its id `NAME@ID`. */
export interface ScopesClient {
  scopes (options?: AbortOptions): Promise<z.infer<typeof scopeListSchema>>
  scope (scope: string, options?: AbortOptions): Promise<ScopeDetailJson>
  createScope (name: string, options?: AbortOptions): Promise<ScopeDetailJson>
  joinScope (ticket: string, options?: AbortOptions): Promise<ScopeDetailJson>
  scopeTicket (scope: string, options?: AbortOptions): Promise<{ ticket: string }>
  /** Gives a peer rights; durable when this resolves. */
  grant (scope: string, grant: z.infer<typeof grantBodySchema>, options?: AbortOptions): Promise<Act>
  /** Takes all rights from a peer; durable when this resolves. */
  revoke (scope: string, revocation: z.infer<typeof revocationBodySchema>, options?: AbortOptions): Promise<Act>
}

/** The calls about scopes. */
export function scopeCalls (caller: ApiCaller): ScopesClient {
  return {
    scopes: async options => caller.call('getV1Scopes', {}, options),
    scope: async (scope, options) => caller.call('getV1ScopesScope', { params: { scope } }, options),
    createScope: async (name, options) => caller.call('postV1Scopes', { body: { name } }, options),
    joinScope: async (ticket, options) => caller.call('postV1ScopesJoin', { body: { ticket } }, options),
    scopeTicket: async (scope, options) => caller.call('getV1ScopesScopeTicket', { params: { scope } }, options),
    grant: async (scope, body, options) => caller.call('postV1ScopesScopeGrants', { params: { scope }, body }, options),
    revoke: async (scope, body, options) => caller.call('postV1ScopesScopeRevocations', { params: { scope }, body }, options)
  }
}
