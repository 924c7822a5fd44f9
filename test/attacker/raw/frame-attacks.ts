import { LEAVES } from './attack.ts'
import { frame, join, varint } from './bytes.ts'
import { FETCH } from './fetch.ts'
import { HELLO } from './hello.ts'
import { SYNC } from './sync.ts'
import type { Attack } from './attack.ts'
import type { Line } from './line.ts'
import type { Stranger } from './stranger.ts'

const FRAME_BYTES_MAX = 131_072

/** Bytes that cannot be cut into frames, and the entry that they leave; of what overflows the window of a stream libp2p may be the first to notice. */
const BROKEN: ReadonlyArray<readonly [title: string, leaves: string | undefined, ...parts: Uint8Array[]]> = [
  ['an empty frame', LEAVES.badFrame, Uint8Array.of(0)],
  ['a length in long form', LEAVES.badFrame, Uint8Array.of(0x81, 0, 0)],
  ['half a length', LEAVES.badFrame, Uint8Array.of(0x80)],
  ['a frame that is cut off', LEAVES.badFrame, varint(1_000), new Uint8Array(10)],
  ['a length without an end', LEAVES.longFrame, new Uint8Array(10).fill(0xff)],
  ['a length of 2^53', LEAVES.longFrame, varint(2 ** 53)],
  ['a length of 2^32', LEAVES.longFrame, varint(2 ** 32)],
  ['a frame of 131,073 bytes', LEAVES.longFrame, frame(new Uint8Array(FRAME_BYTES_MAX + 1))],
  ['a frame of 2 MB', undefined, varint(2_000_000), ...Array.from({ length: 20 }, () => new Uint8Array(100_000))]
]

/** Streams in a state in which a frame is due. */
const STATES: ReadonlyArray<readonly [title: string, as: Attack['as'], open: (stranger: Stranger) => Promise<Line>]> = [
  ['in place of a hello', 'stranger', async stranger => stranger.open(HELLO)],
  ['in place of a token of sync', 'accepted', async stranger => stranger.open(SYNC)],
  ['in place of a HELLO of sync', 'accepted', async stranger => stranger.openWithToken(SYNC)],
  ['in place of a token of fetch', 'accepted', async stranger => stranger.open(FETCH)],
  ['in place of a request', 'accepted', async stranger => stranger.openWithToken(FETCH)]
]

/** What is no frame, wherever one is due. */
export const FRAME_ATTACKS: readonly Attack[] = STATES.flatMap(([state, as, open]) => BROKEN.map(([title, leaves, ...parts]) => ({
  title: `${title} ${state}`,
  as,
  leaves: leaves === undefined ? undefined : [leaves],
  act: async stranger => {
    const line = await open(stranger)

    line.send(...parts)
    await line.close()
    await line.over()
  }
} satisfies Attack)))

/** CBOR that is not canonical, or no CBOR. */
export const SENSELESS: ReadonlyArray<readonly [title: string, bytes: Uint8Array]> = [
  ['lists 100,000 deep', new Uint8Array(100_000).fill(0x81)],
  ['a list that claims 4 billion items', Uint8Array.of(0x9a, 0xff, 0xff, 0xff, 0xff)],
  ['a text that claims 2^53 bytes', Uint8Array.of(0x7b, 0, 0x20, 0, 0, 0, 0, 0, 0)],
  ['a byte string that claims 2^64 - 1 bytes', Uint8Array.of(0x5b, ...new Uint8Array(8).fill(0xff))],
  ['a map with a key twice', Uint8Array.of(0xa2, 0x61, 0x76, 1, 0x61, 0x76, 1)],
  ['a map with its keys in another order', Uint8Array.of(0xa2, 0x61, 0x77, 1, 0x61, 0x76, 1)],
  ['text that is not UTF-8', Uint8Array.of(0x62, 0xc3, 0x28)],
  ['a list without an end', Uint8Array.of(0x9f, 0xff)],
  ['a number in long form', Uint8Array.of(0x81, 0x18, 1)],
  ['a whole number as a float', Uint8Array.of(0x81, 0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0)],
  ['a number that is none', Uint8Array.of(0x81, 0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0)],
  ['a tag', Uint8Array.of(0xc1, 1)],
  ['undefined', Uint8Array.of(0xf7)],
  ['bytes behind the end', Uint8Array.of(0x80, 0)],
  ['a key __proto__', join(Uint8Array.of(0xa1, 0x69), new TextEncoder().encode('__proto__'), Uint8Array.of(1))],
  ['null', Uint8Array.of(0xf6)],
  ['a number', Uint8Array.of(7)],
  ['an empty list', Uint8Array.of(0x80)],
  ['an empty map', Uint8Array.of(0xa0)],
  ['100,000 zero bytes', new Uint8Array(100_000)]
]
