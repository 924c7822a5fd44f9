import { FIRST_FRAME_TIMEOUT_MS, OPEN_TIMEOUT_MS, PROGRESS_TIMEOUT_MS, READ_AHEAD_BYTES_MAX, STREAM_WINDOW_BYTES_MAX } from './constants.ts'
import { FrameTooLargeError, MalformedFrameError, StreamDeadlineError, StreamFailedError } from './errors.ts'
import { encodeFrame, FrameReader } from './framing.ts'
import { Pulse } from './pulse.ts'
import type { FrameFault, PeerText, ReadOptions, WireStream } from './interface.ts'
import type { WaitOptions } from './pulse.ts'
import type { Timers } from '../../platform/interface.ts'
import type { AbortOptions, Stream, StreamCloseEvent, StreamMessageEvent } from '@libp2p/interface'

type FaultListener = (reason: FrameFault['reason']) => void

/** What a framed stream stands on. */
export interface FramedStreamInit {
  readonly timers: Timers
  /** Hears, once at most, that the peer sent what is no frame. */
  readonly onFault?: FaultListener
}

/**
 * Frames over a libp2p stream. It reads at most a bounded number of bytes ahead and then pauses the stream, and a
 * write waits until the stream has sent what it was given before: memory is bounded both ways, whoever is slow.
 */
export class FramedStream implements WireStream {
  public readonly peer: PeerText
  private readonly stream: Stream
  private readonly pulse: Pulse
  private onFault: FaultListener | undefined
  private readonly reader = new FrameReader()
  private failure: Error | undefined
  private closed = false
  private paused = false
  private resuming = false
  private timeoutMs = FIRST_FRAME_TIMEOUT_MS

  constructor (stream: Stream, peer: PeerText, { timers, onFault }: FramedStreamInit) {
    this.stream = stream
    this.peer = peer
    this.onFault = onFault
    this.pulse = new Pulse(timers)
    stream.maxReadBufferLength = Math.max(stream.maxReadBufferLength, STREAM_WINDOW_BYTES_MAX)
    stream.addEventListener('message', this.onMessage)
    stream.addEventListener('close', this.onClose)
    stream.addEventListener('end', this.onChange)
    stream.addEventListener('drain', this.onChange)
    stream.addEventListener('idle', this.onChange)
  }

  async read (options: ReadOptions = {}): Promise<Uint8Array | undefined> {
    let frame: Uint8Array | undefined

    try {
      await this.pulse.until(() => {
        frame = this.reader.next()
        this.resume()
        return frame !== undefined || this.ended()
      }, this.deadline('read', options.timeoutMs ?? this.timeoutMs, options))
    } catch (error) {
      throw this.fail(error)
    }

    this.timeoutMs = PROGRESS_TIMEOUT_MS

    return frame
  }

  async write (frame: Uint8Array, options: AbortOptions = {}): Promise<void> {
    const bytes = encodeFrame(frame)

    try {
      this.throwIfFailed()
      this.stream.send(bytes)
      await this.pulse.until(() => this.drained(), this.deadline('write', PROGRESS_TIMEOUT_MS, options))
    } catch (error) {
      throw this.fail(error)
    }
  }

  async close (): Promise<void> {
    try {
      const isSent = (): boolean => this.closed || this.stream.writeBufferLength === 0
      await this.pulse.until(isSent, this.deadline('write', OPEN_TIMEOUT_MS))
      await this.stream.close()
    } catch (error) {
      this.fail(error)
    }
  }

  abort (error: Error): void {
    this.failure ??= error
    this.stream.abort(error)
    this.pulse.beat()
  }

  private readonly onMessage = (event: StreamMessageEvent): void => {
    this.reader.push(event.data)

    if (!this.resuming) {
      this.pauseWhenFull()
    }

    this.pulse.beat()
  }

  private readonly onClose = (event: StreamCloseEvent): void => {
    this.closed = true
    this.failure ??= event.error
    this.pulse.beat()
  }

  private readonly onChange = (): void => {
    this.pulse.beat()
  }

  private pauseWhenFull (): void {
    if (this.reader.bufferedBytes >= READ_AHEAD_BYTES_MAX && !this.paused && this.stream.readStatus === 'readable') {
      this.paused = true
      this.stream.pause()
    }
  }

  /**
   * The stream hands out what it held while it resumes, and opens its window afterwards, also when it was paused again
   * in between. So the next pause waits until it has resumed.
   */
  private resume (): void {
    if (this.paused && this.reader.bufferedBytes < READ_AHEAD_BYTES_MAX) {
      this.paused = false

      if (this.stream.readStatus === 'paused') {
        this.resuming = true
        this.stream.resume()
        this.resuming = false
        this.pauseWhenFull()
      }
    }
  }

  /** Whether no further frame comes. What arrived before a failure is still delivered. */
  private ended (): boolean {
    if (this.stream.readBufferLength > 0 && this.failure === undefined) {
      return false
    }

    this.throwIfFailed()

    if (!this.closed && !this.stream.readableEnded) {
      return false
    }

    if (this.reader.bufferedBytes > 0) {
      throw new MalformedFrameError('truncated')
    }

    return true
  }

  /** A stream that ended with its connection may say nothing of a failure, and takes what it holds no more. */
  private drained (): boolean {
    this.throwIfFailed()

    if (this.closed && this.stream.writableNeedsDrain) {
      throw new StreamFailedError(this.peer)
    }

    return !this.stream.writableNeedsDrain
  }

  private throwIfFailed (): void {
    // A stream may have been reset before anybody listened to it.
    if (this.failure !== undefined || this.stream.status === 'reset' || this.stream.status === 'aborted') {
      throw new StreamFailedError(this.peer, this.failure)
    }
  }

  private deadline (step: 'read' | 'write', timeoutMs: number, options: AbortOptions = {}): WaitOptions {
    return {
      timeoutMs,
      signal: options.signal,
      late: () => new StreamDeadlineError(this.peer, step, timeoutMs)
    }
  }

  private fail (cause: unknown): Error {
    const error = cause instanceof Error ? cause : new StreamFailedError(this.peer, cause)
    const reason = faultIn(error)

    if (reason !== undefined) {
      this.onFault?.(reason)
      this.onFault = undefined
    }

    this.abort(error)

    return isOurs(error) ? error : new StreamFailedError(this.peer, error)
  }
}

function faultIn (error: Error): FrameFault['reason'] | undefined {
  if (error instanceof FrameTooLargeError) {
    return 'too_large'
  }

  return error instanceof MalformedFrameError ? 'malformed' : undefined
}

function isOurs (error: Error): boolean {
  return [FrameTooLargeError, MalformedFrameError, StreamDeadlineError, StreamFailedError].some(type => error instanceof type)
}
