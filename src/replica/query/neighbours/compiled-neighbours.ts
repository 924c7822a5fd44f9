import { blake3, encodeCanonical } from '../../../model/bytes/index.ts'
import { CONFIDENCE_ONE } from '../../../model/fact/index.ts'
import { InvalidQueryError } from '../errors.ts'
import { choiceField, shareField } from '../filters.ts'
import { textField, uriField, wholeField } from '../resolve/fields.ts'
import { DEFAULT_DEPTH, EDGE_CONFIDENCE_MIN, DEFAULT_EDGES_LIMIT, DEPTH_MAX, EDGES_LIMIT_MAX } from './constants.ts'
import type { NeighbourQuery } from '../interface.ts'

const FINGERPRINT_BYTES = 8
const DIRECTIONS = ['out', 'in', 'both']

/** A walk with every field checked. */
export interface CompiledNeighbours {
  readonly entity: string
  /** Name of a scope; undefined: every scope of this node. */
  readonly scope: string | undefined
  readonly depth: number
  readonly goesOut: boolean
  readonly goesIn: boolean
  /** Millionths. */
  readonly confidenceMin: number
  readonly limit: number
  /** Eight bytes that stand for all but the limit, so that a cursor cannot be taken to another walk. */
  readonly fingerprint: Uint8Array
}

/**
 * Checks what a walk is to do.
 *
 * @throws {InvalidQueryError}
 */
export function compileNeighbours (query: NeighbourQuery): CompiledNeighbours {
  const entity = uriField('entity', query.entity)
  const scope = query.scope == null ? undefined : textField('scope', query.scope)
  const depth = depthOf(query.depth ?? DEFAULT_DEPTH)
  const direction = choiceField('direction', query.direction ?? DIRECTIONS[0], DIRECTIONS)
  const confidenceMin = Math.round(shareField('minConfidence', query.minConfidence ?? EDGE_CONFIDENCE_MIN) * CONFIDENCE_ONE)

  return {
    entity,
    scope,
    depth,
    goesOut: DIRECTIONS[direction] !== 'in',
    goesIn: DIRECTIONS[direction] !== 'out',
    confidenceMin,
    limit: wholeField('limit', query.limit ?? DEFAULT_EDGES_LIMIT, { min: 1, max: EDGES_LIMIT_MAX }),
    fingerprint: blake3(encodeCanonical([entity, scope ?? null, depth, direction, confidenceMin])).slice(0, FINGERPRINT_BYTES)
  }
}

function depthOf (depth: number): number {
  if (Number.isInteger(depth) && depth > DEPTH_MAX) {
    throw new InvalidQueryError('depth', `is beyond ${DEPTH_MAX}; ask from one of the entities that a shorter walk finds`, 'graph_depth_exceeded')
  }

  return wholeField('depth', depth, { min: 1, max: DEPTH_MAX })
}
