import { percent } from '../terminal/candidates.ts'
import { factsText } from '../terminal/names.ts'
import type { ConflictJson } from '../../../api/index.ts'

type Contradiction = Extract<ConflictJson, { kind: 'contradiction' }>
type Equivocation = Extract<ConflictJson, { kind: 'equivocation' }>

/** What a conflict is, row by row. */
export function conflictRows (conflict: ConflictJson): Array<[string, string]> {
  return conflict.kind === 'contradiction' ? contradictionRows(conflict) : equivocationRows(conflict)
}

/** Where the bundles of an equivocation stand. */
export function placeText ({ lane, seq }: Equivocation): string {
  return `seq ${seq} of lane ${lane}`
}

/** A number of bundles in words. */
export function bundlesText (count: number): string {
  return `${count} ${count === 1 ? 'bundle' : 'bundles'}`
}

function contradictionRows (conflict: Contradiction): Array<[string, string]> {
  return [
    ['conflict', conflict.conflict_id],
    ['entity', conflict.entity],
    ['relation', conflict.relation],
    ['scope', conflict.scope],
    ['status', conflict.status],
    ['since', conflict.detected_at],
    ['sides', `${factsText(conflict.facts_count)}, they disagree by ${percent(conflict.conflict_score)}`],
    ...resolutionRows(conflict)
  ]
}

function resolutionRows ({ status, resolver, resolved_by: fact, winning_fact_id: winner, resolution_note: note }: Contradiction): Array<[string, string]> {
  if (status !== 'resolved') { return [] }
  const rows: Array<[string, string]> = [['resolution', fact ?? '-'], ['by', resolver ?? '-'], ['winner', winner ?? 'none, the lens picks']]
  return note == null ? rows : [...rows, ['note', note]]
}

function equivocationRows (conflict: Equivocation): Array<[string, string]> {
  const { author, bundles, bundles_count: count, conflict_id: id, detected_at: since, kind, scope } = conflict
  const named = count > bundles.length ? `${bundlesText(count)}, of which ${bundles.length} are` : bundlesText(count)
  return [
    ['conflict', id], ['kind', kind], ['author', author], ['place', placeText(conflict)], ['scope', scope], ['since', since], ['sides', named],
    ...bundles.map((bundle): [string, string] => ['', bundle])
  ]
}
