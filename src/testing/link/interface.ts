import type { Clock, Timers } from '../../platform/interface.ts'

/** How a link carries bytes in one direction. Fields that are left out keep what they are. */
export interface LinkConditions {
  /** Milliseconds from one end to the other, 0 to 60,000. */
  latencyMs?: number

  /** Milliseconds by which a segment may come later still, evenly spread, 0 to 60,000. Order is kept. */
  jitterMs?: number

  /** Bytes a second, at least 1,000, shared by all connections of the link; `Infinity` for no bound. */
  bytesPerSecond?: number

  /**
   * Chance that a segment of 1,460 bytes is lost, 0 to below 1. A lost segment is sent again after a round trip and
   * 200 ms, and again after twice that; everything behind it waits.
   */
  loss?: number
}

/** How one direction of a link is now. */
export interface LinkState extends Readonly<Required<LinkConditions>> {
  /** Whether nothing arrives in this direction. */
  readonly isCut: boolean
}

/** One way of a link, seen from the node that was named first. */
export type LinkWay = 'there' | 'back'

/** What passed in one direction. */
export interface Traffic {
  readonly bytes: number
  /** Pieces that were written at once; a connection writes at most 65,536 bytes at once. */
  readonly frames: number
}

/** What passed both ways. */
export interface TwoWayTraffic {
  readonly there: Traffic
  readonly back: Traffic
  /** How often something passed one way after something had passed the other way. */
  readonly turns: number
}

/** What a link has carried since the mesh began, or since the counters were cleared. */
export interface LinkCounters extends TwoWayTraffic {
  /**
   * What was written to streams, by protocol id: before encryption and without the frames of the stream muxer. Turns are
   * counted within each stream. The choice of a protocol on a new stream is counted as `/multistream/1.0.0`.
   */
  readonly protocols: Readonly<Record<string, TwoWayTraffic>>
}

/** The link between two nodes, seen from the one that was named first. It outlives connections, crashes and restarts. */
export interface Link {
  readonly from: number
  readonly to: number

  /**
   * Sets conditions for what is sent from now on; what is under way keeps its time.
   *
   * @throws {InvalidLinkError} when a value is out of its range.
   */
  set (conditions: LinkConditions, way?: LinkWay | 'both'): void

  /**
   * Lets nothing arrive any more. Connections stay open, and their writers wait, until a time limit of a protocol ends
   * them. What had not arrived is sent again once the link is mended.
   */
  cut (way?: LinkWay | 'both'): void

  /** Ends a cut. Two nodes that the topology joins dial each other again if they are not connected. */
  mend (way?: LinkWay | 'both'): void

  state (way: LinkWay): LinkState

  /** A copy of the counters: bytes as they arrived, handshakes and encryption included. */
  counters (): LinkCounters

  /** Lets all counters of the link begin at zero. */
  clearCounters (): void
}

/** What a network is made from. */
export interface LinkNetworkInit {
  /** Nodes have the numbers below it. */
  readonly size: number
  /** Seed of loss and jitter. */
  readonly seed: number
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly timers: Pick<Timers, 'after'>
  /** How a link begins, both ways; the lower number comes first. By default it is perfect. */
  conditionsOf? (one: number, other: number): LinkConditions
  /** Called when a link is whole again. */
  onMend? (one: number, other: number): void
}
