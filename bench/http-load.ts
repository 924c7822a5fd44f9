import { connect } from 'node:net'
import { percentile } from './bench.ts'
import type { Socket } from 'node:net'

const REQUESTS = 20_000
const CONNECTIONS = 16

/** A server, and what is asked of it. */
export interface HttpTarget {
  readonly url: string
  readonly token: string
  /** Asked for in turn. */
  readonly paths: readonly string[]
}

/** A connection that sends one request after another, and takes less time for it than a server does. */
class Caller {
  private readonly socket: Socket
  private text = ''
  private done: (() => void) | undefined

  constructor (url: string) {
    const { hostname, port } = new URL(url)

    this.socket = connect(Number(port), hostname).setNoDelay().setEncoding('latin1')
    this.socket.on('data', (chunk: string) => {
      this.text += chunk
      const [, length] = /^content-length: (\d+)/im.exec(this.text) ?? []

      if (length != null && this.text.length >= this.text.indexOf('\r\n\r\n') + 4 + Number(length)) {
        this.text = ''
        this.done?.()
      }
    })
  }

  async get (path: string, token: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()

    this.done = resolve
    this.socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n\r\n`)
    await promise
  }

  close (): void {
    this.socket.destroy()
  }
}

/** Requests a second over some connections at once, and the milliseconds that one in a hundred passes; after a round to warm up. */
export async function httpLoad (target: HttpTarget): Promise<[number, number]> {
  await round(target)
  const started = performance.now()
  const times = await round(target)

  return [times.length / (performance.now() - started) * 1_000, percentile(times, 0.99)]
}

/** Milliseconds of each request. */
async function round ({ url, token, paths }: HttpTarget): Promise<number[]> {
  const times: number[] = []
  const work = async (): Promise<void> => {
    const caller = new Caller(url)

    while (times.length < REQUESTS) {
      const started = performance.now()

      await caller.get(paths[times.length % paths.length], token)
      times.push(performance.now() - started)
    }

    caller.close()
  }

  await Promise.all(Array.from({ length: CONNECTIONS }, work))

  return times
}
