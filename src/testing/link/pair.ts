import { Lane } from './lane.ts'
import { StreamMeter } from './meter/stream-meter.ts'
import { LinkTally } from './meter/tally.ts'
import { Pipe } from './pipe.ts'
import type { LinkConnection } from './connection.ts'
import type { LaneComponents } from './lane.ts'
import type { Side } from './meter/tally.ts'

/** What the two ends of a new connection stand on, the dialler first. */
export interface Wiring {
  readonly there: Pipe<LinkConnection>
  readonly back: Pipe<LinkConnection>
  readonly meters: readonly [StreamMeter, StreamMeter]
}

/** Two nodes and what is between them: a lane each way, and the counters. */
export class LinkPair {
  readonly tally = new LinkTally()
  /** The lane on which each side sends. */
  readonly lanes: readonly [Lane, Lane]
  private dials = 0

  constructor (componentsOf: (side: Side) => Omit<LaneComponents, 'tally'>) {
    const { tally } = this
    this.lanes = [new Lane(0, { ...componentsOf(0), tally }), new Lane(1, { ...componentsOf(1), tally })]
  }

  /** Whether one has ever dialled the other. */
  get isDialled (): boolean {
    return this.dials > 0
  }

  get isCut (): boolean {
    return this.lanes.some(({ state }) => state.isCut)
  }

  /** Makes what a connection that the given side opens stands on. */
  wire (side: Side): Wiring {
    const { tally } = this
    const other: Side = side === 0 ? 1 : 0
    const connection = `${++this.dials}`
    return {
      there: new Pipe(this.lanes[side]),
      back: new Pipe(this.lanes[other]),
      meters: [new StreamMeter({ tally, side, connection }), new StreamMeter({ tally, side: other, connection })]
    }
  }

  mend (): void {
    for (const lane of this.lanes) { lane.mend() }
  }

  /** Drops everything that is under way. */
  discard (): void {
    for (const lane of this.lanes) { lane.discard() }
  }
}
