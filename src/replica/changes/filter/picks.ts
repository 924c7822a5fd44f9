import { takesActs, takesBundle, takesConflict, takesErasure, takesFact, takesSubject } from './change-filter.ts'
import type { ChangeFilter } from './change-filter.ts'
import type { Subject } from './subject.ts'
import type { BundleHeader } from '../../../model/bundle/index.ts'

/** What one reader wants of a bundle: places of facts, ascending. */
export interface Picks {
  /** Facts to tell. */
  readonly facts: number[]
  /** Facts whose conflicts are to be told. */
  readonly groups: number[]
  /** Whether it is to be told that acts change the scope. */
  acts: boolean
  /** Whether it is to be told what was taken out. */
  erases: boolean
}

/** Nothing so far. */
export function noPicks (): Picks {
  return { facts: [], groups: [], acts: false, erases: false }
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

/** Takes note of acts among subjects when a filter takes them. */
export function pickActs (picks: Picks, filter: ChangeFilter, { header, subjects }: { readonly header: BundleHeader, readonly subjects: readonly Subject[] }): void {
  if (takesActs(filter, header)) {
    picks.acts ||= subjects.some(({ governs }) => governs)
  }
}

/** What a filter takes of a bundle from which facts were taken out: those that stay were told before. */
export function picksOfErasure (filter: ChangeFilter, header: BundleHeader): Picks {
  return { ...noPicks(), erases: takesErasure(filter, header) }
}

/** What a filter takes of a bundle. */
export function picksOf (filter: ChangeFilter, header: BundleHeader, subjects: readonly Subject[]): Picks {
  const picks = noPicks()

  if (takesBundle(filter, header)) {
    subjects.forEach(subject => { pick(picks, filter, subject) })
  }

  pickActs(picks, filter, { header, subjects })

  return picks
}

/** Whether nothing was taken. */
export function isEmpty ({ acts, erases, facts, groups }: Picks): boolean {
  return !acts && !erases && facts.length === 0 && groups.length === 0
}
