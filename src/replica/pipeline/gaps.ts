import { placesOf } from '../record/index.ts'

/**
 * Whether a copy of a bundle that is here is worth taking in, by the bundle's places and the facts of the copy: it has every
 * fact that is here, and at least half of those that are gone, `withheld` ones left out: nobody wants these. So a bundle is
 * written some ten times at most, however its facts come.
 */
export function fillsGaps (row: Uint8Array, facts: ReadonlyArray<Uint8Array | null>, withheld: ReadonlySet<number>): boolean {
  const places = placesOf(row)
  const gone = facts.filter((_, index) => places[index] == null && !withheld.has(index))
  const left = gone.filter(fact => fact == null).length

  return gone.length > 0 && 2 * left <= gone.length && places.every((place, index) => place == null || facts[index] != null)
}
