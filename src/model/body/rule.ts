import { KIND_RULE } from './constants.ts'
import { expectField, expectRelation, relationOf } from './form.ts'
import { isScopeUri } from './scope-uri.ts'
import type { BodyForm } from './form-of-kind.ts'
import type { RuleBody } from './interface.ts'

/** `{ cardinality: 'one' | 'many', relation: text }`; the entity of the fact is a scope. */
export const ruleForm: BodyForm<RuleBody> = {
  kind: KIND_RULE,
  normal: body => ({ ...body, relation: relationOf(body.relation) }),
  toMap: ({ relation, cardinality }) => ({ cardinality, relation }),
  fromMap: ({ relation, cardinality }) => ({ relation, cardinality } as RuleBody),

  check ({ relation, cardinality }, { entity }) {
    expectRelation(relation)
    expectField('cardinality', cardinality === 'one' || cardinality === 'many', 'is neither `one` nor `many`.')
    expectField('entity', isScopeUri(entity), 'is not the URI of a scope.')
  }
}
