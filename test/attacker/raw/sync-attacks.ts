import { LEAVES, NOTHING_ALLOWS } from './attack.ts'
import { BAD_BUNDLES, entryOf } from './bundle-attacks.ts'
import { LOCAL, seal } from './bundle.ts'
import { join } from './bytes.ts'
import { SENSELESS } from './frame-attacks.ts'
import { bye, cborFrame, END, SYNC, TYPE } from './sync.ts'
import type { Attack } from './attack.ts'
import type { Stranger } from './stranger.ts'

type Frames = (stranger: Stranger) => Uint8Array[] | Promise<Uint8Array[]>

/** Types whose body is a list of CBOR. */
const LISTS: readonly number[] = [TYPE.facts, TYPE.walk, TYPE.want, TYPE.end, TYPE.decline, TYPE.absent]

const HELLO_BYTES = 63

/** Says frames in place of a run, ends its side, and waits until the target has done so. */
function first (title: string, frames: Frames, leaves: readonly string[] = [LEAVES.badSync]): Attack {
  return {
    title: `sync: ${title}`,
    as: 'accepted',
    leaves,
    act: async stranger => {
      const line = await stranger.openWithToken(SYNC)

      line.say(...await frames(stranger))
      await line.close()
      await line.over()
    }
  }
}

/** Begins a run, by default as a peer with nothing, hears the first turn of the target, and says frames in its own; then it ends its side. */
function turn (title: string, frames: Frames, leaves: readonly string[] = [LEAVES.badSync], opening?: Parameters<Stranger['syncHello']>[0]): Attack {
  return {
    title: `sync, in a turn: ${title}`,
    as: 'accepted',
    leaves,
    act: async stranger => {
      const { line } = await stranger.beginRun(opening)

      line.say(...await frames(stranger))
      await line.close()
      await line.over()
    }
  }
}

const NOTHING_MORE = cborFrame(TYPE.end, [])

function bytes (type: number, ...body: number[]): Uint8Array {
  return Uint8Array.of(type, ...body)
}

function prefix (...nibbles: number[]): Uint8Array {
  const packed = Array.from({ length: Math.ceil(nibbles.length / 2) }, (_, i) => nibbles[2 * i] * 16 + (nibbles[2 * i + 1] ?? 0))

  return Uint8Array.of(nibbles.length, ...packed)
}

/** What stands in place of the HELLO that begins a run. */
const OPENINGS: readonly Attack[] = [
  ...Object.entries(TYPE).filter(([name]) => name !== 'hello').map(([name, type]) => first(`${name} without a HELLO`, () => [LISTS.includes(type) ? cborFrame(type, []) : bytes(type, 0)])),
  ...[12, 13, 0x7f, 0xfe].map(type => first(`a frame of type ${type}`, () => [bytes(type, 0)])),
  first('a refusal', () => [bytes(0xff, 0x80)]),
  ...Array.from({ length: 12 }, (_, i) => i * 5 + 1).filter(length => length < 39).map(length => first(`${length} bytes of a HELLO`, stranger => [stranger.syncHello().subarray(0, length)])),
  ...[0x00, 0x20, 0xf0].map(kind => first(`a HELLO of parameters ${kind >> 4}`, stranger => [stranger.syncHello({ kind })])),
  ...[0x14, 0x1f].map(kind => first(`a HELLO of kind ${kind & 15}`, stranger => [stranger.syncHello({ kind })])),
  first('a quiet HELLO with a byte too few', stranger => [stranger.syncHello().subarray(0, HELLO_BYTES - 1)]),
  first('a quiet HELLO with a byte too many', stranger => [join(stranger.syncHello(), new Uint8Array(1))]),
  first('a full HELLO without cells', stranger => [stranger.syncHello({ kind: 0x11, rest: new Uint8Array(84) })]),
  first('a full HELLO whose checkpoints claim too many', stranger => [stranger.syncHello({ kind: 0x11, rest: new Uint8Array(200).fill(0xff) })]),
  ...SENSELESS.filter(([title]) => title !== 'an empty list').map(([title, body]) => first(`a HELLO that walks: ${title}`, stranger => [stranger.syncHello({ kind: 0x12, rest: body })]))
]

