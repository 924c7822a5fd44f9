import { BUNDLE_FACTS_MAX } from '../../../model/bundle/index.ts'
import { compareBytes, concatBytes, equalBytes } from '../../../model/bytes/index.ts'
import { textKey, uriInIndex } from '../../index/index.ts'
import { CHUNK_FACTS } from '../constants.ts'
import { isVersionOf } from '../resolver.ts'
import { passesFact } from './search.ts'
import type { CompiledQuery } from '../compiled-query.ts'
import type { StoredFact } from '../fact-reader.ts'
import type { Answer } from '../resolver.ts'
import type { Match, Search, SearchComponents } from './search.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { BundleHit, HitSource } from '../../index/index.ts'

/** Bundles whose places are looked up together. */
const HITS_TOGETHER = 64

/** A fact that passes the query's own filters; whether it answers depends on the others about its entity and relation. */
interface Finding {
  readonly stored: StoredFact
  /** Key of the index entry that led to the fact's bundle. */
  readonly hitKey: Uint8Array
  /** Bundle and number of the fact, which order findings behind one key. */
  readonly within: Uint8Array
  /** Key of the claims about its entity and relation. */
  readonly claimKey: Uint8Array
  /** The same as text. */
  readonly claimName: string
}

/**
 * Answers bundle by bundle in the order of time (of chains, when the author is given): the facts are read, filtered, and
 * then compared with the claims about their entity and relation, many at a time.
 */
export async function * searchBundles (components: SearchComponents, query: CompiledQuery, search: Search): AsyncGenerator<Match> {
  for await (const findings of chunksOf(components, query, search)) {
    const answers = await answersTo(components, findings)

    for (let i = 0; i < findings.length; i++) {
      const { stored, hitKey, within } = findings[i]
      const answer = answers[i].find(one => isVersionOf(one, stored))

      if (answer != null) {
        yield { position: { scope: search.scope, key: hitKey, within }, answer, stored }
      }
    }
  }
}

/** Findings in runs that are long enough to be worth a lookup. */
async function * chunksOf (components: SearchComponents, query: CompiledQuery, search: Search): AsyncGenerator<Finding[]> {
  let chunk: Finding[] = []

  for await (const hits of hitsTogether(components, query, search)) {
    await components.reader.prepare(hits.map(hit => hit.bundle))

    for (const hit of hits) {
      chunk.push(...await findingsIn(components, query, { hit, search }))

      if (chunk.length >= CHUNK_FACTS) {
        yield chunk
        chunk = []
      }
    }
  }

  yield chunk
}

async function * hitsTogether ({ index }: SearchComponents, query: CompiledQuery, { scope, from }: Search): AsyncGenerator<BundleHit[]> {
  let hits: BundleHit[] = []

  for await (const hit of index.hits(sourceOf(query, scope), from ?? startOf(query))) {
    hits.push(hit)

    if (hits.length >= HITS_TOGETHER) {
      yield hits
      hits = []
    }
  }

  yield hits
}

async function findingsIn ({ missing, reader }: SearchComponents, query: CompiledQuery, { hit, search: { scope, from } }: { hit: BundleHit, search: Search }): Promise<Finding[]> {
  const findings: Finding[] = []

  for (const stored of await reader.readMany(hit.bundle, hit.numbers, bundle => { missing.add(bundle, scope) })) {
    const within = concatBytes([hit.bundle, Uint8Array.of(stored.index >>> 8, stored.index)])
    const isBehind = from == null || !equalBytes(from.key, hit.key) || compareBytes(within, from.within) > 0

    if (isBehind && passesFact(query, stored)) {
      const entity = uriInIndex(stored.fact.entity)
      const claimName = `${entity}\0${stored.fact.relation}`
      findings.push({ stored, hitKey: hit.key, within, claimName, claimKey: textKey('claim', scope, entity, stored.fact.relation) })
    }
  }

  return findings
}

/** What the claims about each finding's entity and relation come to. */
async function answersTo ({ index, resolver }: SearchComponents, findings: readonly Finding[]): Promise<Array<readonly Answer[]>> {
  const keys = new Map(findings.map(finding => [finding.claimName, finding.claimKey]))
  const groups = await index.claims([...keys.values()])
  const answers = new Map<string, readonly Answer[]>()
  let next = 0

  for (const [name, key] of keys) {
    answers.set(name, await resolver.resolve(key, groups[next++]))
  }

  return findings.map(finding => answers.get(finding.claimName) ?? [])
}

function sourceOf ({ relation, source, author }: CompiledQuery, scope: number): HitSource {
  if (relation != null) {
    return { by: 'relation', scope, text: relation }
  }

  if (source != null) {
    return { by: 'source', scope, text: source }
  }

  return author == null ? { by: 'time', scope } : { by: 'author', scope, author }
}

/** Where bundles begin that can hold facts later than asked: a bundle carries the time of its first fact. */
function startOf ({ after }: CompiledQuery): { hlc: Hlc } | undefined {
  return after == null ? undefined : { hlc: { wallMs: after.wallMs, counter: Math.max(0, after.counter - BUNDLE_FACTS_MAX) } }
}
