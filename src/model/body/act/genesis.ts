import { expectField } from '../form.ts'
import { GENESIS_NONCE_BYTES, KIND_GENESIS, SHARD_BITS_MAX } from './constants.ts'
import { expectBytes, expectInteger, expectScope } from './form.ts'
import type { BodyForm } from '../form-of-kind.ts'
import type { GenesisBody } from './interface.ts'

/** What names a network names a scope too. */
const NAME = /^[a-z0-9-]{1,32}$/

/** Names of the two scopes that have no genesis. */
const OPEN: readonly unknown[] = ['public', 'local']

/** `{ creator: 32 bytes, name: text, net: text, nonce: 16 bytes, shardBits: integer }`; the entity of the fact is the scope. */
export const genesisForm: BodyForm<GenesisBody> = {
  kind: KIND_GENESIS,
  normal: body => body,
  toMap: ({ creator, name, net, nonce, shardBits }) => ({ creator, name, net, nonce, shardBits }),
  fromMap: ({ creator, name, net, nonce, shardBits }) => ({ creator, name, net, nonce, shardBits } as GenesisBody),

  check ({ creator, name, net, nonce, shardBits }, fact) {
    expectBytes('creator', creator)
    expectField('name', isName(name) && !OPEN.includes(name), 'is not 1 to 32 of a-z, 0-9 and "-", or it is public or local.')
    expectField('net', isName(net), 'is not the name of a network.')
    expectBytes('nonce', nonce, GENESIS_NONCE_BYTES)
    expectInteger('shardBits', shardBits, [0, SHARD_BITS_MAX])
    expectScope(fact)
  }
}

function isName (value: unknown): boolean {
  return typeof value === 'string' && NAME.test(value)
}
