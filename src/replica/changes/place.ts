import { BUNDLE_FACTS_MAX } from '../../model/bundle/index.ts'

/** Numbers without a sign and without zeros in front, so that a place has one text. */
const PLACE = /^(0|[1-9]\d{0,15})(?:\.(0|[1-9]\d{0,3}))?$/

/**
 * A place in the journal of this node. Everything up to it was told, nothing behind it was.
 *
 * Changes of one bundle are numbered: the facts by their place in the bundle, and behind them the conflicts that they
 * touch, each by the number of facts and the first fact that touches it. What acts change in their scope has the last number.
 */
export interface Place {
  /** Global offset of the bundle's record. */
  readonly offset: number
  /** Number of a change of the bundle; −1 stands before the record. */
  readonly index: number
}

/** The place as text: `<offset>.<index>`, or `<offset>` for a place before a record. */
export function placeText ({ offset, index }: Place): string {
  return index < 0 ? `${offset}` : `${offset}.${index}`
}

/** Reads what {@link placeText} spells. Every other text is undefined. */
export function parsePlace (text: string): Place | undefined {
  const match = PLACE.exec(text)
  const place = { offset: Number(match?.[1]), index: Number(match?.[2] ?? -1) }

  return match != null && Number.isSafeInteger(place.offset) && place.index < 2 * BUNDLE_FACTS_MAX ? place : undefined
}

/** Negative, zero or positive, as a place stands before, at or behind another one. */
export function comparePlaces (a: Place, b: Place): number {
  return a.offset - b.offset || a.index - b.index
}

/** The last place of a bundle with so many facts. */
export function endOfBundle (offset: number, facts: number): Place {
  return { offset, index: 2 * facts - 1 }
}
