import type { Bundle } from '../../model/bundle/index.ts'

/** How a bundle came to this node. */
export type ReceivedVia = 'local' | 'gossip' | 'sync' | 'fetch'

/** How, when and from whom a bundle came; it stands before the bundle in its journal record. */
export interface Arrival {
  readonly via: ReceivedVia
  /** Milliseconds since 1970 by this node's clock. */
  readonly receivedMs: number
  /** Peer id (base36 text) of the peer that delivered it, empty for our own. */
  readonly peer: string
}

/** A durable bundle and where its journal record lies. */
export interface PlacedBundle {
  readonly bundle: Bundle
  /** Global offset of its journal record. */
  readonly offset: number
  /** Bytes of the record before the bundle. */
  readonly lead: number
  readonly arrival: Arrival
}
