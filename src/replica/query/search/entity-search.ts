import { compareBytes, equalBytes } from '../../../model/bytes/index.ts'
import { textKey } from '../../index/index.ts'
import { InvalidQueryError } from '../errors.ts'
import { needsFact, passesFact, passesIndex } from './search.ts'
import type { CompiledQuery } from '../compiled-query.ts'
import type { Position } from '../cursor.ts'
import type { StoredFact } from '../fact-reader.ts'
import type { Answer } from '../resolver.ts'
import type { Match, Search, SearchComponents } from './search.ts'
import type { ClaimGroup } from '../../index/index.ts'

const text = new TextDecoder()

/**
 * Answers about one entity, relation by relation: the claims of an entity stand side by side in the index, so most of
 * them are judged without a look at the journal.
 */
export async function * searchEntity (components: SearchComponents, query: CompiledQuery, search: Search & { entity: string }): AsyncGenerator<Match> {
  const { scope, from } = search

  for await (const { key, claims } of groupsOf(components, query, search)) {
    const relation = relationIn(key)

    for (const answer of await components.resolver.resolve(key, claims)) {
      const isBehind = from == null || !equalBytes(from.key, relation) || compareBytes(answer.claimant, from.within) > 0

      if (isBehind && passesIndex(query, answer.version)) {
        const stored = needsFact(query) ? await read(components, answer, scope) : undefined

        if (!needsFact(query) || (stored != null && passesFact(query, stored))) {
          yield { position: { scope, key: relation, within: answer.claimant }, answer, stored }
        }
      }
    }
  }
}

async function read ({ reader, missing }: SearchComponents, { version: { bundle, hlc, index } }: Answer, scope: number): Promise<StoredFact | undefined> {
  return reader.read(bundle, index, () => { missing.add(bundle, scope, hlc) })
}

async function * groupsOf ({ index }: SearchComponents, query: CompiledQuery, { scope, entity, from }: Search & { entity: string }): AsyncGenerator<ClaimGroup> {
  if (query.relation == null) {
    yield * index.claimGroups(scope, entity, from == null ? undefined : relationFrom(from))
    return
  }

  const key = textKey('claim', scope, entity, query.relation)
  const [claims] = await index.claims([key])
  yield { key, claims }
}

/** The relation at the end of a group key: what stands between its last two zero bytes. */
function relationIn (key: Uint8Array): Uint8Array {
  return key.slice(key.lastIndexOf(0, key.length - 2) + 1, key.length - 1)
}

function relationFrom ({ key }: Position): string {
  if (key.includes(0)) {
    throw new InvalidQueryError('cursor', 'is not one that a page answered')
  }

  return text.decode(key)
}