const HASH = new Uint8Array(32).fill(1)

/** Frames of a turn whose body is wrong. */
const BODIES: readonly Attack[] = [
  ...LISTS.flatMap(type => SENSELESS.filter(([title]) => !title.startsWith('an empty list')).map(([title, body]) => turn(`${title} in a frame of type ${type}`, () => [join(bytes(type), body)]))),
  turn('a BYE without a code', () => [bytes(TYPE.bye)]),
  turn('a BYE of no code', () => [bye(9)]),
  turn('a BYE partial without a root', () => [bye(END.partial)]),
  turn('a BYE equal with a root', () => [bye(END.equal, HASH)]),
  turn('CELLS of width 5', () => [bytes(TYPE.cells, 5, 0, 0, 0, 0, 0, 0, 0, 0)]),
  turn('CELLS without cells', () => [bytes(TYPE.cells, 6, 0, 0, 0)]),
  turn('CELLS that are cut off', () => [bytes(TYPE.cells, 6, 0, 0, 0, 1, 2, 3)]),
  turn('CELLS from beyond the last one', () => [bytes(TYPE.cells, 6, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5, 6)]),
  turn('MORE of two bytes', () => [bytes(TYPE.more, 0, 1)]),
  turn('MORE than there are', () => [bytes(TYPE.more, 0xff, 0xff, 0xff)]),
  turn('FACTS without any', () => [cborFrame(TYPE.facts, [])]),
  turn('4,097 FACTS', () => [cborFrame(TYPE.facts, Array.from({ length: 4_097 }, () => new Uint8Array(1)))]),
  turn('FACTS that are numbers', () => [cborFrame(TYPE.facts, [1, 2, 3])]),
  turn('a run with two items', () => [cborFrame(TYPE.facts, [[HASH, HASH]])]),
  turn('an END of three items', () => [cborFrame(TYPE.end, [1, HASH, 1])]),
  turn('an END of five items', () => [cborFrame(TYPE.end, [1, HASH, 1, 1, 1])]),
  turn('an END with a root of 31 bytes', () => [cborFrame(TYPE.end, [1, new Uint8Array(31), 1, 1])]),
  turn('an END with a count below 0', () => [cborFrame(TYPE.end, [-1, HASH, 1, 1])]),
  turn('a WANT without a mask', () => [cborFrame(TYPE.want, [prefix(1)])]),
  turn('a WANT with a mask of 33 bits', () => [cborFrame(TYPE.want, [prefix(1), 2 ** 32])]),
  turn('a prefix of 81 nibbles', () => [cborFrame(TYPE.want, [prefix(...new Array<number>(81).fill(1)), 0])]),
  turn('a prefix that is longer than it says', () => [cborFrame(TYPE.want, [Uint8Array.of(1, 0x10, 0), 0])]),
  turn('a prefix with a half byte too many', () => [cborFrame(TYPE.want, [Uint8Array.of(1, 0x11), 0])]),
  turn('a WALK whose leaf has 33 keys', () => [cborFrame(TYPE.walk, [[prefix(1), new Uint8Array(33 * 8)]])]),
  turn('a WALK whose leaf is cut off', () => [cborFrame(TYPE.walk, [[prefix(1), new Uint8Array(7)]])]),
  turn('a WALK with fewer digests than bits', () => [cborFrame(TYPE.walk, [[prefix(1), prefix(), 3, new Uint8Array(8)]])]),
  turn('a DECLINE of 31 bytes', () => [cborFrame(TYPE.decline, [[new Uint8Array(31), 'malformed', null]])]),
  turn('a DECLINE with a code that is a number', () => [cborFrame(TYPE.decline, [[HASH, 7, null]])]),
  turn('a DECLINE of everything by who began the run', () => [cborFrame(TYPE.decline, [[new Uint8Array(32), 'scope_violation', null]]), NOTHING_MORE]),
  turn('an ABSENT of 31 bytes', () => [cborFrame(TYPE.absent, [new Uint8Array(31)])]),
  turn('a HELLO before the round is over', stranger => [stranger.syncHello()], [LEAVES.badSync], { kind: 0x12, count: 3, rest: Uint8Array.of(0x80) }),
  turn('a second HELLO behind something else', stranger => [cborFrame(TYPE.absent, [HASH]), stranger.syncHello()]),
  turn('bytes by chance', () => [new Uint8Array(500).fill(0xe7)]),
  turn('an unknown type', () => [bytes(0x40)])
]

