import { equalBytes, toHex } from '../../../model/bytes/index.ts'
import { BULK_BUNDLES, BULK_IDLE_MS } from '../constants.ts'
import type { Clock } from '../../../platform/interface.ts'
import type { ActiveRun, ScopeRef } from '../pair.ts'

/**
 * Which scopes some run has for itself, so that nothing large is fetched twice: the first run since a peer came, and one
 * that brings much, or will by what its peer has told. A run keeps its scope only as long as it brings bundles: turns and
 * promises keep nobody waiting.
 */
export class ScopeTurns {
  private readonly clock: Pick<Clock, 'monotonicMs'>
  /** Scopes in which some run came to its end since the last peer came: after a cut, what one brings the others need not. */
  private readonly warm = new Set<string>()

  constructor (clock: Pick<Clock, 'monotonicMs'>) {
    this.clock = clock
  }

  /** A peer came: the next run has the scope for itself. */
  expectNews ({ id }: ScopeRef): void {
    this.warm.delete(toHex(id))
  }

  /** A run in the scope came to its end. */
  passOn ({ id }: ScopeRef): void {
    this.warm.add(toHex(id))
  }

  /** Whether one of the runs that are under way has the scope for itself. */
  isTaken ({ id }: ScopeRef, active: Iterable<ActiveRun>): boolean {
    const nowMs = this.clock.monotonicMs()
    const isWarm = this.warm.has(toHex(id))

    return [...active].some(({ count, pair, peerCount = 0, session, startedMs }) => equalBytes(pair.scope.id, id) &&
      (!isWarm || Math.max(session?.ledger.bundlesIn ?? 0, peerCount - count) >= BULK_BUNDLES) &&
      nowMs - (session?.pace.broughtMs ?? startedMs) < BULK_IDLE_MS)
  }
}
