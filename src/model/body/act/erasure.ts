import { REF_INDEX_MAX } from '../constants.ts'
import { KIND_ERASURE } from './constants.ts'
import { expectBytes, expectInteger, expectReason } from './form.ts'
import type { BodyForm } from '../form-of-kind.ts'
import type { ErasureBody } from './interface.ts'
import type { CborMap } from '../../bytes/index.ts'

/** `{ bundle: 32 bytes, index?: integer, reason: text }`; the entity of the fact is that of the target, or the scope. */
export const erasureForm: BodyForm<ErasureBody> = {
  kind: KIND_ERASURE,
  normal: body => body,

  toMap ({ bundle, index, reason }) {
    const map: CborMap = { bundle, reason }
    return index == null ? map : { ...map, index }
  },

  fromMap: ({ bundle, index, reason }) => (index === undefined ? { bundle, reason } : { bundle, index, reason }) as ErasureBody,

  check ({ bundle, index, reason }) {
    expectBytes('bundle', bundle)
    expectReason(reason)

    if (index !== undefined) {
      expectInteger('index', index, [0, REF_INDEX_MAX])
    }
  }
}
