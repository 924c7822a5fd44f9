import { BUNDLE_FACTS_MAX } from '../../../model/bundle/index.ts'
import { compareBytes, concatBytes, equalBytes } from '../../../model/bytes/index.ts'
import { BUCKETS, textKey } from '../../index/index.ts'
import { InvalidQueryError } from '../errors.ts'
import type { Search } from './search.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { BundleHit, HitSource, IndexReader } from '../../index/index.ts'
import type { CompiledQuery } from '../compiled-query.ts'

/** An ordered run of bundles, and what all keys in it begin with. */
interface HitRun {
  readonly source: HitSource
  readonly prefix: Uint8Array
}

/** The bundles that a query has to look at, run after run, from the bundle of a position on. */
export async function * hitsOf (index: IndexReader, query: CompiledQuery, search: Search): AsyncGenerator<BundleHit> {
  const { from } = search
  const runs = runsOf(query, search)
  const first = from == null ? 0 : runs.findIndex(({ prefix }) => startsWith(from.key, prefix))

  if (first < 0) {
    throw new InvalidQueryError('cursor', 'is not one that a page answered')
  }

  for (const [i, { source }] of runs.slice(first).entries()) {
    yield * index.hits(source, i === 0 && from != null ? from : startOf(query))
  }
}

/** The shortest runs that hold everything, in the order of their keys. */
function runsOf (query: CompiledQuery, { names, scope }: Search): HitRun[] {
  const { author, relations, source } = query

  if (names.targets != null) {
    return textRuns('target', scope, names.targets)
  }

  if (relations != null) {
    return textRuns('relation', scope, relations)
  }

  if (source != null) {
    return textRuns('source', scope, [source])
  }

  const number = Uint8Array.of(scope >>> 8, scope)

  return author == null
    ? [{ source: { by: 'time', scope }, prefix: concatBytes([Uint8Array.of(BUCKETS.time), number]) }]
    : [{ source: { by: 'author', scope, author }, prefix: concatBytes([Uint8Array.of(BUCKETS.chain), author, number]) }]
}

function textRuns (by: 'relation' | 'source' | 'target', scope: number, texts: readonly string[]): HitRun[] {
  return texts
    .map(text => ({ source: { by, scope, text }, prefix: textKey(by, scope, text) }))
    .sort((a, b) => compareBytes(a.prefix, b.prefix))
}

/** Where bundles begin that can hold facts later than asked: a bundle carries the time of its first fact. */
function startOf ({ after }: CompiledQuery): { hlc: Hlc } | undefined {
  return after == null ? undefined : { hlc: { wallMs: after.wallMs, counter: Math.max(0, after.counter - BUNDLE_FACTS_MAX) } }
}

function startsWith (key: Uint8Array, prefix: Uint8Array): boolean {
  return equalBytes(key.subarray(0, prefix.length), prefix)
}