/** A prefix of 80 nibbles, below which nothing lies. */
const DEEP = prefix(...new Array<number>(80).fill(15))

/** Turns that are in form and cost more than they are worth. */
const DEAR: readonly Attack[] = [
  turn('200 turns without a word', () => Array.from({ length: 200 }, () => NOTHING_MORE), [LEAVES.dearSync]),
  turn('30,000 wants', () => Array.from({ length: 30 }, () => cborFrame(TYPE.want, Array.from({ length: 1_000 }, () => [DEEP, 0]).flat())), [LEAVES.dearSync]),
  turn('6,000 leaves that nobody asked for', () => Array.from({ length: 100 }, () => cborFrame(TYPE.walk, Array.from({ length: 60 }, (_, i) => [prefix(1, i >> 4, i & 15), new Uint8Array(32 * 8).fill(i)]))), [LEAVES.dearSync])
]

/** HELLOs about what the peer may not see: one answer for all. */
const OUTSIDE: readonly Attack[] = [
  ...[['a scope that nobody has', NOTHING_ALLOWS, new Uint8Array(32).fill(3)], ['the scope local', 'scope_is_local not_declared_by_us not_declared_by_peer not_in_policy', LOCAL]].map(([title, reason, scope]) => ({
    title: `sync about ${String(title)}`,
    as: 'accepted',
    leaves: [`scope_violation ${String(reason)}`],
    act: async stranger => {
      const line = await stranger.open(SYNC)

      line.say(stranger.token({}, scope as Uint8Array), stranger.syncHello({ scope: scope as Uint8Array }))
      await line.readTo(TYPE.bye)
      await line.close()
    }
  } satisfies Attack)),
  first('a HELLO about another scope than its token', stranger => [stranger.syncHello({ scope: new Uint8Array(32).fill(3) })], ['scope_violation not_in_token']),
  first('a HELLO that another peer said', stranger => [stranger.syncHello({ peers: [stranger.target, stranger.keys.text] })], ['scope_violation not_in_token'])
]

/** Bundles that are brought in a run: each is refused, and a run that brings what no honest peer has is a fault as well. */
const BUNDLES: readonly Attack[] = BAD_BUNDLES.map(bad => turn(
  `a bundle: ${bad.title}`,
  async stranger => [cborFrame(TYPE.facts, [await bad.make(stranger)]), NOTHING_MORE, bye(END.moving)],
  ['malformed', 'too_large', 'invalid_signature', 'scope_violation'].includes(bad.code) ? [entryOf(bad), LEAVES.badSync] : [entryOf(bad)]
))

/** A bundle of somebody else behind a bad one: the good part of a frame must not come in either where the frame cannot be read. */
const MIXED: readonly Attack[] = [
  turn('a bundle beside a number', ({ keys, scope }) => [cborFrame(TYPE.facts, [seal({ keys, scope }).bytes, 7])])
]

/** Everything that is tried over sync. */
export const SYNC_ATTACKS: readonly Attack[] = [...OPENINGS, ...BODIES, ...DEAR, ...OUTSIDE, ...BUNDLES, ...MIXED]
