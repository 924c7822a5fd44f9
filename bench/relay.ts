import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** What passed a relay, both ways, everything counted: handshakes, pings, and the frames of all protocols. */
export interface Passed {
  readonly bytes: number
  /** Changes of direction, the first one included. */
  readonly turns: number
}

/** A relay between two peers that counts what passes. */
export interface Relay {
  /** The address of the peer behind it, with the port of the relay. */
  readonly address: string

  /** What has passed since this was asked before, or since the beginning. */
  passed (): Passed
  close (): void
}

/** Puts a relay before the TCP address of a peer. */
export async function openRelay (address: string): Promise<Relay> {
  const [, port] = /\/tcp\/(\d+)/.exec(address) ?? []
  const sockets = new Set<Socket>()
  let bytes = 0
  let turns = 0
  let lastFrom: Socket | undefined
  const carry = (from: Socket, to: Socket): void => {
    sockets.add(from)
    // Peers send small pieces at once, and so does whoever stands between them: else a piece waits 40 ms for an acknowledgement.
    from.setNoDelay(true)
    from.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      turns += from === lastFrom ? 0 : 1
      lastFrom = from
    })
    from.on('error', () => to.destroy())
    from.on('close', () => sockets.delete(from))
    from.pipe(to)
  }
  const server = createServer(near => {
    const far = connect(Number(port), '127.0.0.1')

    carry(near, far)
    carry(far, near)
  })

  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  const ownPort = (server.address() as AddressInfo).port

  return {
    address: address.replace(`/tcp/${port}`, `/tcp/${ownPort}`),
    passed: () => {
      const passed = { bytes, turns }
      bytes = 0
      turns = 0

      return passed
    },
    close: () => {
      server.close()
      sockets.forEach(socket => { socket.destroy() })
    }
  }
}
