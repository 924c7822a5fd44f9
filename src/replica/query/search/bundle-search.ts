import { compareBytes, concatBytes, equalBytes } from '../../../model/bytes/index.ts'
import { advanceHlc } from '../../../model/hlc/index.ts'
import { uriInIndex } from '../../index/index.ts'
import { HITS_TOGETHER } from '../constants.ts'
import { hitsOf } from './hit-runs.ts'
import { listsOf } from './search.ts'
import type { FactFilter } from './fact-filter.ts'
import type { Match, Search, SearchComponents } from './search.ts'
import type { BundleHit, Version } from '../../index/index.ts'
import type { CompiledQuery } from '../compiled-query.ts'
import type { StoredFact } from '../fact-reader.ts'
import type { GroupName } from '../group-judge.ts'
import type { Outcome } from '../judge/outcome.ts'

/** A fact that passes the query's own filters; whether it answers depends on the others about its entity and relation. */
interface Finding {
  readonly stored: StoredFact
  readonly hit: BundleHit
  /** Bundle and number of the fact, which order findings behind one key. */
  readonly within: Uint8Array
  readonly group: GroupName
}

/**
 * Answers bundle by bundle in the order of time (of chains, when the author is given): the facts are read, filtered, and
 * then compared with the claims about their entity and relation, many at a time.
 */
export async function * searchBundles (components: SearchComponents, query: CompiledQuery, search: Search & { filter: FactFilter }): AsyncGenerator<Match[]> {
  for await (const findings of findingsOf(components, query, search)) {
    const outcomes = await outcomesOf(components, findings)
    const matches: Match[] = []

    for (const [i, { stored, hit: { bundle, key }, within }] of findings.entries()) {
      const answer = outcomes[i].find(bundle, stored.index)

      if (answer != null && search.filter.passesAnswer(answer)) {
        matches.push({ position: { scope: search.scope, key, within }, answer, stored })
      }
    }

    yield matches
  }
}

/** Findings in runs that are long enough to be worth a lookup. */
async function * findingsOf (components: SearchComponents, query: CompiledQuery, search: Search & { filter: FactFilter }): AsyncGenerator<Finding[]> {
  let findings: Finding[] = []

  for await (const hits of listsOf(hitsOf(components.index, query, search), Math.min(search.chunk, HITS_TOGETHER))) {
    await components.reader.prepare(hits.map(hit => hit.bundle))

    for (const hit of hits) {
      if (components.counts.isAll || await components.counts.isHere(hit.bundle)) {
        findings.push(...await findingsIn(components, hit, search))
      }

      if (findings.length >= search.chunk) {
        yield findings
        findings = []
      }
    }
  }

  yield findings
}

async function findingsIn ({ counts, missing, reader }: SearchComponents, hit: BundleHit, { filter, from, scope }: Search & { filter: FactFilter }): Promise<Finding[]> {
  const findings: Finding[] = []
  const isStart = from != null && equalBytes(from.key, hit.key)

  for (const stored of await reader.readMany(hit.bundle, hit.numbers, bundle => { missing.add(bundle, scope) })) {
    const { entity, relation } = stored.fact
    const group = { scope, entity: uriInIndex(entity), relation }
    const within = concatBytes([hit.bundle, Uint8Array.of(stored.index >>> 8, stored.index)])
    const isBehind = !isStart || compareBytes(within, from.within) > 0

    if (isBehind && filter.passesGroup(group.entity, relation) && filter.passesVersion(versionOf(stored)) && filter.passesFact(stored) && counts.hasEffect(scope, stored)) {
      findings.push({ stored, hit, within, group })
    }
  }

  return findings
}

/** The outcome of each finding's group; findings of one group share it. */
async function outcomesOf ({ outcomes }: SearchComponents, findings: readonly Finding[]): Promise<Outcome[]> {
  const places = new Map<string, number>()
  const groups: GroupName[] = []

  const placed = findings.map(({ group }) => {
    const name = `${group.entity}\0${group.relation}`
    const place = places.get(name) ?? groups.push(group) - 1
    places.set(name, place)

    return place
  })
  const found = await outcomes.of(groups)

  return placed.map(place => found[place])
}

function versionOf ({ fact: { confidence, extras }, head, index }: StoredFact): Pick<Version, 'confidence' | 'hlc' | 'life'> {
  return { confidence, hlc: advanceHlc(head.header.hlc, index), life: extras.life }
}
