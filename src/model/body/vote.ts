import { KIND_VOTE, WEIGHT_MAX } from './constants.ts'
import { expectField } from './form.ts'
import { expectRef, refFromList, refToList } from './place.ts'
import type { BodyForm } from './form-of-kind.ts'
import type { VoteBody } from './interface.ts'

/** `{ fact: [hash, index], stance: 'for' | 'against', weight: millionths }` */
export const voteForm: BodyForm<VoteBody> = {
  kind: KIND_VOTE,
  normal: body => body,
  toMap: ({ fact, weight, stance }) => ({ fact: refToList(fact), stance, weight }),
  fromMap: ({ fact, weight, stance }) => ({ fact: refFromList('fact', fact), weight, stance } as VoteBody),

  check ({ fact, weight, stance }) {
    expectRef('fact', fact)
    expectField('weight', Number.isInteger(weight) && weight >= 0 && weight <= WEIGHT_MAX, `is not an integer number of millionths from 0 to ${WEIGHT_MAX}.`)
    expectField('stance', stance === 'for' || stance === 'against', 'is neither `for` nor `against`.')
  }
}
