import { FIRST_FRAME_TIMEOUT_MS, PROGRESS_TIMEOUT_MS, Pulse, StreamDeadlineError } from '../wire/index.ts'
import { HELD_READ_MS } from './constants.ts'
import type { HeldStream } from './interface.ts'
import type { Timers } from '../../platform/interface.ts'
import type { PeerText, ReadOptions, WireStream } from '../wire/index.ts'
import type { AbortOptions } from '@libp2p/interface'

/**
 * A stream that reads one frame ahead, so that what is said about tokens is heard while nobody reads, and its end is known
 * at once.
 */
export abstract class ReadAheadStream implements HeldStream {
  public readonly ended: Promise<void>
  protected readonly timers: Timers
  private readonly inner: WireStream
  private readonly over = Promise.withResolvers<void>()
  private next: Promise<Uint8Array | undefined> | undefined
  private sending: Promise<void> = Promise.resolve()
  private timeoutMs = FIRST_FRAME_TIMEOUT_MS
  private open = true

  constructor (stream: WireStream, timers: Timers) {
    this.inner = stream
    this.timers = timers
    this.ended = this.over.promise
  }

  get peer (): PeerText {
    return this.inner.peer
  }

  get isOpen (): boolean {
    return this.open
  }

  async read (options: ReadOptions = {}): Promise<Uint8Array | undefined> {
    const frame = await this.within(this.next ?? this.pull(), options)
    this.timeoutMs = PROGRESS_TIMEOUT_MS

    if (frame !== undefined) {
      this.readAhead()
    }

    return frame
  }

  async write (frame: Uint8Array, options?: AbortOptions): Promise<void> {
    const written = this.sending.then(async () => this.inner.write(frame, options))
    this.sending = written.catch(() => {})

    return written
  }

  async close (): Promise<void> {
    this.end()
    await this.inner.close()
  }

  abort (error: Error): void {
    this.end()
    this.inner.abort(error)
  }

  /** Begins to read. */
  protected readAhead (): void {
    this.next = this.pull()
    this.next.catch(() => {}) // whoever reads next hears of it
  }

  /** Takes a frame that is about tokens; false for one that is not. What it throws ends the stream. */
  protected abstract takeOut (frame: Uint8Array): Promise<boolean>

  /** The stream is over: stops what goes on beside it. */
  protected end (): void {
    this.open = false
    this.over.resolve()
  }

  /** The next frame that is not about tokens. */
  private async pull (): Promise<Uint8Array | undefined> {
    try {
      for (;;) {
        const frame = await this.inner.read({ timeoutMs: HELD_READ_MS })

        if (frame === undefined) {
          this.end()
          return undefined
        }

        if (!await this.takeOut(frame)) {
          return frame
        }
      }
    } catch (error) {
      this.abort(error as Error)
      throw error
    }
  }

  /** Waits for a frame as long as a reader may. */
  private async within (next: Promise<Uint8Array | undefined>, { signal, timeoutMs = this.timeoutMs }: ReadOptions): Promise<Uint8Array | undefined> {
    const pulse = new Pulse(this.timers)
    const late = (): Error => new StreamDeadlineError(this.peer, 'read', timeoutMs)
    let isHere = false
    const arrive = (): void => {
      isHere = true
      pulse.beat()
    }
    next.then(arrive, arrive)

    try {
      await pulse.until(() => isHere, { timeoutMs, signal, late })
    } catch (error) {
      this.abort(error as Error)
      throw error
    }

    return next
  }
}
