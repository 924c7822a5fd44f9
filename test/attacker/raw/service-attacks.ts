import { seal } from './bundle.ts'
import { frame, join, utf8, varint } from './bytes.ts'
import { FETCH, request } from './fetch.ts'
import { payload, topicOf, whole } from './gossip.ts'
import { SYNC } from './sync.ts'
import type { Attack } from './attack.ts'
import type { Stranger } from './stranger.ts'

const MESHSUB = '/meshsub/1.1.0'
const TABLE = '/factmesh/main/kad/1.0.0'

/** Bytes that no protocol of libp2p expects, in front of which a length may stand. */
const RUBBISH: ReadonlyArray<readonly [title: string, bytes: Uint8Array]> = [
  ['bytes by chance', new Uint8Array(3_000).fill(0xd7)],
  ['an empty message', Uint8Array.of(0)],
  ['a length of 2^53', varint(2 ** 53)],
  ['a message of 2 MB', frame(new Uint8Array(2_000_000))],
  ['a message that is cut off', join(varint(1_000), new Uint8Array(9))],
  ['fields that claim more than there is', frame(Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f))],
  ['20,000 fields that nobody knows', frame(new Uint8Array(40_000).fill(0x78))]
]

/** Protocols of libp2p that a node answers. */
const PROTOCOLS: readonly string[] = [TABLE, MESHSUB, '/ipfs/id/1.0.0', '/ipfs/id/push/1.0.0', '/ipfs/ping/1.0.0', '/libp2p/autonat/1.0.0', '/libp2p/dcutr', '/libp2p/circuit/relay/0.2.0/stop']

/** Sends bytes on a stream of a protocol and ends its side; a node that does not speak it is as good as one that ends it. */
async function throwAt (stranger: Stranger, protocol: string, ...parts: Uint8Array[]): Promise<void> {
  const line = await stranger.open(protocol).catch(() => undefined)

  line?.send(...parts)
  await line?.close()
}

/** A field of protobuf that holds bytes. */
function field (number: number, bytes: Uint8Array): Uint8Array {
  return join(Uint8Array.of(number * 8 + 2), varint(bytes.length), bytes)
}

/** What gossipsub sends for one message in a topic. */
function published (topic: string, data: Uint8Array): Uint8Array {
  return frame(field(2, join(field(2, data), field(4, utf8(topic)))))
}

/** Says something and is not heard, because it has said no hello. */
function unheard (title: string, protocol: string, bytes: (stranger: Stranger) => Uint8Array[]): Attack {
  return {
    title: `before hello: ${title}`,
    as: 'stranger',
    leaves: [],
    act: async stranger => {
      const line = await stranger.open(protocol)

      line.send(...bytes(stranger))
      await line.over()
    }
  }
}

/** What libp2p answers, and what is passed over: nothing of it is written down. */
export const SERVICE_ATTACKS: readonly Attack[] = [
  ...PROTOCOLS.flatMap(protocol => RUBBISH.map(([title, bytes]): Attack => ({
    title: `${title} to ${protocol}`,
    as: 'accepted',
    leaves: [],
    act: async stranger => { await throwAt(stranger, protocol, bytes) }
  }))),
  {
    title: 'a value for the hash table',
    as: 'accepted',
    leaves: [],
    act: async stranger => { await throwAt(stranger, TABLE, frame(join(Uint8Array.of(8, 0), field(2, utf8('/pk/x')), field(3, new Uint8Array(100))))) }
  },
  {
    title: '1,000 providers for the hash table',
    as: 'accepted',
    leaves: [],
    act: async stranger => {
      const provided = (no: number): Uint8Array => frame(join(Uint8Array.of(8, 2), field(2, Uint8Array.of(1, 0x55, 0x12, 0x20, no >> 8, no & 255, ...new Uint8Array(30)))))

      await throwAt(stranger, TABLE, ...Array.from({ length: 1_000 }, (_, no) => provided(no)))
    }
  },
  {
    title: 'topics and messages that nobody takes part in',
    as: 'accepted',
    leaves: [],
    act: async stranger => {
      const topics = Array.from({ length: 2_000 }, (_, no) => frame(field(1, join(Uint8Array.of(8, 1), field(2, utf8(`topic ${no}`))))))

      await throwAt(stranger, MESHSUB, ...topics, published(topicOf(new Uint8Array(32).fill(9)), payload(1, 400)), published('x'.repeat(1_000), payload(1, 400)))
    }
  },
  {
    title: 'more streams than a connection may have',
    as: 'accepted',
    leaves: [],
    act: async stranger => { await Promise.all(Array.from({ length: 100 }, async () => stranger.open(SYNC).catch(() => undefined))) }
  },
  unheard('a run of sync', SYNC, stranger => [frame(stranger.token()), frame(stranger.syncHello())]),
  unheard('a request of fetch', FETCH, stranger => [frame(stranger.token()), frame(request(stranger.scope, [new Uint8Array(32)]))]),
  {
    title: 'before hello: a bundle in gossip',
    as: 'stranger',
    leaves: [],
    act: async stranger => {
      const { keys, scope } = stranger

      await throwAt(stranger, MESHSUB, published(topicOf(scope), whole(seal({ keys, scope }).bytes)))
    }
  }
]
