import { connect } from 'node:net'
import { setInterval as ticks } from 'node:timers/promises'
import { frame } from './bytes.ts'
import { FETCH, request } from './fetch.ts'
import { hello, HELLO } from './hello.ts'
import { Stranger } from './stranger.ts'
import { SYNC } from './sync.ts'
import type { Line } from './line.ts'

const TRICKLE_MS = 500

/** Something that takes its time, until the target has had enough. */
export interface SlowAttack {
  readonly title: string

  /** Resolves when the target has ended it. */
  act (address: string): Promise<void>
}

/** Sends a byte now and then for as long as the stream is open. */
async function trickle (line: Line, bytes: Uint8Array): Promise<void> {
  let place = 0

  for await (const message of ticks(TRICKLE_MS, bytes)) {
    if (!line.isOpen) {
      return
    }

    line.send(message.subarray(place, ++place))
  }
}

async function asAccepted (address: string, act: (stranger: Stranger) => Promise<void>): Promise<void> {
  const stranger = await Stranger.greet(address)

  try {
    await act(stranger)
  } finally {
    await stranger.stop()
  }
}

/** A plain connection that is closed by the other side. */
async function onSocket (address: string, bytes: Uint8Array): Promise<void> {
  const [, , host, , port] = address.split('/')
  const socket = connect(Number(port), host)
  const closed = Promise.withResolvers<void>()

  socket.on('error', () => {}).on('close', () => { closed.resolve() }).resume()
  socket.write(bytes)
  await closed.promise
}

/** Peers that let the target wait. */
export const SLOW_ATTACKS: readonly SlowAttack[] = [
  { title: 'a socket with nothing on it', act: async address => { await onSocket(address, new Uint8Array(0)) } },
  { title: 'a socket with rubbish on it', act: async address => { await onSocket(address, new Uint8Array(1_000).fill(0x41)) } },
  {
    title: 'a hello, byte by byte',
    act: async address => {
      const stranger = await Stranger.connect(address)

      await trickle(await stranger.open(HELLO), frame(hello()))
      await stranger.stop()
    }
  },
  {
    title: 'a token, byte by byte',
    act: async address => {
      await asAccepted(address, async stranger => { await trickle(await stranger.open(SYNC), frame(stranger.token())) })
    }
  },
  {
    title: 'a request, byte by byte',
    act: async address => {
      await asAccepted(address, async stranger => {
        await trickle(await stranger.openWithToken(FETCH), frame(request(stranger.scope, [new Uint8Array(32)])))
      })
    }
  },
  {
    title: 'a HELLO of sync, byte by byte',
    act: async address => {
      await asAccepted(address, async stranger => { await trickle(await stranger.openWithToken(SYNC), frame(stranger.syncHello())) })
    }
  },
  {
    title: 'a run that is not read',
    act: async address => {
      await asAccepted(address, async stranger => {
        const line = await stranger.openWithToken(SYNC)

        line.block()
        line.say(stranger.syncHello())
        await line.over()
      })
    }
  }
]
