import { compareBytes, concatBytes } from '../bytes/index.ts'
import { KIND_RESOLUTION, NOTE_BYTES_MAX, VALUE_DIGEST_BYTES, VALUES_MAX } from './constants.ts'
import { expectField, expectRelation, isText, relationOf } from './form.ts'
import { expectRef, refFromList, refToList } from './place.ts'
import type { BodyForm } from './form-of-kind.ts'
import type { ResolutionBody } from './interface.ts'
import type { CborMap, CborValue } from '../bytes/index.ts'

/** `{ note?: text, relation: text, values: digests one after another, winner: [hash, index] | null }` */
export const resolutionForm: BodyForm<ResolutionBody> = {
  kind: KIND_RESOLUTION,
  normal: body => ({ ...body, relation: relationOf(body.relation) }),

  toMap ({ relation, winner, values, note }) {
    const map: CborMap = { relation, values: concatBytes([...values]), winner: winner == null ? null : refToList(winner) }
    return note == null ? map : { ...map, note }
  },

  fromMap ({ relation, winner, values, note }) {
    const body = { relation, winner: winner === null ? null : refFromList('winner', winner), values: split(values) } as ResolutionBody
    return note === undefined ? body : { ...body, note } as ResolutionBody
  },

  check ({ relation, winner, values, note }) {
    expectRelation(relation)
    expectField('values', values.length <= VALUES_MAX, `are more than ${VALUES_MAX}.`)
    expectField('values', values.every(isInOrder), `are not digests of ${VALUE_DIGEST_BYTES} bytes, each once, in ascending order.`)
    expectField('note', note === undefined || isText(note, NOTE_BYTES_MAX), `is not text of at most ${NOTE_BYTES_MAX} bytes.`)

    if (winner !== null) {
      expectRef('winner', winner)
    }
  }
}

/** The digests in a row of them; the last one is short when bytes are left over, and no check lets it pass. */
function split (row: CborValue | undefined): Uint8Array[] {
  expectField('values', row instanceof Uint8Array, 'are not a row of digests.')
  const values: Uint8Array[] = []

  for (let at = 0; at < row.length && values.length <= VALUES_MAX; at += VALUE_DIGEST_BYTES) {
    values.push(row.slice(at, at + VALUE_DIGEST_BYTES))
  }

  return values
}

function isInOrder (digest: Uint8Array, no: number, values: readonly Uint8Array[]): boolean {
  return digest.length === VALUE_DIGEST_BYTES && (no === 0 || compareBytes(values[no - 1], digest) < 0)
}
