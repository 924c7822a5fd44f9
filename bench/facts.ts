import type { FactDraft } from '../src/index.ts'

/** Bytes of the JSON of one fact with its source, as the systems in the table of targets were measured. */
const JSON_BYTES = 206

/** As long as the source that a node writes by itself. */
const SOURCE = `stigmem://k51${'x'.repeat(59)}/node/self`

let written = 0

/** A fact that was not there before. */
export function nextDraft (): FactDraft {
  const draft = { entity: `bench:entity-${written++}`, relation: 'bench:says', value: { type: 'string' as const, v: '' }, confidence: 0.9 }

  draft.value.v = 'x'.repeat(JSON_BYTES - JSON.stringify({ ...draft, source: SOURCE }).length)

  return draft
}

/** So many of them. */
export function nextDrafts (count: number): FactDraft[] {
  return Array.from({ length: count }, nextDraft)
}
