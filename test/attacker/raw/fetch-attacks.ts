import { encode } from '@ipld/dag-cbor'
import { LEAVES, NOTHING_ALLOWS } from './attack.ts'
import { LOCAL } from './bundle.ts'
import { FETCH, request } from './fetch.ts'
import { SENSELESS } from './frame-attacks.ts'
import type { Attack } from './attack.ts'
import type { Stranger } from './stranger.ts'

const HASH = new Uint8Array(32).fill(1)

const HASHES = Array.from({ length: 65 }, (_, i) => new Uint8Array(32).fill(i))

function asking (title: string, body: (stranger: Stranger) => Uint8Array[], leaves: readonly string[] = [LEAVES.badFetch]): Attack {
  return {
    title: `fetch: ${title}`,
    as: 'accepted',
    leaves,
    act: async stranger => {
      const line = await stranger.openWithToken(FETCH)

      line.say(...body(stranger))
      await line.close()
      await line.over()
    }
  }
}

/** Asks for a scope with a token that names it. */
function outside (title: string, scope: Uint8Array, leaves: string): Attack {
  return {
    title: `fetch: ${title}`,
    as: 'accepted',
    leaves: [leaves],
    act: async stranger => {
      const line = await stranger.open(FETCH)

      line.say(stranger.token({}, scope), request(scope, [HASH]))
      await line.over()
      await line.close()
    }
  }
}

/** Everything that is tried over fetch. */
export const FETCH_ATTACKS: readonly Attack[] = [
  ...SENSELESS.map(([title, bytes]) => asking(title, () => [bytes])),
  asking('nothing', () => []),
  asking('a scope of 31 bytes', () => [request(new Uint8Array(31), [HASH])]),
  asking('a scope that is text', () => [request('public', [HASH])]),
  asking('no hashes', ({ scope }) => [request(scope, [])]),
  asking('65 hashes', ({ scope }) => [request(scope, HASHES)]),
  asking('a hash twice', ({ scope }) => [request(scope, [HASH, HASH])]),
  asking('a hash of 33 bytes', ({ scope }) => [request(scope, [new Uint8Array(33)])]),
  asking('hashes that are no list', ({ scope }) => [request(scope, HASH)]),
  asking('three items', ({ scope }) => [encode([scope, [HASH], 1])]),
  asking('4,097 bytes', ({ scope }) => [encode([scope, [HASH], 'x'.repeat(4_097)])]),
  asking('two requests', ({ scope }) => [request(scope, [HASH]), request(scope, [HASH])], []),
  asking('another scope than its token', () => [request(new Uint8Array(32).fill(3), [HASH])], [`scope_violation ${NOTHING_ALLOWS} not_in_token`]),
  outside('a scope that nobody has', new Uint8Array(32).fill(3), `scope_violation ${NOTHING_ALLOWS}`),
  outside('the scope local', LOCAL, 'scope_violation scope_is_local not_declared_by_us not_declared_by_peer not_in_policy')
]
