import { KIND_EDITION } from './constants.ts'
import { expectEdition, expectField } from './form.ts'
import { isScopeUri } from './scope-uri.ts'
import type { BodyForm } from './form-of-kind.ts'
import type { EditionBody, SupersessionType } from './interface.ts'
import type { CborMap } from '../bytes/index.ts'

const TYPES: readonly unknown[] = ['invalidate', 'temporal', 'refine'] satisfies SupersessionType[]

/** `{ name: text, supersedes?: text, type?: text }`; the entity of the fact is a scope. */
export const editionForm: BodyForm<EditionBody> = {
  kind: KIND_EDITION,
  normal: body => body,

  toMap ({ name, supersedes, type }) {
    const map: CborMap = { name }
    return supersedes == null || type == null ? map : { ...map, supersedes, type }
  },

  fromMap ({ name, supersedes, type }) {
    return supersedes === undefined && type === undefined ? { name } as EditionBody : { name, supersedes, type } as EditionBody
  },

  check ({ name, supersedes, type }, { entity }) {
    expectEdition('name', name)
    expectField('entity', isScopeUri(entity), 'is not the URI of a scope.')
    expectField('type', (supersedes === undefined) === (type === undefined), 'and `supersedes` come together.')

    if (supersedes !== undefined) {
      expectEdition('supersedes', supersedes)
      expectField('supersedes', supersedes !== name, 'is the edition itself.')
      expectField('type', TYPES.includes(type), `is none of ${TYPES.join(', ')}.`)
    }
  }
}
