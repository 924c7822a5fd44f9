import { KIND_GRANT, KIND_REVOCATION, KIND_VOTE, readBody } from '../../../model/body/index.ts'
import { KIND_ASSERTION } from '../../../model/fact/index.ts'
import { uriInIndex } from '../../index/index.ts'
import type { Bundle } from '../../../model/bundle/index.ts'
import type { Fact } from '../../../model/fact/index.ts'
import type { ChangeType } from '../interface.ts'

/** A fact of a bundle in the form in which filters look at it. */
export interface Subject {
  /** Place of the fact in its bundle. */
  readonly index: number
  readonly fact: Fact
  readonly type: Exclude<ChangeType, 'conflict' | 'scope' | 'erase'>
  /** As the index spells it. */
  readonly entity: string
  /** As the index spells it. */
  readonly source: string
  /** The relation in which the fact may begin, feed or settle a conflict about its entity; undefined when it cannot. */
  readonly contestable: string | undefined
  /** Whether the fact may change which others have effect. */
  readonly governs: boolean
}

/** The facts of a bundle that are here. */
export function subjectsOf ({ decoded }: Pick<Bundle, 'decoded'>): Subject[] {
  return decoded.flatMap((fact, index) => fact == null ? [] : [subjectOf(fact, index)])
}

function subjectOf (fact: Fact, index: number): Subject {
  return {
    index,
    fact,
    type: typeOf(fact),
    entity: uriInIndex(fact.entity),
    source: uriInIndex(fact.source),
    contestable: fact.kind === KIND_ASSERTION ? fact.relation : readBody('resolution', fact)?.relation,
    governs: fact.kind === KIND_GRANT || fact.kind === KIND_REVOCATION
  }
}

function typeOf ({ kind, confidence }: Fact): Subject['type'] {
  if (kind === KIND_ASSERTION) {
    return confidence === 0 ? 'retraction' : 'fact'
  }

  return kind === KIND_VOTE ? 'vote' : 'statement'
}
