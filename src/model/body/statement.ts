import { aliasForm } from './alias.ts'
import { editionForm } from './edition.ts'
import { bodyOfFact, factOfForm } from './form-of-kind.ts'
import { resolutionForm } from './resolution.ts'
import { ruleForm } from './rule.ts'
import { voteForm } from './vote.ts'
import type { BodyForm, BodyInit } from './form-of-kind.ts'
import type { Bodies, StatementKind } from './interface.ts'
import type { Fact } from '../fact/index.ts'

const FORMS: { readonly [K in StatementKind]: BodyForm<Bodies[K]> } = {
  vote: voteForm, resolution: resolutionForm, alias: aliasForm, rule: ruleForm, edition: editionForm
}

/** Names of kinds by their numbers. */
const KINDS = new Map((Object.keys(FORMS) as StatementKind[]).map(kind => [FORMS[kind].kind, kind]))

/**
 * What a caller wants to state. Its entity is that of the target: for aliases the canonical name, for rules and editions
 * the URI of the scope. Confidence 0 takes the same statement of the same author and source back.
 */
export type StatementInit<K extends StatementKind> = BodyInit<Bodies[K]>

/** The name of a kind by its number, or undefined for a kind without a body that this version knows. */
export function statementKind (kind: number): StatementKind | undefined {
  return KINDS.get(kind)
}

/**
 * Makes the fact that carries a body: its number as kind, `factmesh:<kind>` as relation, null as value.
 *
 * @throws {InvalidFactError} with the field of the body, or of the fact, that is wrong
 */
export function statementFact<K extends StatementKind> (kind: K, init: StatementInit<K>): Fact {
  return factOfForm(kind, FORMS[kind], init)
}

/**
 * The body of a fact, or undefined when the fact is not of this kind or is malformed: it is kept and relayed then, and
 * has no effect. Further keys of a body are passed over.
 */
export function readBody<K extends StatementKind> (kind: K, fact: Fact): Bodies[K] | undefined {
  return bodyOfFact(kind, FORMS[kind], fact)
}

/** Whether a statement takes an earlier one back. */
export function isTakenBack ({ confidence }: Pick<Fact, 'confidence'>): boolean {
  return confidence === 0
}
