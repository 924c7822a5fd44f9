import type { SyncFigures, SyncProgress } from './interface.ts'
import type { SyncSession } from './session/session.ts'
import type { Clock } from '../../platform/interface.ts'

/** What the figures of a run are read from. */
export interface RunState {
  readonly role: SyncFigures['role']
  /** Wall time of the start in milliseconds. */
  readonly startedAtMs: number
  /** Monotonic time of the start in milliseconds. */
  readonly startedMs: number
  /** Bundles of ours at the start. */
  readonly count: number
  /** Bundles of the peer at the start, once it has told them. */
  peerCount?: number
  /** Absent until the stream is open. */
  session: SyncSession | undefined
}

/** What a run moved and cost so far; zeros until its stream is open. */
export function figuresOf ({ role, session, startedAtMs, startedMs }: RunState, clock: Clock): SyncFigures {
  return {
    role,
    startedAtMs,
    ms: clock.monotonicMs() - startedMs,
    rounds: session?.rounds ?? 0,
    turns: session?.turns ?? 0,
    bytesIn: session?.channel.bytesIn ?? 0,
    bytesOut: session?.channel.bytesOut ?? 0,
    bundlesIn: session?.ledger.bundlesIn ?? 0,
    bundlesOut: session?.ledger.bundlesOut ?? 0
  }
}

/** How far a run is, with the number of bundles to expect if the peer has told how many it has. */
export function progressOf (run: RunState, clock: Clock): SyncProgress {
  const { count, peerCount } = run

  return { ...figuresOf(run, clock), bundlesExpected: peerCount === undefined ? undefined : Math.abs(peerCount - count) }
}
