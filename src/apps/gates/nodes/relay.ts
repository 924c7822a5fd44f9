import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

/** Stands between two nodes on loopback, counts what passes to whoever dials it, and can be cut. */
export class GateRelay {
  /** The address of the node behind it, with the port of the relay. */
  readonly address: string
  private readonly server: Server
  private readonly sockets = new Set<Socket>()
  private port: number
  private left = Infinity
  private isCut = false

  private constructor (address: string, server: Server) {
    this.server = server
    this.port = portOf(address)
    this.address = address.replace(/\/tcp\/\d+/, `/tcp/${(server.address() as AddressInfo).port}`)
    server.on('connection', near => { this.join(near) })
  }

  /** Puts a relay before the TCP address of a node. */
  static async open (address: string): Promise<GateRelay> {
    const server = createServer()
    await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
    return new GateRelay(address, server)
  }

  /** Lets so many bytes pass from the node behind it, and holds the rest for good. */
  holdAfter (bytes: number): void {
    this.left = bytes
  }

  /** Whether everything that may pass has passed. */
  get isHolding (): boolean {
    return this.left === 0
  }

  /** Ends what is connected, and takes nobody until it is mended. */
  cut (): void {
    this.isCut = true
    for (const socket of this.sockets) { socket.destroy() }
  }

  /** Lets everything pass, to another address of the node behind it if there is one. */
  mend (address?: string): void {
    this.isCut = false
    this.left = Infinity
    this.port = address == null ? this.port : portOf(address)
  }

  /** Ends the relay. */
  close (): void {
    this.server.close()
    this.cut()
  }

  private join (near: Socket): void {
    if (this.isCut) {
      near.destroy()
      return
    }
    const far = connect(this.port, '127.0.0.1')
    this.carry(near, far, part => part)
    this.carry(far, near, part => this.take(part))
  }

  private take (part: Buffer): Buffer {
    const passed = part.subarray(0, Math.min(part.length, this.left))
    this.left -= passed.length
    return passed
  }

  private carry (from: Socket, to: Socket, take: (part: Buffer) => Buffer): void {
    this.sockets.add(from)
    from.setNoDelay(true)
    from.on('data', (chunk: Buffer) => {
      const part = take(chunk)
      if (part.length > 0 && !to.write(part)) { from.pause() }
    })
    from.on('drain', () => { to.resume() })
    from.on('end', () => { to.end() })
    from.on('error', () => { to.destroy() })
    from.on('close', () => {
      this.sockets.delete(from)
      to.end()
    })
  }
}

function portOf (address: string): number {
  return Number(/\/tcp\/(\d+)/.exec(address)?.[1])
}
