import { FRAME_BYTES_MAX, MEMORY_FRAMES_MAX, PROGRESS_TIMEOUT_MS } from './constants.ts'
import { FrameTooLargeError, StreamDeadlineError, StreamFailedError } from './errors.ts'
import { Pulse } from './pulse.ts'
import type { PeerText, ReadOptions, WireStream } from './interface.ts'
import type { WaitOptions } from './pulse.ts'
import type { Timers } from '../../platform/interface.ts'
import type { AbortOptions } from '@libp2p/interface'

/** What both ends of a stream in memory share. */
interface Channel {
  readonly pulse: Pulse
  failure: Error | undefined
}

/** One direction of a stream in memory. */
interface Lane {
  readonly frames: Uint8Array[]
  ended: boolean
}

/**
 * One end of a stream in this process, with the deadlines of a real one on the given timers and a bounded number of
 * frames under way.
 */
export class MemoryStream implements WireStream {
  public readonly peer: PeerText
  private readonly channel: Channel
  private readonly incoming: Lane
  private readonly outgoing: Lane

  constructor (peer: PeerText, channel: Channel, lanes: readonly [Lane, Lane]) {
    this.peer = peer
    this.channel = channel
    this.incoming = lanes[0]
    this.outgoing = lanes[1]
  }

  async read (options: ReadOptions = {}): Promise<Uint8Array | undefined> {
    await this.until('read', () => this.incoming.frames.length > 0 || this.incoming.ended, options)
    const frame = this.incoming.frames.shift()
    this.channel.pulse.beat()

    return frame
  }

  async write (frame: Uint8Array, options: AbortOptions = {}): Promise<void> {
    if (frame.length === 0 || frame.length > FRAME_BYTES_MAX) {
      throw new FrameTooLargeError(frame.length)
    }

    if (this.outgoing.ended) {
      throw new StreamFailedError(this.peer)
    }

    this.outgoing.frames.push(frame)
    this.channel.pulse.beat()
    await this.until('write', () => this.outgoing.frames.length < MEMORY_FRAMES_MAX, options)
  }

  async close (): Promise<void> {
    this.outgoing.ended = true
    this.channel.pulse.beat()
  }

  abort (error: Error): void {
    this.channel.failure ??= error
    this.channel.pulse.beat()
  }

  private async until (step: 'read' | 'write', ready: () => boolean, { signal, timeoutMs = PROGRESS_TIMEOUT_MS }: ReadOptions): Promise<void> {
    const wait: WaitOptions = {
      timeoutMs,
      signal,
      late: () => new StreamDeadlineError(this.peer, step, timeoutMs)
    }

    try {
      await this.channel.pulse.until(() => {
        // What had arrived before a failure is still delivered.
        if (this.channel.failure !== undefined && (step === 'write' || this.incoming.frames.length === 0)) {
          throw new StreamFailedError(this.peer, this.channel.failure)
        }

        return ready()
      }, wait)
    } catch (error) {
      this.abort(error as Error)
      throw error
    }
  }
}

/** Both ends of one stream: the first is held by `peers[0]`, the second by `peers[1]`. */
export function memoryStreams (peers: readonly [PeerText, PeerText], timers: Timers): [MemoryStream, MemoryStream] {
  const channel: Channel = { pulse: new Pulse(timers), failure: undefined }
  const there: Lane = { frames: [], ended: false }
  const back: Lane = { frames: [], ended: false }

  return [
    new MemoryStream(peers[1], channel, [back, there]),
    new MemoryStream(peers[0], channel, [there, back])
  ]
}
