import { DATETIME_MS_MAX, KIND_ASSERTION } from '../../model/fact/index.ts'
import type { factBodySchema, factSchema } from './schema.ts'
import type { FactValue } from '../../model/fact/index.ts'
import type { FactDraft, FactRecord } from '../../replica/interface.ts'
import type { ApiAuth } from '../interface.ts'
import type * as z from 'zod/mini'

/** A fact as a caller writes it. */
export type FactBody = z.infer<typeof factBodySchema>

/** A fact as the node tells it. */
export type FactJson = z.infer<typeof factSchema>

/** Makes the draft that a body asks for; the scope stands beside it. */
export function draftOf (body: FactBody): FactDraft {
  return {
    entity: body.entity,
    relation: body.relation,
    value: valueOf(body.value),
    source: body.source,
    confidence: body.confidence,
    validUntilMs: body.valid_until == null ? undefined : Date.parse(body.valid_until),
    lifecycle: body.lifecycle,
    sourceClass: body.source_class,
    edition: body.edition,
    derivedFrom: body.derived_from,
    hash: body.hash
  }
}

/** Reads a value as a caller writes it. */
export function valueOf (value: FactBody['value']): FactValue {
  switch (value.type) {
    case 'datetime':
      return { type: 'datetime', v: typeof value.v === 'number' ? value.v : Date.parse(value.v) }
    case 'null':
      return { type: 'null', v: null }
    default:
      return value
  }
}

/** Tells a value in the words of the API. */
export function valueJson (value: FactValue): FactJson['value'] {
  return value.type === 'datetime' ? { type: 'datetime', v: instantText(value.v) } : value
}

/**
 * Tells a record in the words of the API. `attested` says nothing when anybody
 * could have written through this API, so it is null then.
 */
export function factJson (record: FactRecord, auth: ApiAuth): FactJson {
  return {
    id: record.id,
    entity: record.entity,
    relation: record.relation,
    value: valueJson(record.value),
    source: record.source,
    timestamp: new Date(record.timestampMs).toISOString(),
    hlc: record.hlc,
    valid_until: record.validUntilMs == null ? null : instantText(record.validUntilMs),
    confidence: record.confidence,
    scope: record.scope,
    contradicted: record.contradicted,
    attested: auth === 'none' ? null : record.attested,
    received_from: record.receivedFrom,
    received_via: record.receivedVia,
    received_at: new Date(record.receivedMs).toISOString(),
    author: record.author,
    bundle: record.bundle,
    visible: record.visible,
    ...(record.outlawed == null ? {} : { outlawed: record.outlawed }),
    ...(record.causallyIncomplete == null ? {} : { causally_incomplete: record.causallyIncomplete }),
    current: record.current,
    lifecycle: record.lifecycle ?? null,
    source_class: record.sourceClass ?? null,
    edition: record.edition ?? null,
    derived_from: [...record.derivedFrom ?? []],
    hash: record.hash ?? null,
    ...(record.entityRaw == null ? {} : { entity_raw: record.entityRaw }),
    ...(record.sourceRaw == null ? {} : { source_raw: record.sourceRaw }),
    ...(record.kind === KIND_ASSERTION ? {} : { kind: record.kind, statement: { ...record.statement } })
  }
}

/**
 * Writes a time that somebody gave as it was most likely given: whole seconds
 * without a fraction. A time that other implementations may carry and that no
 * calendar of ours reaches is pulled to the end of the calendar.
 */
function instantText (ms: number): string {
  const reachable = Math.max(-DATETIME_MS_MAX, Math.min(DATETIME_MS_MAX, ms))
  return new Date(reachable).toISOString().replace('.000Z', 'Z')
}
