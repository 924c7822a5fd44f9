import { encodeHlc } from '../../model/hlc/index.ts'
import { readVarint, varintLength, writeVarint } from '../record/index.ts'
import { BUNDLE_KEY_BYTES } from './constants.ts'
import { inBucket, textKey, uriInIndex } from './keys.ts'
import type { IndexStore } from './store/interface.ts'
import type { SealedBatch } from './store/sealed-batch.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { Fact } from '../../model/fact/index.ts'

/** An entry without a value means every fact of the bundle. */
const ALL = new Uint8Array(0)

/** The texts that lead to facts, by bucket. */
const TEXTS = {
  relation: ({ relation }: Fact) => relation,
  source: ({ source }: Fact) => source,
  target: ({ value }: Fact) => value.type === 'ref' ? uriInIndex(value.v) : undefined
} as const

type PostingBucket = keyof typeof TEXTS

const POSTING_BUCKETS: readonly PostingBucket[] = ['relation', 'source', 'target']

/** The facts of a bundle that entries lead to. */
export interface Postable {
  /** Facts by their number in the bundle; null stands for one that no entry leads to. */
  readonly assertions: ReadonlyArray<Fact | null>
  /** Number of the scope. */
  readonly scope: number
}

/**
 * Adds the entries that lead from relations, sources and the targets of refs to the facts of a bundle: one for each distinct text, so a
 * bundle of 512 facts from one source costs one entry.
 */
export function writePostings (bundle: Bundle, postable: Postable, batch: SealedBatch): void {
  if (bundle.header.count === 1) {
    writeLone(bundle, postable, batch)
    return
  }

  for (const [key, numbers] of postingsOf(bundle, postable)) {
    batch.put(key, valueOf(numbers, bundle))
  }
}

/** The entries of a fact that is alone in its bundle, as most are. */
function writeLone (bundle: Bundle, { assertions: [fact], scope }: Postable, batch: SealedBatch): void {
  const suffix = suffixOf(bundle)

  for (const bucket of POSTING_BUCKETS) {
    const text = fact == null ? undefined : TEXTS[bucket](fact)

    if (text != null) {
      batch.put(inBucket(bucket, textKey(bucket, scope, text), suffix), ALL)
    }
  }
}

/** Adds facts that came later to the entries of their bundle. */
export async function extendPostings (store: Pick<IndexStore, 'getMany'>, bundle: Bundle, { batch, ...postable }: Postable & { batch: SealedBatch }): Promise<void> {
  const postings = [...postingsOf(bundle, postable)]
  const rows = await store.getMany(postings.map(([key]) => key))

  for (const [i, [key, numbers]] of postings.entries()) {
    const row = rows[i]
    const all = [...row == null ? [] : decodeNumbers(row) ?? [], ...numbers].sort((a, b) => a - b)
    batch.put(key, valueOf(all, bundle), row)
  }
}

/** The entries of facts: their keys, and the numbers of the facts that each leads to. */
export function * postingsOf (bundle: Pick<Bundle, 'hash' | 'header'>, { assertions, scope }: Postable): Generator<[key: Uint8Array, numbers: number[]]> {
  const suffix = suffixOf(bundle)

  for (const bucket of POSTING_BUCKETS) {
    for (const [text, numbers] of numbersBy(bucket, assertions)) {
      yield [inBucket(bucket, textKey(bucket, scope, text), suffix), numbers]
    }
  }
}

/** What the keys of all entries of a bundle end with. */
function suffixOf ({ header, hash }: Pick<Bundle, 'hash' | 'header'>): Uint8Array {
  const suffix = new Uint8Array(8 + BUNDLE_KEY_BYTES)
  suffix.set(encodeHlc(header.hlc))
  suffix.set(hash.subarray(0, BUNDLE_KEY_BYTES), 8)
  return suffix
}

function valueOf (numbers: readonly number[], { header }: Bundle): Uint8Array {
  return numbers.length === header.count ? ALL : encodeNumbers(numbers)
}

/** Decodes the value of a posting; undefined means every fact of the bundle. */
export function decodeNumbers (value: Uint8Array): number[] | undefined {
  if (value.length === 0) {
    return undefined
  }

  const numbers: number[] = []
  let position = 0
  let number = 0

  while (position < value.length) {
    const step = readVarint(value, position)
    position += varintLength(step)
    number += step
    numbers.push(number)
  }

  return numbers
}

/** Encodes ascending numbers, each as its distance from the one before; one byte nearly always. */
export function encodeNumbers (numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(numbers.length * 2)
  let position = 0
  let previous = 0

  for (const number of numbers) {
    position = writeVarint(bytes, position, number - previous)
    previous = number
  }

  return bytes.slice(0, position)
}

function numbersBy (bucket: PostingBucket, assertions: ReadonlyArray<Fact | null>): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  const textOf = TEXTS[bucket]

  for (let index = 0; index < assertions.length; index++) {
    const fact = assertions[index]
    const text = fact == null ? undefined : textOf(fact)
    const numbers = text == null ? undefined : groups.get(text)

    if (numbers != null) {
      numbers.push(index)
    } else if (text != null) {
      groups.set(text, [index])
    }
  }

  return groups
}
