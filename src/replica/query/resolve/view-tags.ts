import { readBody, statementKind } from '../../../model/body/index.ts'
import { toHex } from '../../../model/bytes/index.ts'
import { KIND_ASSERTION } from '../../../model/fact/index.ts'
import { BUNDLE_KEY_BYTES, uriInIndex } from '../../index/index.ts'
import type { Bundle } from '../../../model/bundle/index.ts'
import type { Fact } from '../../../model/fact/index.ts'
import type { FactRef } from '../fact-reader.ts'
import type { GroupName } from '../group-judge.ts'

/** Everything that is said about one entity and relation. */
export function groupTag ({ scope, entity, relation }: GroupName): string {
  return `group ${scope} ${entity}\0${relation}`
}

/** The votes on one fact, wherever they stand. */
export function votesTag ({ bundle, index }: FactRef): string {
  return `votes ${toHex(bundle.subarray(0, BUNDLE_KEY_BYTES))} ${index}`
}

/** The aliases, rules and editions of a scope. */
export function curationTag (scope: number): string {
  return `curation ${scope}`
}

/** What the facts of a bundle may change. What has no effect anywhere touches nothing. */
export function tagsOf ({ decoded }: Pick<Bundle, 'decoded'>, scope: number): Set<string> {
  const tags = new Set<string>()

  for (const fact of decoded) {
    const tag = fact == null ? undefined : tagOf(fact, scope)

    if (tag != null) {
      tags.add(tag)
    }
  }

  return tags
}

function tagOf (fact: Fact, scope: number): string | undefined {
  const { kind, relation } = fact

  if (kind === KIND_ASSERTION) {
    return groupTag({ scope, entity: uriInIndex(fact.entity), relation })
  }

  switch (statementKind(kind)) {
    case undefined: return undefined
    case 'vote': {
      const vote = readBody('vote', fact)
      return vote == null ? undefined : votesTag({ bundle: vote.fact.hash, index: vote.fact.index })
    }
    case 'resolution': {
      const resolution = readBody('resolution', fact)
      return resolution == null ? undefined : groupTag({ scope, entity: uriInIndex(fact.entity), relation: resolution.relation })
    }
    default: return curationTag(scope)
  }
}
