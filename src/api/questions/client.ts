import { LAST_EVENT_ID } from './events/constants.ts'
import type { ApiCaller } from '../client-caller.ts'
import type { FactJson } from '../facts/json.ts'
import type { auditPageSchema, auditQuerySchema, auditReportSchema } from './audit/schema.ts'
import type { ConflictFilter, ConflictJson, ResolutionBody } from './conflicts/json.ts'
import type { conflictPageSchema, resolutionSchema } from './conflicts/schema.ts'
import type { CurationFilter } from './curation/page.ts'
import type { aliasBodySchema, aliasListSchema, editionBodySchema, editionListSchema, ruleBodySchema, ruleListSchema } from './curation/schema.ts'
import type { ChangeJson, EventFilter } from './events/json.ts'
import type { edgePageSchema, neighbourQuerySchema } from './graph/schema.ts'
import type { lensListSchema } from './lenses/schema.ts'
import type { ResolveBody, ResolveFilter, ResolveJson } from './resolve/json.ts'
import type { voteBodySchema, votePageSchema, voteQuerySchema, voteSchema } from './votes/schema.ts'
import type { whySchema } from './why/schema.ts'
import type { ChangeOptions } from '../../replica/interface.ts'
import type { AbortOptions } from '@libp2p/interface'
import type * as z from 'zod/mini'

/** Where a stream of changes begins, and what ends it. */
export type EventOptions = Pick<ChangeOptions, 'after' | 'onBegin' | 'signal'>

/** Asks the API what is said about facts, and says something about them. */
export interface QuestionsClient {
  why (id: string, options?: AbortOptions): Promise<z.infer<typeof whySchema>>
  resolve (question: ResolveFilter, options?: AbortOptions): Promise<ResolveJson>
  /** The same question with trust handed in. */
  resolveWith (question: ResolveBody, options?: AbortOptions): Promise<ResolveJson>
  conflicts (filter?: ConflictFilter, options?: AbortOptions): Promise<z.infer<typeof conflictPageSchema>>
  conflict (id: string, options?: AbortOptions): Promise<ConflictJson>
  resolveConflict (id: string, resolution: ResolutionBody, options?: AbortOptions): Promise<z.infer<typeof resolutionSchema>>
  /** Casts a vote; it is durable when this resolves. */
  vote (vote: z.infer<typeof voteBodySchema>, options?: AbortOptions): Promise<z.infer<typeof voteSchema>>
  votes (filter: z.infer<typeof voteQuerySchema>, options?: AbortOptions): Promise<z.infer<typeof votePageSchema>>
  lenses (options?: AbortOptions): Promise<z.infer<typeof lensListSchema>>
  aliases (filter?: CurationFilter, options?: AbortOptions): Promise<z.infer<typeof aliasListSchema>>
  addAlias (alias: z.infer<typeof aliasBodySchema>, options?: AbortOptions): Promise<FactJson>
  relationRules (filter?: CurationFilter, options?: AbortOptions): Promise<z.infer<typeof ruleListSchema>>
  setRelationRule (rule: z.infer<typeof ruleBodySchema>, options?: AbortOptions): Promise<FactJson>
  editions (filter?: CurationFilter, options?: AbortOptions): Promise<z.infer<typeof editionListSchema>>
  addEdition (edition: z.infer<typeof editionBodySchema>, options?: AbortOptions): Promise<FactJson>
  neighbours (filter: z.infer<typeof neighbourQuerySchema>, options?: AbortOptions): Promise<z.infer<typeof edgePageSchema>>
  audit (filter?: z.infer<typeof auditQuerySchema>, options?: AbortOptions): Promise<z.infer<typeof auditPageSchema>>
  verifyAudit (options?: AbortOptions): Promise<z.infer<typeof auditReportSchema>>
  /**
   * Follows changes until the signal aborts, the node stops or the connection breaks; pass the id of the last one as
   * `after` to go on there.
   */
  events (filter?: EventFilter, options?: EventOptions): AsyncGenerator<ChangeJson>
}

/** The calls about conflicts, votes, lenses and changes. */
export function questionCalls (caller: ApiCaller): QuestionsClient {
  return {
    why: async (id, options) => caller.call('getV1FactsIdWhy', { params: { id } }, options),
    resolve: async (query, options) => caller.call('getV1Resolve', { query }, options),
    resolveWith: async (body, options) => caller.call('postV1Resolve', { body }, options),
    conflicts: async (query, options) => caller.call('getV1Conflicts', { query }, options),
    conflict: async (id, options) => caller.call('getV1ConflictsId', { params: { id } }, options),
    resolveConflict: async (id, body, options) => caller.call('postV1ConflictsIdResolve', { params: { id }, body }, options),
    vote: async (body, options) => caller.call('postV1Votes', { body }, options),
    votes: async (query, options) => caller.call('getV1Votes', { query }, options),
    lenses: async options => caller.call('getV1Lenses', {}, options),
    aliases: async (query, options) => caller.call('getV1Aliases', { query }, options),
    addAlias: async (body, options) => caller.call('postV1Aliases', { body }, options),
    relationRules: async (query, options) => caller.call('getV1RelationRules', { query }, options),
    setRelationRule: async (body, options) => caller.call('postV1RelationRules', { body }, options),
    editions: async (query, options) => caller.call('getV1Editions', { query }, options),
    addEdition: async (body, options) => caller.call('postV1Editions', { body }, options),
    neighbours: async (query, options) => caller.call('getV1GraphNeighbours', { query }, options),
    audit: async (query, options) => caller.call('getV1Audit', { query }, options),
    verifyAudit: async options => caller.call('postV1AuditVerifications', {}, options),
    async * events (filter = {}, { after = filter.after, onBegin, ...options } = {}) {
      const lines = await caller.lines('getV1Events', { query: { ...filter, after } }, {
        ...options,
        onHeaders: headers => {
          const start = headers.get(LAST_EVENT_ID)
          if (start != null) { onBegin?.(start) }
        }
      })
      for await (const line of lines) { yield JSON.parse(line) as ChangeJson }
    }
  }
}
