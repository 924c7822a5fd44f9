import { seal } from './bundle.ts'
import { frame, join } from './bytes.ts'
import { FETCH, request } from './fetch.ts'
import { accepted, declaration, declarationBody, hello, HELLO } from './hello.ts'
import { bye, cborFrame, END, SYNC, TYPE } from './sync.ts'
import type { Attack } from './attack.ts'
import type { Chance } from './chance.ts'
import type { Line } from './line.ts'
import type { Stranger } from './stranger.ts'

/** How often each frame is spoilt. */
const EACH = 12

/** Ways to spoil bytes. */
const SPOILERS: ReadonlyArray<(bytes: Uint8Array, chance: Chance) => Uint8Array> = [
  (bytes, chance) => {
    const place = chance.below(bytes.length)

    return bytes.map((byte, i) => i === place ? byte ^ 1 << chance.below(8) : byte)
  },
  (bytes, chance) => {
    const place = chance.below(bytes.length)

    return bytes.map((byte, i) => i === place ? chance.below(256) : byte)
  },
  (bytes, chance) => bytes.slice(0, 1 + chance.below(bytes.length - 1)),
  (bytes, chance) => {
    const place = chance.below(bytes.length)

    return join(bytes.slice(0, place), chance.bytes(1 + chance.below(8)), bytes.slice(place))
  },
  (bytes, chance) => {
    const [from, to] = [chance.below(bytes.length), chance.below(bytes.length)].sort((a, b) => a - b)

    return join(bytes.slice(0, from), bytes.slice(to), Uint8Array.of(0))
  }
]

/** A frame that is in order, and the stream in which it is due. */
interface Due {
  readonly title: string
  readonly as: Attack['as']
  body (stranger: Stranger): Uint8Array
  open (stranger: Stranger): Promise<Line>
}

const DUE: readonly Due[] = [
  { title: 'a hello', as: 'stranger', body: () => hello(), open: async stranger => stranger.open(HELLO) },
  {
    title: 'an answer with a declaration',
    as: 'stranger',
    body: ({ keys, scope }) => accepted(declaration(keys, declarationBody(scope))),
    open: async stranger => {
      const line = await stranger.open(HELLO)

      line.say(hello())

      return line
    }
  },
  { title: 'a token', as: 'accepted', body: stranger => stranger.token(), open: async stranger => stranger.open(SYNC) },
  { title: 'a HELLO of sync', as: 'accepted', body: stranger => stranger.syncHello(), open: async stranger => stranger.openWithToken(SYNC) },
  {
    title: 'a bundle in sync',
    as: 'accepted',
    body: ({ keys, scope }) => cborFrame(TYPE.facts, [seal({ keys, scope }).bytes]),
    open: async stranger => (await stranger.beginRun()).line
  },
  { title: 'a request', as: 'accepted', body: ({ scope }) => request(scope, [new Uint8Array(32)]), open: async stranger => stranger.openWithToken(FETCH) }
]

/** Frames that are in order but for what chance did to them. What they leave depends on chance; nothing may come in. */
export function mutatedAttacks (chance: Chance): Attack[] {
  return DUE.flatMap(({ title, as, body, open }) => Array.from({ length: EACH }, (_, no) => {
    const spoil = SPOILERS[no % SPOILERS.length]

    return {
      title: `${title}, spoilt (${no})`,
      as,
      act: async stranger => {
        const line = await open(stranger)

        line.send(frame(spoil(body(stranger), chance)), frame(cborFrame(TYPE.end, [])), frame(bye(END.moving)))
        await line.close()
        await line.over()
      }
    } satisfies Attack
  }))
}
