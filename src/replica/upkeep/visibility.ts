import type { Clock, TimerHandle, Timers } from '../../platform/interface.ts'
import type { FactIndex } from '../index/index.ts'
import type { Committed, ReplicaEvents } from '../pipeline/index.ts'

/** Milliseconds after which a bundle is shown although parents that it names are not here. */
export const HOLD_BACK_MS = 60_000

/** What visibility stands on. */
export interface VisibilityComponents {
  readonly index: Pick<FactIndex, 'absent' | 'scopeIds'>
  readonly clock: Clock
  readonly timers: Timers
  /** Runs when facts are shown that were not, or the other way round. */
  onChange (): void
  /** Runs for each bundle of a peer before which something is missing. */
  onAwait (detail: ReplicaEvents['bundle:await']['detail']): void
}

/** Shows bundles that were held back when their parents are here or have been waited for long enough, and tells what is missing. */
export class Visibility {
  private readonly components: VisibilityComponents
  private timer: TimerHandle | undefined
  private revision = 0
  private running = false

  constructor (components: VisibilityComponents) {
    this.components = components
  }

  /** The index has all that the journal has: what it holds back for too long is shown. */
  start (): void {
    this.running = true
    this.show()
  }

  stop (): void {
    this.running = false
    this.timer?.cancel()
    this.timer = undefined
  }

  /** Parents and predecessors that are not here, each with the scope of a bundle that names it. */
  absentParents (): Array<{ scope: Uint8Array, hash: Uint8Array }> {
    const { index } = this.components
    const ids = index.scopeIds()

    return index.absent.all().map(({ parent, scope }) => ({ scope: ids[scope], hash: parent }))
  }

  /** Takes note of a bundle that journal and index hold. */
  committed ({ bundle, arrival: { peer, via } }: Pick<Committed, 'bundle' | 'arrival'>, scopeName: string): void {
    this.noteChange()

    if (via !== 'local') {
      const { parents, prev, scope } = bundle.header
      const absent = parents.filter(parent => this.isAbsent(parent))
      const previous = prev != null && this.isAbsent(prev) ? { previous: prev } : {}

      if (this.running && (absent.length > 0 || previous.previous != null)) {
        // A sync run brings by itself what its peer has of a chain.
        const gap = via !== 'sync' && previous.previous != null
        this.components.onAwait({ scope: { id: scope, name: scopeName }, peer, parents: absent, gap, ...previous })
      }
    }
  }

  private isAbsent (hash: Uint8Array): boolean {
    return this.components.index.absent.of(hash).length > 0
  }

  private show (): void {
    const { clock, index: { absent } } = this.components
    const nowMs = clock.nowMs()
    absent.show(nowMs - HOLD_BACK_MS, nowMs)
    this.noteChange()
  }

  /** Tells of a change, and makes sure that whatever is hidden is shown in the end. */
  private noteChange (): void {
    const { clock, index: { absent }, onChange, timers } = this.components

    if (this.revision !== absent.revision) {
      this.revision = absent.revision
      onChange()
    }

    if (this.running && this.timer == null && !absent.showsAll) {
      const dueMs = (absent.hiddenSinceMs ?? 0) + HOLD_BACK_MS
      this.timer = timers.after(dueMs - clock.nowMs(), () => {
        this.timer = undefined
        this.show()
      })
    }
  }
}
