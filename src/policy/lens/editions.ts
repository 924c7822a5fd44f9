import type { EditionVerdicts } from './interface.ts'

/** The record of a knowledge edition: the body of the fact of kind 13 that rules for its name. */
export interface Edition {
  /** Name of the edition that this one replaces. */
  readonly supersedes?: string
  /** Why it does. A record that replaces something and says no type is broken. */
  readonly type?: string
}

/**
 * Judges all editions once: which are replaced, and which only seem to be. A record that is broken, and records that
 * replace each other in a circle, replace nothing. When in doubt, facts count.
 *
 * @param records - the ruling record of each name
 */
export function judgeEditions (records: ReadonlyMap<string, Edition>): EditionVerdicts {
  const next = new Map<string, string>()
  const doubtful = new Set<string>()

  for (const [name, { supersedes, type }] of records) {
    if (supersedes != null && type != null && type !== '') {
      next.set(name, supersedes)
    } else if (supersedes != null) {
      doubtful.add(supersedes)
    }
  }

  const cyclic = circlesIn(next)
  const superseded = new Set([...next].filter(([name]) => !cyclic.has(name)).map(([, replaced]) => replaced))
  const spared = new Set([...doubtful].filter(name => !superseded.has(name)))

  return { known: new Set(records.keys()), superseded, spared, cyclic }
}

/** The names that lie on a circle. Each has one successor, so a walk that meets itself has found one. */
function circlesIn (next: ReadonlyMap<string, string>): Set<string> {
  const walkOf = new Map<string, string>()
  const cyclic = new Set<string>()

  for (const start of next.keys()) {
    let name: string | undefined = start

    while (name != null && !walkOf.has(name)) {
      walkOf.set(name, start)
      name = next.get(name)
    }

    // The walk ended on a name of its own: from there on lies a circle.
    while (name != null && walkOf.get(name) === start && !cyclic.has(name)) {
      cyclic.add(name)
      name = next.get(name)
    }
  }

  return cyclic
}
