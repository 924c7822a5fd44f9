import { expectField } from '../form.ts'
import { BOX_BYTES_MAX, KIND_GRANT, RIGHT_LENGTH_MAX, RIGHTS_MAX, SCOPE_KEY_NUMBER_MAX } from './constants.ts'
import { expectBytes, expectInteger, expectMoment, expectNames, expectScope } from './form.ts'
import { compareTexts, expectAscending, listOf, sorted, tupleOf } from './list.ts'
import type { BodyForm } from '../form-of-kind.ts'
import type { BoxedKey, GrantBody } from './interface.ts'
import type { CborMap } from '../../bytes/index.ts'

const RIGHT = /^[a-z]+$/

/** `{ expires?: ms, key?: [number, box], names: [text], peer: 32 bytes, rights: [text] }`; the entity of the fact is the scope. */
export const grantForm: BodyForm<GrantBody> = {
  kind: KIND_GRANT,
  normal: body => ({ ...body, rights: sorted(body.rights, compareTexts), names: sorted(body.names, compareTexts) }),

  toMap ({ peer, rights, names, expiresMs, key }) {
    const map: CborMap = { peer, rights: [...rights], names: [...names] }
    return { ...map, ...expiresMs == null ? {} : { expires: expiresMs }, ...key == null ? {} : { key: [key.number, key.box] } }
  },

  fromMap ({ peer, rights, names, expires, key }) {
    return {
      peer,
      rights: listOf('rights', rights),
      names: listOf('names', names),
      ...expires === undefined ? {} : { expiresMs: expires },
      ...key === undefined ? {} : { key: keyOf(tupleOf('key', key, 2)) }
    } as GrantBody
  },

  check ({ peer, rights, names, expiresMs, key }, fact) {
    expectBytes('peer', peer)
    expectField('rights', rights.length > 0 && rights.every(isRight), `are not one or more words of a-z with at most ${RIGHT_LENGTH_MAX} letters.`)
    expectAscending('rights', rights, { max: RIGHTS_MAX, compare: compareTexts })
    expectNames('names', names)
    expectScope(fact)

    if (expiresMs !== undefined) {
      expectMoment('expires', expiresMs)
    }

    if (key !== undefined) {
      expectInteger('key', key.number, [1, SCOPE_KEY_NUMBER_MAX])
      expectBox('key', key.box)
    }
  }
}

/** Requires bytes that may hold a key. */
export function expectBox (field: string, box: unknown): void {
  const holds = box instanceof Uint8Array && box.length > 0 && box.length <= BOX_BYTES_MAX
  expectField(field, holds, `is not in a box of 1 to ${BOX_BYTES_MAX} bytes.`)
}

function keyOf ([number, box]: unknown[]): BoxedKey {
  return { number, box } as BoxedKey
}

function isRight (right: unknown): boolean {
  return typeof right === 'string' && right.length <= RIGHT_LENGTH_MAX && RIGHT.test(right)
}
