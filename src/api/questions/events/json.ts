import { ProblemError } from '../../errors.ts'
import { factJson } from '../../facts/json.ts'
import { listOf } from '../../facts/query.ts'
import type { changeSchema, eventQuerySchema } from './schema.ts'
import type { Change, ChangeQuery, ChangeType } from '../../../replica/interface.ts'
import type { ApiAuth } from '../../interface.ts'
import type * as z from 'zod/mini'

/** A change as the node tells it. */
export type ChangeJson = z.infer<typeof changeSchema>

/** Filters of a stream of changes, as a caller writes them. */
export type EventFilter = z.infer<typeof eventQuerySchema>

const TYPES: readonly ChangeType[] = ['fact', 'retraction', 'vote', 'statement', 'conflict', 'scope', 'erase']

/**
 * Makes the query that the parameters ask for.
 *
 * @throws {ProblemError} `invalid_request` for a type that there is not.
 */
export function changeQueryOf (filter: EventFilter): ChangeQuery {
  return {
    types: listOf('types', filter.types)?.map(typeOf),
    entity: filter.entity,
    entityPrefix: filter.entity_prefix,
    relation: filter.relation,
    source: filter.source,
    scope: filter.scope,
    author: filter.author,
    minConfidence: filter.min_confidence
  }
}

/** Tells a change in the words of the API. */
export function changeJson (change: Change, auth: ApiAuth): ChangeJson {
  const { id } = change
  switch (change.type) {
    case 'gap':
      return { id, type: 'gap', from: change.from, reason: change.reason }
    case 'scope':
      return { id, type: 'scope', scope: change.scope }
    case 'erase':
      return { id, type: 'erase', facts: [...change.facts], scope: change.scope }
    case 'conflict': {
      const { conflict, entity, relation, scope, status } = change
      return { id, type: 'conflict', conflict_id: conflict, entity, relation, scope, status }
    }
    default:
      return { id, type: change.type, fact: factJson(change.record, auth) }
  }
}

function typeOf (name: string): ChangeType {
  const type = TYPES.find(type => type === name)
  if (type != null) { return type }
  const detail = `must be of ${TYPES.join(', ')}`
  throw new ProblemError('invalid_request', `types ${detail}.`, { errors: [{ pointer: '/types', detail }] })
}
