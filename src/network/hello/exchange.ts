import { PARTING_MS, StreamFailedError } from '../wire/index.ts'
import { HelloVersionError } from './errors.ts'
import { decodeAnswer, decodeHello, encodeAnswer, encodeHello } from './message.ts'
import type { HelloCode, HelloMessage } from './interface.ts'
import type { Clock } from '../../platform/interface.ts'
import type { WireStream } from '../wire/index.ts'

/** What one side brings to the exchange. */
export interface ExchangeInit {
  /** The dialler speaks first: who dialled, and on an open connection who opened the stream. */
  role: 'dialler' | 'listener'
  ours: Omit<HelloMessage, 'timeMs'>
  clock: Clock
  /** Our signed declaration for the peer, which knows one of ours with this sequence, 0 for none; undefined: we declare nothing. */
  declare? (known: number): Promise<Uint8Array | undefined>
}

/** What one side takes from the exchange. */
export type ExchangeResult =
  | { code: 'accepted', hello: HelloMessage, skewMs: number, declaration: Uint8Array | undefined }
  | { code: Exclude<HelloCode, 'accepted'> }

/**
 * Runs the hello on a fresh stream. Both sides send their hello, then what they make of the other's; the outcome is
 * our own refusal, else the answer of the peer. With an `accepted` goes what the side declares, so it is made for one
 * peer of our network, and above what that peer knows. An exchange that breaks off rejects with what the stream throws.
 *
 * ```
 * dialler                 listener
 *    | hello ---------------> |
 *    | <--------------- hello |
 *    | <-------------- answer |
 *    | answer --------------> |
 * ```
 */
export async function exchangeHello (stream: WireStream, init: ExchangeInit): Promise<ExchangeResult> {
  const { theirs, skewMs } = await swap(stream, init)
  const hello = read(theirs)

  if (typeof hello === 'string' || hello.net !== init.ours.net) {
    const code = typeof hello === 'string' ? hello : 'wrong_network'
    await refuse(stream, code)
    return { code }
  }

  await stream.write(encodeAnswer('accepted', await init.declare?.(hello.knows)))
  const { code, declaration } = decodeAnswer(await readFrame(stream))
  await stream.close()

  return code === 'accepted' ? { code, hello, skewMs: skewMs(hello.timeMs), declaration } : { code }
}

interface Swapped {
  theirs: Uint8Array
  /** The skew of a clock that showed `timeMs` when its hello was written. */
  skewMs (timeMs: number): number
}

async function swap (stream: WireStream, init: ExchangeInit): Promise<Swapped> {
  const { clock, ours, role } = init
  const heardFirst = role === 'listener' ? await readFrame(stream) : undefined
  const sentMs = clock.nowMs()
  await stream.write(encodeHello({ ...ours, timeMs: sentMs }))

  if (heardFirst !== undefined) {
    return { theirs: heardFirst, skewMs: timeMs => timeMs - sentMs }
  }

  const theirs = await readFrame(stream)
  const middleMs = (sentMs + clock.nowMs()) / 2

  return { theirs, skewMs: timeMs => timeMs - middleMs }
}

function read (bytes: Uint8Array): HelloMessage | 'incompatible_version' | 'malformed' {
  try {
    return decodeHello(bytes)
  } catch (error) {
    return error instanceof HelloVersionError ? 'incompatible_version' : 'malformed'
  }
}

/** Tells the peer why, and waits for a moment until it has heard it or is gone. */
async function refuse (stream: WireStream, code: HelloCode): Promise<void> {
  try {
    await stream.write(encodeAnswer(code))
    await stream.read({ timeoutMs: PARTING_MS })
  } catch {
    // The peer is gone already, and its own view of the matter changes nothing in ours.
  }

  await stream.close()
}

async function readFrame (stream: WireStream): Promise<Uint8Array> {
  const frame = await stream.read()

  if (frame === undefined) {
    throw new StreamFailedError(stream.peer)
  }

  return frame
}
