import type { FactDraft } from '../src/index.ts'

/** Bytes of the JSON of one fact, as the systems in the table of targets were measured. */
const JSON_BYTES = 206

let written = 0

/** A fact that was not there before, of 206 bytes as JSON. */
export function nextDraft (): FactDraft {
  const draft = { entity: `bench:entity-${written++}`, relation: 'bench:says', value: { type: 'string' as const, v: '' }, confidence: 0.9 }

  draft.value.v = 'x'.repeat(JSON_BYTES - JSON.stringify(draft).length)

  return draft
}

/** So many of them. */
export function nextDrafts (count: number): FactDraft[] {
  return Array.from({ length: count }, nextDraft)
}
