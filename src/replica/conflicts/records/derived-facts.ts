import { KIND_ASSERTION } from '../../../model/fact/index.ts'
import { parseHlc } from '../../../model/hlc/index.ts'
import { CONFLICT_ENTITY_START } from '../../../policy/conflict/index.ts'
import { SYSTEM_URI } from '../constants.ts'
import type { FactValue } from '../../../model/fact/index.ts'
import type { FactRecord } from '../../query/interface.ts'
import type { ContradictionRecord } from '../interface.ts'

/**
 * A conflict as facts about the entity `stigmem:conflict:<id>`: its two sides, its status, and what settled it. Nobody
 * signs or stores them, they have no bundle and no author, and no peer is ever told.
 */
export function derivedFacts (conflict: ContradictionRecord): FactRecord[] {
  const { detectedAt, factA, factB, id, resolvedBy, scope, status } = conflict
  const values: Array<readonly [string, FactValue]> = [
    ['between', { type: 'string', v: `${factA} ${factB}` }],
    ['status', { type: 'string', v: status }]
  ]

  if (resolvedBy != null) {
    values.push(['resolved_by', { type: 'ref', v: resolvedBy }])
  }

  const timestampMs = parseHlc(detectedAt)?.wallMs ?? 0

  return values.map(([name, value]) => ({
    id: `${CONFLICT_ENTITY_START}${id}#${name}`,
    kind: KIND_ASSERTION,
    entity: CONFLICT_ENTITY_START + id,
    relation: `stigmem:conflict:${name}`,
    value,
    source: SYSTEM_URI,
    confidence: 1,
    hlc: detectedAt,
    timestampMs,
    scope,
    author: '',
    bundle: '',
    receivedFrom: null,
    receivedVia: 'local',
    receivedMs: timestampMs,
    contradicted: false,
    attested: false,
    current: true,
    visible: true
  }))
}
