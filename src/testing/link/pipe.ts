import { Uint8ArrayList } from 'uint8arraylist'
import { PIPE_BYTES_MAX } from './constants.ts'
import type { Lane, LanePipe } from './lane.ts'
import type { TimerHandle } from '../../platform/index.ts'

/** The end of a pipe that takes out what arrives. */
export interface PipeReader {
  onData (data: Uint8ArrayList): void
}

/** What leaves at once: bytes, or a signal that is no byte. */
interface Segment {
  readonly data?: Uint8ArrayList
  /** Called where it arrives. */
  signal? (): void
  /** Whether a write ends with it. */
  readonly isLast: boolean
  /** Since when it waits to leave, in milliseconds of the clock. */
  readonly sinceMs: number
  /** When it arrives; known once it has left. */
  readonly arrivesMs: number
}

/**
 * One direction of one connection, with the order of TCP: what is written arrives whole and in order, later when the lane
 * is slow or loses segments, and not at all while it is cut. Segments wait until the lane is free, then they are under
 * way, then the reader has them; it may hold them off.
 */
export class Pipe<Reader extends PipeReader = PipeReader> implements LanePipe {
  /** Takes out what arrives; whoever makes the connection sets it before anything can arrive. */
  reader: Reader | undefined
  /** Called when a writer that found the pipe full may go on. */
  onDrain: () => void = () => {}
  private readonly lane: Lane
  private waiting: Segment[] = []
  private underWay: Segment[] = []
  private bytes = 0
  private lastMs = 0
  private isFull = false
  private isHeldOff = false
  private isDiscarded = false
  /** Whether anything has arrived yet. */
  private isOpened = false
  /** Whether a run is due within this turn of the event loop. */
  private isDue = false
  private timer: TimerHandle | undefined
  private timerMs = Infinity
  private readonly runDue = (): void => {
    this.isDue = false
    this.run()
  }

  constructor (lane: Lane) {
    this.lane = lane
    lane.join(this)
  }

  /** Takes all of a write, and answers whether the writer may go on at once. */
  write (data: Uint8ArrayList): boolean {
    this.bytes += data.byteLength
    this.isFull = this.bytes >= PIPE_BYTES_MAX
    this.append({ data, isLast: true })
    return !this.isFull
  }

  /** Sends a signal behind everything that was written. */
  signal (signal: () => void): void {
    this.append({ signal, isLast: false })
  }

  /** Sends a last signal behind everything that was written. */
  end (signal: () => void): void {
    this.signal(() => {
      this.discard()
      signal()
    })
  }

  /** Drops what has not left yet, and sends a last signal behind the rest. */
  reset (signal: () => void): void {
    this.send(this.lane.nowMs())
    this.bytes -= bytesOf(this.waiting)
    this.waiting = []
    if (this.lane.state.isCut && !this.isOpened) {
      this.discard() // the other end knows of no connection
    } else {
      this.end(signal)
    }
  }

  /** The reader takes nothing until it is let on. */
  holdOff (): void {
    this.isHeldOff = true
  }

  /** The reader takes again. */
  letOn (): void {
    this.isHeldOff = false
    this.wake()
  }

  wake (): void {
    if (!this.isDiscarded) { this.plan(this.lane.nowMs()) }
  }

  rewind (): void {
    this.disarm()
    this.waiting = [...this.underWay, ...this.waiting]
    this.underWay = []
    this.lastMs = 0
  }

  discard (): void {
    this.isDiscarded = true
    this.disarm()
    this.waiting = []
    this.underWay = []
    this.lane.leave(this)
  }

  private run (): void {
    if (this.isDiscarded) { return }
    const nowMs = this.lane.nowMs()
    this.send(nowMs)
    this.deliver(nowMs)
    if (this.isFull && !this.isDiscarded && this.bytes < PIPE_BYTES_MAX / 2) {
      this.isFull = false
      this.onDrain()
    }
    this.plan(nowMs)
  }

  private append (part: Pick<Segment, 'data' | 'signal' | 'isLast'>): void {
    if (this.isDiscarded) { return } // the connection ends, and nobody reads any more
    const nowMs = this.lane.nowMs()
    this.waiting.push({ ...part, sinceMs: nowMs, arrivesMs: Infinity })
    this.plan(nowMs)
  }

  /** Hands to the lane what it takes now. */
  private send (nowMs: number): void {
    while (this.waiting.length > 0 && !this.lane.state.isCut && this.lane.freeAtMs <= nowMs) {
      const segment = this.next(this.waiting[0])
      this.lastMs = Math.max(this.lane.carry(segment.data?.byteLength ?? 0, segment.sinceMs), this.lastMs)
      this.underWay.push({ ...segment, arrivesMs: this.lastMs })
    }
  }

  /** Takes the first that waits, or its first bytes where the lane carries segments. */
  private next (first: Segment): Segment {
    if (first.data == null || first.data.byteLength <= this.lane.segmentBytesMax) {
      this.waiting.shift()
      return first
    }
    const data = first.data.sublist(0, this.lane.segmentBytesMax)
    first.data.consume(data.byteLength)
    return { ...first, data, isLast: false }
  }

  /** Hands to the reader what has arrived, neighbours together. */
  private deliver (nowMs: number): void {
    while (this.mayDeliver(nowMs)) {
      this.isOpened = true
      const { signal } = this.underWay[0]
      if (signal != null) {
        this.underWay.shift()
        signal()
      } else {
        this.deliverBytes(nowMs)
      }
    }
  }

  private deliverBytes (nowMs: number): void {
    const data = new Uint8ArrayList()
    let count = 0
    let frames = 0
    for (const segment of this.underWay) {
      if (segment.data == null || segment.arrivesMs > nowMs) { break }
      data.append(segment.data)
      frames += segment.isLast ? 1 : 0
      count++
    }
    this.underWay.splice(0, count)
    this.bytes -= data.byteLength
    this.lane.arrived(data.byteLength, frames)
    this.reader?.onData(data)
  }

  private mayDeliver (nowMs: number): boolean {
    return this.underWay.length > 0 && this.underWay[0].arrivesMs <= nowMs && !this.isHeldOff && !this.lane.state.isCut
  }

  /** Arranges the next run: in this turn when something is due, by a timer when it is due later. */
  private plan (nowMs: number): void {
    if (this.isDue || this.isDiscarded) { return }
    const nextMs = this.nextMs()
    if (nextMs <= nowMs) {
      this.isDue = true
      queueMicrotask(this.runDue)
    } else if (nextMs < this.timerMs) {
      this.timer?.cancel()
      this.timerMs = nextMs
      this.timer = this.lane.after(nextMs - nowMs, () => {
        this.timerMs = Infinity
        this.run()
      })
    }
  }

  private nextMs (): number {
    if (this.lane.state.isCut) { return Infinity }
    const leavesMs = this.waiting.length > 0 ? this.lane.freeAtMs : Infinity
    const arrivesMs = this.underWay.length > 0 && !this.isHeldOff ? this.underWay[0].arrivesMs : Infinity
    return Math.min(leavesMs, arrivesMs)
  }

  private disarm (): void {
    this.timer?.cancel()
    this.timer = undefined
    this.timerMs = Infinity
  }
}

function bytesOf (segments: readonly Segment[]): number {
  return segments.reduce((sum, { data }) => sum + (data?.byteLength ?? 0), 0)
}
