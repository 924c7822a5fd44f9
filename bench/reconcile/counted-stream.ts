import { memoryStreams } from '../../src/network/wire/index.ts'
import type { WireStream } from '../../src/network/wire/index.ts'
import type { Timers } from '../../src/platform/index.ts'

/** What passed between both ends of a stream. */
export class Tally {
  /** Bytes of frames without a bundle in them. */
  public bytes = 0
  private readonly mark: Uint8Array
  private lastFlight = 0
  private lastWithBundle = 0

  /** Every bundle holds the mark. */
  constructor (mark: Uint8Array) {
    this.mark = mark
  }

  /** The longest chain of frames of which each was sent after the one before it had been read, up to the last bundle; without one, to the end. */
  get flights (): number {
    return this.lastWithBundle === 0 ? this.lastFlight : this.lastWithBundle
  }

  add (frame: Uint8Array, flight: number): void {
    const hasBundle = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).includes(this.mark)

    this.bytes += hasBundle ? 0 : frame.length
    this.lastFlight = Math.max(this.lastFlight, flight)
    this.lastWithBundle = hasBundle ? Math.max(this.lastWithBundle, flight) : this.lastWithBundle
  }
}

/**
 * One end of a stream in memory. Each frame carries, beside its bytes, the number of its flight: one more than the
 * highest that its sender had read. So frames that overlap count once, as they do on a wire with a delay.
 */
class CountedStream implements WireStream {
  public readonly peer: string
  private readonly stream: WireStream
  private readonly tally: Tally
  private readonly lanes: { readonly incoming: number[], readonly outgoing: number[] }
  private heard = 0

  constructor (stream: WireStream, tally: Tally, lanes: CountedStream['lanes']) {
    this.peer = stream.peer
    this.stream = stream
    this.tally = tally
    this.lanes = lanes
  }

  async read (): Promise<Uint8Array | undefined> {
    const frame = await this.stream.read()

    this.heard = Math.max(this.heard, frame === undefined ? 0 : this.lanes.incoming.shift() ?? 0)

    return frame
  }

  async write (frame: Uint8Array): Promise<void> {
    this.lanes.outgoing.push(this.heard + 1)
    this.tally.add(frame, this.heard + 1)
    await this.stream.write(frame)
  }

  async close (): Promise<void> {
    await this.stream.close()
  }

  abort (error: Error): void {
    this.stream.abort(error)
  }
}

/** Both ends of a stream in memory that is counted. */
export function countedStreams (tally: Tally, timers: Timers): [WireStream, WireStream] {
  const [there, back] = memoryStreams(['us', 'them'], timers)
  const [one, other]: [number[], number[]] = [[], []]

  return [
    new CountedStream(there, tally, { incoming: other, outgoing: one }),
    new CountedStream(back, tally, { incoming: one, outgoing: other })
  ]
}
