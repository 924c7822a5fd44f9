import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A relay between two peers that counts what passes. */
export interface Relay {
  /** The address of the peer behind it, with the port of the relay. */
  readonly address: string

  /** Bytes on the wire so far, both ways. */
  bytes (): number
  close (): void
}

/** Puts a relay before the TCP address of a peer. */
export async function openRelay (address: string): Promise<Relay> {
  const [, port] = /\/tcp\/(\d+)/.exec(address) ?? []
  let bytes = 0
  const carry = (from: Socket, to: Socket): void => {
    from.on('data', (chunk: Buffer) => { bytes += chunk.length })
    from.on('error', () => to.destroy())
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
    bytes: () => bytes,
    close: () => { server.close() }
  }
}
