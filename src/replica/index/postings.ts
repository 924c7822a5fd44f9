import { encodeHlc } from '../../model/hlc/index.ts'
import { readVarint, varintLength, writeVarint } from '../record/index.ts'
import { BUNDLE_KEY_BYTES } from './constants.ts'
import { inBucket, textKey, uriInIndex } from './keys.ts'
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
export function writePostings ({ header, hash }: Bundle, { assertions, scope }: Postable, batch: SealedBatch): void {
  const suffix = new Uint8Array(8 + BUNDLE_KEY_BYTES)
  suffix.set(encodeHlc(header.hlc))
  suffix.set(hash.subarray(0, BUNDLE_KEY_BYTES), 8)

  for (const bucket of POSTING_BUCKETS) {
    if (header.count === 1) {
      writeLone(assertions[0], { bucket, scope, suffix }, batch)
      continue
    }

    for (const [text, numbers] of numbersBy(bucket, assertions)) {
      const value = numbers.length === header.count ? ALL : encodeNumbers(numbers)
      batch.put(inBucket(bucket, textKey(bucket, scope, text), suffix), value)
    }
  }
}

/** The entry of a fact that is alone in its bundle. */
function writeLone (fact: Fact | null, { bucket, scope, suffix }: { bucket: PostingBucket, scope: number, suffix: Uint8Array }, batch: SealedBatch): void {
  const text = fact == null ? undefined : TEXTS[bucket](fact)

  if (text != null) {
    batch.put(inBucket(bucket, textKey(bucket, scope, text), suffix), ALL)
  }
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

/** Each number as its distance from the one before; one byte nearly always. */
function encodeNumbers (numbers: readonly number[]): Uint8Array {
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
