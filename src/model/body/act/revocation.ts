import { compareBytes } from '../../bytes/index.ts'
import { ACT_LANE_BYTES, ACT_SHARD_MAX, KIND_REVOCATION, REVOKED_CHAINS_MAX } from './constants.ts'
import { expectBytes, expectInteger, expectReason, expectScope } from './form.ts'
import { expectAscending, listOf, sorted, tupleOf } from './list.ts'
import type { BodyForm } from '../form-of-kind.ts'
import type { ChainEnd, RevocationBody } from './interface.ts'

/** `{ peer: 32 bytes, reason: text, upTo: [[lane, shard, seq, hash]] }`; the entity of the fact is the scope. */
export const revocationForm: BodyForm<RevocationBody> = {
  kind: KIND_REVOCATION,
  normal: body => ({ ...body, upTo: sorted(body.upTo, compareChains) }),
  toMap: ({ peer, reason, upTo }) => ({ peer, reason, upTo: upTo.map(({ lane, shard, seq, hash }) => [lane, shard, seq, hash]) }),

  fromMap: ({ peer, reason, upTo }) => ({
    peer,
    reason,
    upTo: listOf('upTo', upTo).map(item => tupleOf('upTo', item, 4)).map(([lane, shard, seq, hash]) => ({ lane, shard, seq, hash }))
  } as RevocationBody),

  check ({ peer, reason, upTo }, fact) {
    expectBytes('peer', peer)
    expectReason(reason)
    upTo.forEach(expectEnd)
    expectAscending('upTo', upTo, { max: REVOKED_CHAINS_MAX, compare: compareChains })
    expectScope(fact)
  }
}

function expectEnd ({ lane, shard, seq, hash }: ChainEnd): void {
  expectBytes('upTo', lane, ACT_LANE_BYTES)
  expectInteger('upTo', shard, [0, ACT_SHARD_MAX])
  expectInteger('upTo', seq, [1, Number.MAX_SAFE_INTEGER])
  expectBytes('upTo', hash)
}

function compareChains (a: ChainEnd, b: ChainEnd): number {
  return compareBytes(a.lane, b.lane) || a.shard - b.shard
}
