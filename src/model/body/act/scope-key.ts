import { expectField } from '../form.ts'
import { BOXES_MAX, KIND_SCOPE_KEY, SCOPE_KEY_NUMBER_MAX } from './constants.ts'
import { expectBytes, expectInteger, expectScope } from './form.ts'
import { expectBox } from './grant.ts'
import { comparePeers, expectAscending, listOf, sorted, tupleOf } from './list.ts'
import type { BodyForm } from '../form-of-kind.ts'
import type { ScopeKeyBody } from './interface.ts'

/** `{ boxes: [[peer, box]], number: integer }`; the entity of the fact is the scope. */
export const scopeKeyForm: BodyForm<ScopeKeyBody> = {
  kind: KIND_SCOPE_KEY,
  normal: body => ({ ...body, boxes: sorted(body.boxes, comparePeers) }),
  toMap: ({ number, boxes }) => ({ boxes: boxes.map(({ peer, box }) => [peer, box]), number }),

  fromMap: ({ number, boxes }) => ({
    number, boxes: listOf('boxes', boxes).map(item => tupleOf('boxes', item, 2)).map(([peer, box]) => ({ peer, box }))
  } as ScopeKeyBody),

  check ({ number, boxes }, fact) {
    expectInteger('number', number, [1, SCOPE_KEY_NUMBER_MAX])
    expectField('boxes', boxes.length > 0, 'are none.')

    for (const { peer, box } of boxes) {
      expectBytes('boxes', peer)
      expectBox('boxes', box)
    }

    expectAscending('boxes', boxes, { max: BOXES_MAX, compare: comparePeers })
    expectScope(fact)
  }
}
