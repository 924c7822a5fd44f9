import type { LinkCounters, TwoWayTraffic } from '../interface.ts'

/** One end of a link: 0 is the node with the lower number. */
export type Side = 0 | 1

/** Bytes and frames that one side sent. */
interface Sent {
  bytes: number
  frames: number
}

/** One write to a stream. */
export interface StreamWrite {
  readonly protocol: string
  readonly bytes: number
  /** Name of the stream, the same on both sides. */
  readonly stream: string
}

/** Traffic of both sides. */
class Exchange {
  readonly sent: readonly [Sent, Sent] = [{ bytes: 0, frames: 0 }, { bytes: 0, frames: 0 }]
  turns = 0

  add (side: Side, bytes: number, frames: number): void {
    this.sent[side].bytes += bytes
    this.sent[side].frames += frames
  }

  /** A copy, as the given side sees it. */
  seenFrom (side: Side): TwoWayTraffic {
    return { there: { ...this.sent[side] }, back: { ...this.sent[1 - side] }, turns: this.turns }
  }
}

/** The counters of one link. */
export class LinkTally {
  private all = new Exchange()
  private last: Side | undefined
  private readonly byProtocol = new Map<string, Exchange>()
  /** Who spoke last in each open stream, and in which protocol. */
  private readonly speakers = new Map<string, { side: Side, protocol: string }>()

  /** Bytes of a side have arrived, and with them the ends of some writes. */
  arrived (side: Side, bytes: number, frames: number): void {
    this.all.add(side, bytes, frames)
    if (this.last !== undefined && this.last !== side) { this.all.turns++ }
    this.last = side
  }

  /** A side wrote to a stream. */
  wrote (side: Side, { protocol, bytes, stream }: StreamWrite): void {
    const exchange = this.byProtocol.get(protocol) ?? new Exchange()
    this.byProtocol.set(protocol, exchange)
    exchange.add(side, bytes, 1)
    const last = this.speakers.get(stream)
    if (last?.protocol === protocol && last.side !== side) { exchange.turns++ }
    this.speakers.set(stream, { side, protocol })
  }

  /** A stream has ended. */
  forget (stream: string): void {
    this.speakers.delete(stream)
  }

  seenFrom (side: Side): LinkCounters {
    const protocols = [...this.byProtocol].sort(([a], [b]) => a < b ? -1 : 1).map(([protocol, exchange]) => [protocol, exchange.seenFrom(side)])
    return { ...this.all.seenFrom(side), protocols: Object.fromEntries(protocols) }
  }

  clear (): void {
    this.all = new Exchange()
    this.last = undefined
    this.byProtocol.clear()
    this.speakers.clear()
  }
}
