import { compareBytes } from '../../bytes/index.ts'
import { expectField } from '../form.ts'
import { DECLARED_SCOPES_MAX, KIND_DECLARATION } from './constants.ts'
import { expectBytes, expectInteger, expectMoment, expectNames, expectScope } from './form.ts'
import { compareTexts, expectAscending, listOf, sorted, tupleOf } from './list.ts'
import type { BodyForm } from '../form-of-kind.ts'
import type { DeclarationBody, DeclaredScope } from './interface.ts'

/** `{ expires: ms, names: [text], relays: [text], scopes: [[id, push, pull]], sequence: integer }`; the entity of the fact is a scope. */
export const declarationForm: BodyForm<DeclarationBody> = {
  kind: KIND_DECLARATION,

  normal: body => ({
    ...body, names: sorted(body.names, compareTexts), relays: sorted(body.relays, compareTexts), scopes: sorted(body.scopes, compareScopes)
  }),

  toMap: ({ names, relays, scopes, sequence, expiresMs }) => ({
    expires: expiresMs, names: [...names], relays: [...relays], scopes: scopes.map(({ scope, push, pull }) => [scope, push, pull]), sequence
  }),

  fromMap: ({ expires, names, relays, scopes, sequence }) => ({
    names: listOf('names', names),
    relays: listOf('relays', relays),
    scopes: listOf('scopes', scopes).map(item => tupleOf('scopes', item, 3)).map(([scope, push, pull]) => ({ scope, push, pull })),
    sequence,
    expiresMs: expires
  } as DeclarationBody),

  check ({ names, relays, scopes, sequence, expiresMs }, fact) {
    expectNames('names', names)
    expectNames('relays', relays)
    scopes.forEach(expectDeclared)
    expectAscending('scopes', scopes, { max: DECLARED_SCOPES_MAX, compare: compareScopes })
    expectInteger('sequence', sequence, [1, Number.MAX_SAFE_INTEGER])
    expectMoment('expires', expiresMs)
    expectScope(fact)
  }
}

function expectDeclared ({ scope, push, pull }: DeclaredScope): void {
  expectBytes('scopes', scope)
  expectField('scopes', typeof push === 'boolean' && typeof pull === 'boolean' && (push || pull), 'say neither push nor pull of a scope.')
}

function compareScopes (a: DeclaredScope, b: DeclaredScope): number {
  return compareBytes(a.scope, b.scope)
}
