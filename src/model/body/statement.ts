import { CONFIDENCE_ONE, createFact, InvalidFactError } from '../fact/index.ts'
import { aliasForm } from './alias.ts'
import { editionForm } from './edition.ts'
import { isMap } from './form.ts'
import { resolutionForm } from './resolution.ts'
import { ruleForm } from './rule.ts'
import { voteForm } from './vote.ts'
import type { BodyForm } from './form-of-kind.ts'
import type { Bodies, StatementKind } from './interface.ts'
import type { Fact } from '../fact/index.ts'

const FORMS: { readonly [K in StatementKind]: BodyForm<Bodies[K]> } = {
  vote: voteForm, resolution: resolutionForm, alias: aliasForm, rule: ruleForm, edition: editionForm
}

/** Names of kinds by their numbers. */
const KINDS = new Map((Object.keys(FORMS) as StatementKind[]).map(kind => [FORMS[kind].kind, kind]))

/** What a caller wants to state. */
export interface StatementInit<K extends StatementKind> {
  readonly body: Bodies[K]
  /** The entity of the target: for aliases the canonical name, for rules and editions the URI of the scope. */
  readonly entity: string
  readonly source: string
  /** 0 takes the same statement of the same author and source back. Absent means 1. */
  readonly confidence?: 0 | 1
}

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
  const form = FORMS[kind]
  const body = form.normal(init.body)
  const fact = createFact({ ...factStart(kind), entity: init.entity, source: init.source, confidence: init.confidence, extras: { body: form.toMap(body) } })
  form.check(body, fact)

  return fact
}

/**
 * The body of a fact, or undefined when the fact is not of this kind or is malformed: it is kept and relayed then, and
 * has no effect. Further keys of a body are passed over.
 */
export function readBody<K extends StatementKind> (kind: K, fact: Fact): Bodies[K] | undefined {
  const form = FORMS[kind]
  const { body } = fact.extras

  if (fact.kind !== form.kind || !isStatement(kind, fact) || !isMap(body)) {
    return undefined
  }

  try {
    const read = form.fromMap(body)
    form.check(read, fact)

    return read
  } catch (error) {
    if (error instanceof InvalidFactError) {
      return undefined
    }

    throw error
  }
}

/** Whether a statement takes an earlier one back. */
export function isTakenBack ({ confidence }: Pick<Fact, 'confidence'>): boolean {
  return confidence === 0
}

function isStatement (kind: StatementKind, { relation, value, confidence }: Fact): boolean {
  return relation === factStart(kind).relation && value.type === 'null' && (confidence === 0 || confidence === CONFIDENCE_ONE)
}

function factStart (kind: StatementKind): Pick<Fact, 'kind' | 'relation' | 'value'> {
  return { kind: FORMS[kind].kind, relation: `factmesh:${kind}`, value: { type: 'null', v: null } }
}
