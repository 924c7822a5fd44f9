import { valueText } from './value.ts'
import type { FactJson } from '../../../api/index.ts'

/** The fields of a fact for people, one a line; those that most facts do not have are left out where they are not there. */
export function factRows (fact: FactJson): Array<[string, string]> {
  const { value, statement, received_from: from, received_via: via, outlawed, visible } = fact
  const why = outlawed === true ? 'nothing in the scope gives its author the right to state it' : 'a bundle that its author had seen before is not here'
  return [
    ['id', fact.id],
    ['entity', fact.entity],
    ['relation', fact.relation],
    statement == null ? ['value', `${valueText(value)} (${value.type})`] : ['statement', statementText(statement)],
    ['source', fact.source],
    ['author', fact.author],
    ['time', fact.timestamp],
    ['confidence', String(fact.confidence)],
    ['scope', fact.scope],
    ['valid until', fact.valid_until ?? '-'],
    ...given('lifecycle', fact.lifecycle),
    ...given('source class', fact.source_class),
    ...given('edition', fact.edition),
    ...given('left out', visible ? null : why),
    ['contradicted', fact.contradicted ? 'yes' : 'no'],
    ['current', fact.current ? 'yes' : 'no, a newer fact replaced it'],
    ['came', from == null ? 'written here' : `by ${via} from ${from}`]
  ]
}

/** What a fact says: its value, or the statement of a fact of another kind. */
export function contentText ({ value, statement }: FactJson): string {
  return statement == null ? valueText(value) : statementText(statement)
}

function statementText (statement: NonNullable<FactJson['statement']>): string {
  return Object.entries(statement).map(([name, value]) => `${name}=${String(value)}`).join(' ')
}

function given (name: string, text: string | null): Array<[string, string]> {
  return text == null ? [] : [[name, text]]
}
