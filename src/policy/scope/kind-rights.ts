import {
  KIND_ALIAS, KIND_DECLARATION, KIND_EDITION, KIND_GRANT, KIND_RESOLUTION, KIND_REVOCATION, KIND_RULE, KIND_SCOPE_KEY, KIND_VOTE
} from '../../model/body/index.ts'
import { equalBytes } from '../../model/bytes/index.ts'
import { KIND_ASSERTION, KIND_GOVERNANCE_MAX, KIND_GOVERNANCE_MIN } from '../../model/fact/index.ts'
import { ownsSource } from '../../model/identity/index.ts'
import type { Standing } from './interface.ts'
import type { Right } from '../../model/body/index.ts'
import type { Fact } from '../../model/fact/index.ts'

/** The right that gives a fact effect, by its kind. `admin` includes the others. */
const RIGHTS_OF_KINDS: ReadonlyMap<number, Right> = new Map([
  [KIND_ASSERTION, 'write'],
  [KIND_GRANT, 'admin'],
  [KIND_REVOCATION, 'admin'],
  [KIND_SCOPE_KEY, 'admin'],
  [KIND_VOTE, 'write'],
  [KIND_RESOLUTION, 'curate'],
  [KIND_ALIAS, 'curate'],
  [KIND_RULE, 'admin'],
  [KIND_EDITION, 'curate']
])

/** Who wants a fact to be forgotten, and what is known of that fact. */
export interface ErasureQuestion {
  /** Author of the erasure. */
  readonly author: Uint8Array
  /** What that author might do where the erasure stands. */
  readonly standing: Standing
  /** Author of the fact or bundle that is to be forgotten, and its kind while it is known. */
  readonly target: { readonly author: Uint8Array, readonly kind?: number }
}

/**
 * Whether a fact of a kind has effect with the rights that its author had there. Kinds without a meaning to this version
 * have none. A declaration is about its author and needs no more than a grant; whether an erasure counts depends on its
 * target too, see {@link mayErase}.
 */
export function mayState (kind: number, standing: Standing): boolean {
  const right = RIGHTS_OF_KINDS.get(kind)

  return right === undefined ? kind === KIND_DECLARATION && standing.isEffective : standing.has(right)
}

/**
 * Whether a fact counts in answers, by what its author might do where it stands: it has the right that the kind asks for, and
 * the source lies under its peer id or a name that it holds there. Kinds that need no right of their own need a grant. Acts, which
 * are judged by those before them, are never outlawed.
 */
export function isEffective ({ kind, source }: Pick<Fact, 'kind' | 'source'>, author: Uint8Array, standing: Standing): boolean {
  const right = RIGHTS_OF_KINDS.get(kind)

  return isAct(kind) || ((right === undefined ? standing.isEffective : standing.has(right)) && (ownsSource(source, author, []) || ownsSource(source, author, standing.names)))
}

/**
 * Whether an erasure has effect: authors erase what is their own, admins everything. What governs a scope is never
 * erased.
 */
export function mayErase ({ author, standing, target }: ErasureQuestion): boolean {
  const { kind = KIND_ASSERTION } = target

  return !isAct(kind) &&
    standing.isEffective && (equalBytes(author, target.author) || standing.has('admin'))
}

function isAct (kind: number): boolean {
  return kind >= KIND_GOVERNANCE_MIN && kind <= KIND_GOVERNANCE_MAX
}
