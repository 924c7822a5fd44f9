import type { CurationView } from '../../curation/interface.ts'

const NOTHING: ReadonlySet<string> = new Set()

/** Of a scope without curating statements: every entity has one name, and every relation one value. */
export const PLAIN_VIEW: CurationView = {
  canonical: entity => entity,
  names: entity => [entity],
  isMany: () => false,
  editions: { known: NOTHING, superseded: NOTHING, spared: NOTHING, cyclic: NOTHING },
  classes: () => []
}
