import { compareBytes, equalBytes } from '../../../model/bytes/index.ts'
import { textKey } from '../../index/index.ts'
import { groupsOf } from './group-runs.ts'
import { listsOf } from './search.ts'
import type { FactFilter } from './fact-filter.ts'
import type { Match, Search, SearchComponents } from './search.ts'
import type { CompiledQuery } from '../compiled-query.ts'
import type { StoredFact } from '../fact-reader.ts'
import type { KnownGroup } from '../group-judge.ts'
import type { Answer, Outcome } from '../judge/outcome.ts'

/**
 * Answers about entities, group by group in the order of their keys: the claims of an entity, and of those below it, stand
 * side by side in the index, so they are judged without a look at the journal unless a filter asks for more.
 */
export async function * searchGroups (components: SearchComponents, query: CompiledQuery, search: Search & { filter: FactFilter }): AsyncGenerator<Match[]> {
  for await (const groups of listsOf(groupsOf(components.index, query, search), search.chunk)) {
    const outcomes = await components.outcomes.of(groups)
    const found = groups.flatMap((group, i) => matchesIn(group, outcomes[i], search))

    yield search.filter.needsFact ? await filtered(components, found, search) : found
  }
}

/** The answers under one name of a group. */
function matchesIn (group: KnownGroup, { answers }: Outcome, { filter, from, scope }: Search & { filter: FactFilter }): Match[] {
  const ours = answers.filter(answer => answer.entity === group.entity && filter.passesAnswer(answer))

  if (ours.length === 0) {
    return []
  }

  const key = textKey('claim', scope, group.entity, group.relation)
  const isStart = from != null && equalBytes(from.key, key)

  return ours.flatMap(answer => {
    const isBehind = !isStart || compareBytes(answer.claimant, from.within) > 0
    return isBehind ? [{ position: { scope, key, within: answer.claimant }, answer, stored: undefined }] : []
  })
}

/** The matches whose facts pass the filters, with the facts. */
async function filtered (components: SearchComponents, found: readonly Match[], { filter, scope }: Search & { filter: FactFilter }): Promise<Match[]> {
  const facts = await readAnswers(components, found.map(({ answer }) => answer), scope)

  return found.flatMap((match, i) => {
    const stored = facts[i]
    return stored != null && filter.passesFact(stored) ? [{ ...match, stored }] : []
  })
}

/** Reads the facts of answers; what is not here is noted. */
export async function readAnswers ({ missing, reader }: Pick<SearchComponents, 'missing' | 'reader'>, answers: readonly Answer[], scope: number): Promise<Array<StoredFact | undefined>> {
  if (answers.length === 1) {
    const [{ version: { bundle, hlc, index } }] = answers
    return [await reader.read(bundle, index, () => { missing.add(bundle, scope, hlc) })]
  }

  return reader.readEach(answers.map(({ version }) => version), ({ bundle, hlc }) => { missing.add(bundle, scope, hlc) })
}
