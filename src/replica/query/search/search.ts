import type { Names } from './names.ts'
import type { IndexReader } from '../../index/index.ts'
import type { Position } from '../cursor.ts'
import type { FactReader, StoredFact } from '../fact-reader.ts'
import type { MissingBundles } from './missing-bundles.ts'
import type { Answer } from '../judge/outcome.ts'
import type { Outcomes } from '../judge/outcomes.ts'
import type { WhatCounts } from '../judge/what-counts.ts'

/** Where to search. */
export interface Search {
  /** Number of the scope. */
  readonly scope: number
  /** What entities are called in it. */
  readonly names: Names
  /** The last answer of the page before. */
  readonly from?: Position
  /** How many facts are looked at together. */
  readonly chunk: number
}

/** What a search stands on. */
export interface SearchComponents {
  readonly index: IndexReader
  readonly reader: FactReader
  readonly outcomes: Outcomes
  readonly counts: WhatCounts
  /** Takes note of bundles that answers are missing from. */
  readonly missing: MissingBundles
}

/** A fact that a query answers. */
export interface Match {
  readonly position: Position
  readonly answer: Answer
  /** The fact itself, when it had to be read to know that it matches. */
  readonly stored: StoredFact | undefined
}

/** Items in lists of up to so many; the last list may be shorter, and none is empty. */
export async function * listsOf<Item> (items: AsyncIterable<Item>, length: number): AsyncGenerator<Item[]> {
  let list: Item[] = []

  for await (const item of items) {
    list.push(item)

    if (list.length >= length) {
      yield list
      list = []
    }
  }

  if (list.length > 0) {
    yield list
  }
}
