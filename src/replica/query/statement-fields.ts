import { readBody, statementKind } from '../../model/body/index.ts'
import { factId } from '../../model/bundle/index.ts'
import { CONFIDENCE_ONE } from '../../model/fact/index.ts'
import type { FactRecord } from './interface.ts'
import type { BodyRef } from '../../model/body/interface.ts'
import type { Fact } from '../../model/fact/index.ts'

type Statement = NonNullable<FactRecord['statement']>

/** What a fact of another kind than assertion says, flat and readable; undefined for a kind without a body that can be read. */
export function statementOf (fact: Fact): Statement | undefined {
  switch (statementKind(fact.kind)) {
    case 'vote': return given(readBody('vote', fact), body => ({ fact: idOf(body.fact), weight: body.weight / CONFIDENCE_ONE, stance: body.stance }))
    case 'resolution': return given(readBody('resolution', fact), ({ note, relation, values, winner }) => {
      return { relation, winner: winner == null ? null : idOf(winner), values: values.length, ...note == null ? {} : { note } }
    })
    case 'alias': return given(readBody('alias', fact), body => ({ ...body }))
    case 'rule': return given(readBody('rule', fact), body => ({ ...body }))
    case 'edition': return given(readBody('edition', fact), body => ({ ...body }))
    default: return undefined
  }
}

function given<Body> (body: Body | undefined, fields: (body: Body) => Statement): Statement | undefined {
  return body == null ? undefined : fields(body)
}

function idOf ({ hash, index }: BodyRef): string {
  return factId(hash, index)
}
