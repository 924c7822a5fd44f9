import { isWhole } from '../../model/bundle/index.ts'
import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { IndexCorruptError } from './errors.ts'
import { bundleKey } from './keys.ts'
import { decodeNumbers, encodeNumbers } from './postings.ts'
import type { IndexStore } from './store/interface.ts'
import type { SealedBatch } from './store/sealed-batch.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { Fact } from '../../model/fact/index.ts'
import type { ArrivedBundle } from '../record/index.ts'

/** What is filed of one bundle. */
export interface Filing {
  /** The bundle with the facts that entries are made for; null stands for those that have theirs, and those that are not here. */
  readonly bundle: Bundle
  /** Whether nothing of the bundle was filed before. */
  readonly isNew: boolean
}

/** Where gaps are looked up and noted. */
export interface GapComponents {
  readonly store: Pick<IndexStore, 'get' | 'getMany'>
  readonly batch: SealedBatch
}

/**
 * Works out what to file of each bundle of a group, undefined where there is nothing, and notes which facts are left to be
 * filed when they come. `known` says which bundles the index knows, or met earlier in the group; the copy with the most
 * facts stands for all copies in the group.
 */
export async function filingsOf ({ batch, store }: GapComponents, group: readonly ArrivedBundle[], known: readonly boolean[]): Promise<Array<Filing | undefined>> {
  if (!known.includes(true) && group.every(({ bundle }) => isWhole(bundle))) {
    return group.map(({ bundle }) => ({ bundle, isNew: true }))
  }

  const fullest = fullestOf(group)
  const keys = group.map(({ bundle: { hash } }) => bundleKey(hash, 'gap'))
  const rows = await store.getMany(keys)

  return group.map(({ bundle: { hash } }, i) => {
    const bundle = fullest.get(toHex(hash))

    if (bundle == null) {
      return undefined
    }

    fullest.delete(toHex(hash))
    const row = rows[i]
    const due = known[i] ? numbersIn(row) : [...bundle.facts.keys()]
    note({ key: keys[i], row, left: due.filter(number => bundle.facts[number] == null) }, batch)

    return known[i] && due.length === 0 ? undefined : { bundle: only(bundle, due), isNew: !known[i] }
  })
}

/**
 * What leaves a bundle that the index knows, at the places of the facts, and notes that nothing leads to them any more.
 *
 * @throws {IndexCorruptError} when a fact that is filed leaves and nobody says what it was: only a new index does without it then
 */
export async function leavingOf ({ batch, store }: GapComponents, { bundle, leaving }: ArrivedBundle): Promise<Array<Fact | null>> {
  const key = bundleKey(bundle.hash, 'gap')
  const row = await store.get(key)
  const gone = [...bundle.facts.keys()].filter(number => bundle.facts[number] == null)
  const unfiled = new Set(numbersIn(row))
  const facts: Array<Fact | null> = bundle.facts.map(() => null)
  note({ key, row, left: gone }, batch)

  for (const number of gone) {
    if (!unfiled.has(number)) {
      const fact = leaving?.[number]

      if (fact == null) {
        throw new IndexCorruptError('gap')
      }

      facts[number] = fact
    }
  }

  return facts
}

function fullestOf (group: readonly ArrivedBundle[]): Map<string, Bundle> {
  const fullest = new Map<string, Bundle>()

  for (const { bundle } of group) {
    const name = toHex(bundle.hash)
    const other = fullest.get(name)

    if (other == null || countIn(other) < countIn(bundle)) {
      fullest.set(name, bundle)
    }
  }

  return fullest
}

function countIn ({ facts }: Bundle): number {
  return facts.filter(fact => fact != null).length
}

function numbersIn (row: Uint8Array | undefined): number[] {
  return row == null ? [] : decodeNumbers(row) ?? []
}

function note ({ key, row, left }: { key: Uint8Array, row: Uint8Array | undefined, left: readonly number[] }, batch: SealedBatch): void {
  const value = encodeNumbers(left)

  if (left.length > 0 && (row == null || !equalBytes(row, value))) {
    batch.put(key, value, row)
  } else if (left.length === 0 && row != null) {
    batch.delete(key, row)
  }
}

/** The bundle with some of its facts only. */
function only (bundle: Bundle, numbers: readonly number[]): Bundle {
  const decoded: Array<Fact | null> = bundle.decoded.map(() => null)
  numbers.forEach(number => { decoded[number] = bundle.decoded[number] })

  return { ...bundle, decoded }
}
