import { EventEmitter, once } from 'node:events'
import { Uint8ArrayList } from 'uint8arraylist'
import { frame } from './bytes.ts'
import type { Stream } from '@libp2p/interface'

const PATIENCE_MS = 120_000

/** One stream to the target: any bytes may be sent on it, and what comes back is cut into frames. */
export class Line {
  /** Frames that came and were not taken. */
  private readonly heard: Uint8Array[] = []
  private readonly rest = new Uint8ArrayList()
  private readonly changes = new EventEmitter()
  private readonly stream: Stream
  private ended = false
  private broken = false

  constructor (stream: Stream) {
    this.stream = stream
    stream.addEventListener('message', ({ data }) => { this.hear(data) })
    stream.addEventListener('remoteCloseWrite', () => { this.end() })
    stream.addEventListener('close', () => { this.end() })
  }

  /** False once the other side has ended or dropped the stream. */
  get isOpen (): boolean {
    return !this.ended
  }

  /** Sends bytes as they are, unless the stream is gone; it does not wait. */
  send (...parts: Uint8Array[]): void {
    try {
      parts.forEach(part => this.stream.send(part))
    } catch {
      this.broken = true
    }
  }

  /** Sends bodies as frames. */
  say (...bodies: Uint8Array[]): void {
    this.send(...bodies.map(frame))
  }

  /** The next frame; undefined when the other side has ended. */
  async read (): Promise<Uint8Array | undefined> {
    await this.until(() => this.heard.length > 0)

    return this.heard.shift()
  }

  /** Every frame up to one of a type, which is the last, or to the end. */
  async readTo (...types: number[]): Promise<Uint8Array[]> {
    const frames: Uint8Array[] = []

    for (let next = await this.read(); next !== undefined; next = await this.read()) {
      frames.push(next)

      if (types.includes(next[0])) {
        break
      }
    }

    return frames
  }

  /** Resolves when the other side has ended or dropped the stream. */
  async over (): Promise<void> {
    await this.until(() => false)
  }

  /** Ends this side. */
  async close (): Promise<void> {
    if (!this.broken) {
      await this.stream.close({ signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => {})
    }
  }

  /** Reads nothing any more, so that the other side cannot send. */
  block (): void {
    this.stream.pause()
  }

  private async until (isHere: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS)

    while (!isHere() && !this.ended) {
      await once(this.changes, 'change', { signal })
    }
  }

  private end (): void {
    this.ended = true
    this.changes.emit('change')
  }

  private hear (data: Uint8Array | Uint8ArrayList): void {
    this.rest.append(data)

    for (let body = this.cut(); body !== undefined; body = this.cut()) {
      this.heard.push(body)
    }

    this.changes.emit('change')
  }

  /** Takes a whole frame out of what came. */
  private cut (): Uint8Array | undefined {
    let length = 0

    for (let place = 0; place < this.rest.length; place++) {
      const byte = this.rest.get(place)

      length += byte % 128 * 128 ** place

      if (byte < 128) {
        const end = place + 1 + length

        if (this.rest.length < end) {
          return undefined
        }

        const body = this.rest.slice(place + 1, end)

        this.rest.consume(end)

        return body
      }
    }
  }
}
