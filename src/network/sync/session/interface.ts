import type { Clock, Random, Timers } from '../../../platform/interface.ts'
import type { Direction } from '../../../policy/scope/index.ts'
import type { TreeSnapshot } from '../../../storage/tree/interface.ts'
import type { PeerText, WireStream } from '../../wire/index.ts'
import type { HelloFrame } from '../driver/interface.ts'
import type { Packing, SyncResult, SyncStore } from '../interface.ts'

/** Knows sets of the past. */
export interface SetFinder {
  /** The set of a scope that a HELLO proves to be that of the peer. */
  find (scope: Uint8Array, hello: HelloFrame): TreeSnapshot | undefined
}

/** What a session stands on. */
export interface SessionComponents {
  stream: WireStream
  /** Text of the peer id of this node. */
  self: PeerText
  store: SyncStore
  packing?: Packing
  /** The sets that the peer may still have. */
  known?: SetFinder
  clock: Clock
  timers: Timers
  random: Random
  /** What the peer of the run may do now; everything by default. */
  rights?: {
    may (direction: Direction, scope: Uint8Array): boolean
    mayLearn (scope: Uint8Array): boolean
    /** Hears that the peer brings what it may not bring. */
    noteOutside? (scope: Uint8Array): void
  }
  /** Ends the session from outside. */
  signal?: AbortSignal
}

/** What both sides know of earlier runs. */
export interface RunOptions {
  /** Bundles that were sent to the peer lately, before this run. */
  sentBefore?: number
}

/** How the side that opens a stream begins. */
export interface InitiateOptions extends RunOptions {
  /** Says more with the first frame, where a difference is likely. */
  eager?: boolean
}

/** What the side that is opened to knows. */
export interface RespondOptions extends RunOptions {
  /** The roots with which an earlier run ended partial, so that another one would as well. */
  settled?: SessionEnd['roots']
}

/** How a session ended. */
export interface SessionEnd {
  readonly result: SyncResult
  /** Why it was broken off. */
  readonly code?: string
  /** The roots of a partial end, when both are known. */
  readonly roots?: { readonly ours: Uint8Array, readonly theirs: Uint8Array }
  /** Whether the search cost more than it moved, because the peer takes nothing. */
  readonly isDear?: boolean
  /** Earliest wall time in milliseconds at which a declined bundle may be offered again; Infinity when none is named. */
  readonly retryAtMs: number
}
