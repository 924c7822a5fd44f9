import { encode } from '@ipld/dag-cbor'
import { LEAVES, NOTHING_ALLOWS } from './attack.ts'
import { BAD_BUNDLES, entryOf } from './bundle-attacks.ts'
import { seal } from './bundle.ts'
import { SENSELESS } from './frame-attacks.ts'
import { header, payload, topicOf, whole } from './gossip.ts'
import type { Attack } from './attack.ts'
import type { Stranger } from './stranger.ts'

type Say = (stranger: Stranger) => Uint8Array | Promise<Uint8Array>

function telling (title: string, say: Say, leaves: readonly string[] = [LEAVES.badGossip]): Attack {
  return {
    title: `gossip: ${title}`,
    as: 'neighbour',
    leaves,
    act: async stranger => { await stranger.publish(topicOf(stranger.scope), await say(stranger)) }
  }
}

const SIGNATURE = new Uint8Array(64)

/** Everything that is tried over gossip. */
export const GOSSIP_ATTACKS: readonly Attack[] = [
  ...SENSELESS.map(([title, bytes]) => telling(title, () => bytes)),
  telling('a message of no form', () => encode([2, SIGNATURE])),
  telling('a bundle that is text', () => whole('bundle')),
  telling('three items', ({ keys, scope }) => encode([0, seal({ keys, scope }).bytes, 1])),
  telling('a header without a signature', ({ keys, scope }) => encode([1, seal({ keys, scope }).header])),
  telling('a signature of 63 bytes', ({ keys, scope }) => header(seal({ keys, scope }).header, new Uint8Array(63))),
  telling('a header that is none', () => header(new Uint8Array(100), SIGNATURE)),
  telling('a sealed payload in public', () => payload(1, 400)),
  telling('a message of 16,393 bytes', () => whole(new Uint8Array(16_388))),
  telling('a message of 16,444 bytes', () => whole(new Uint8Array(16_439))),
  telling('a message of 500,000 bytes', () => whole(new Uint8Array(500_000))),
  ...BAD_BUNDLES.filter(({ code, isReadable }) => isReadable && code !== 'too_large').map(bad => telling(`a bundle: ${bad.title}`, async stranger => whole(await bad.make(stranger)), [bad.isForeign ? foreignEntry(bad) : entryOf(bad)]))
]

/** What is left of a bundle of another scope than that of the topic. */
function foreignEntry ({ title }: { title: string }): string {
  return title === 'the scope local' ? 'scope_violation scope_is_local not_declared_by_us not_declared_by_peer not_in_policy' : `scope_violation ${NOTHING_ALLOWS}`
}
