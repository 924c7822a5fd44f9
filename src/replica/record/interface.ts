import type { Bundle } from '../../model/bundle/index.ts'
import type { Fact } from '../../model/fact/index.ts'

/** How a bundle came to this node. */
export type ReceivedVia = 'local' | 'gossip' | 'sync' | 'fetch'

/** How, when and from whom a bundle came; it stands before the bundle in its journal record. */
export interface Arrival {
  readonly via: ReceivedVia
  /** Milliseconds since 1970 by this node's clock. */
  readonly receivedMs: number
  /** Peer id (base36 text) of the peer that delivered it, empty for our own. */
  readonly peer: string
  /** There when facts were taken out of the bundle here: the record takes the place of all before it. How the bundle came is told as it was. */
  readonly isRedacted?: true
}

/** A bundle that this node takes in, and how it came. */
export interface ArrivedBundle {
  readonly bundle: Bundle
  readonly arrival: Arrival
  /** Bytes of its journal record before the bundle. */
  readonly lead: number
  /** Of a bundle from which facts are taken out: those that leave, at their places. Without them nothing that is filed can be taken back. */
  readonly leaving?: ReadonlyArray<Fact | null>
}
