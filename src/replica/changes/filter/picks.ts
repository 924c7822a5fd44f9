import { takesBundle, takesConflict, takesFact, takesSubject } from './change-filter.ts'
import type { ChangeFilter } from './change-filter.ts'
import type { Subject } from './subject.ts'
import type { BundleHeader } from '../../../model/bundle/index.ts'

/** What one reader wants of a bundle: places of facts, ascending. */
export interface Picks {
  /** Facts to tell. */
  readonly facts: number[]
  /** Facts whose conflicts are to be told. */
  readonly groups: number[]
}

/** Adds what a filter takes of one subject. */
export function pick (picks: Picks, filter: ChangeFilter, subject: Subject): void {
  if (takesSubject(filter, subject)) {
    if (takesFact(filter, subject)) {
      picks.facts.push(subject.index)
    }

    if (takesConflict(filter, subject)) {
      picks.groups.push(subject.index)
    }
  }
}

/** What a filter takes of a bundle. */
export function picksOf (filter: ChangeFilter, header: BundleHeader, subjects: readonly Subject[]): Picks {
  const picks: Picks = { facts: [], groups: [] }

  if (takesBundle(filter, header)) {
    subjects.forEach(subject => { pick(picks, filter, subject) })
  }

  return picks
}

/** Whether nothing was taken. */
export function isEmpty ({ facts, groups }: Picks): boolean {
  return facts.length === 0 && groups.length === 0
}
