import { inOrder } from '../ranking/check.ts'
import { namesOf, note } from '../ranking/note.ts'
import { stigmemDefault } from './stigmem-default.ts'
import type { EditionVerdicts, LensCandidate, LensContext, LensFamily, LensNote, ResolvingLens } from '../interface.ts'

/** What is left of the candidates, and what is said about it. */
interface Kept {
  readonly candidates: readonly LensCandidate[]
  readonly notes: readonly LensNote[]
}

/**
 * Leaves out the facts of superseded knowledge editions and hands the rest to the lens inside, or to `stigmem-default`
 * when the expression names none. With an `edition` in the context only the facts of that edition are handed on, so
 * every answer comes from one snapshot.
 *
 * A fact without an edition counts, and so does one whose edition has no record, is replaced by a broken record, or
 * lies on a circle of editions: each of these is warned about once.
 */
export const epochAware: LensFamily = {
  name: 'epoch-aware',
  takesInner: true,
  parameters: {},
  make: ({ name, inner }) => around(name, inner ?? stigmemDefault)
}

function around (name: string, inner: ResolvingLens): ResolvingLens {
  return {
    name,

    resolve: (candidates, context) => {
      const kept = keep(inOrder(candidates, context), context)
      const resolution = inner.resolve(kept.candidates, context)

      return {
        ...resolution,
        lens: name,
        candidatesCount: candidates.length,
        explanation: [...kept.notes, ...resolution.explanation]
      }
    }
  }
}

function keep (candidates: readonly LensCandidate[], { edition, editions }: LensContext): Kept {
  if (edition != null) {
    const of = candidates.filter(candidate => candidate.edition === edition)
    const count = candidates.length - of.length

    return { candidates: of, notes: count === 0 ? [] : [note('edition-only', { count, edition })] }
  }

  return editions == null ? { candidates, notes: [] } : keepCurrent(candidates, editions)
}

function keepCurrent (candidates: readonly LensCandidate[], editions: EditionVerdicts): Kept {
  const current = candidates.filter(candidate => candidate.edition == null || !editions.superseded.has(candidate.edition))
  const names = [...new Set(current.flatMap(candidate => candidate.edition ?? []))]
  const count = candidates.length - current.length

  return {
    candidates: current,
    notes: [
      ...count === 0 ? [] : [note('edition-superseded', { count })],
      ...warn('edition-unknown', names.filter(name => !editions.known.has(name))),
      ...warn('edition-broken', names.filter(name => editions.spared.has(name))),
      ...warn('edition-cycle', names.filter(name => editions.cyclic.has(name)))
    ]
  }
}

function warn (code: 'edition-unknown' | 'edition-broken' | 'edition-cycle', names: readonly string[]): LensNote[] {
  return names.length === 0 ? [] : [note(code, namesOf(names))]
}
