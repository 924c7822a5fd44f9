import { CatchUp } from './catch-up.ts'
import { LIVE_BUNDLES_MAX } from './constants.ts'
import { comparePlaces } from './place.ts'
import type { CatchUpComponents, CatchUpInit } from './catch-up.ts'
import type { ChangeFilter } from './filter/change-filter.ts'
import type { FilterTable } from './filter/filter-table.ts'
import type { Picks } from './filter/picks.ts'
import type { HeldBundle, HeldBundles } from './held-bundles.ts'
import type { Change } from './interface.ts'
import type { Place } from './place.ts'

/** What a reader stands on, and shares with the others. */
export interface ChangeReaderComponents extends CatchUpComponents {
  readonly table: FilterTable<ChangeReader>
  readonly held: HeldBundles
  /** Runs once, when the reader has ended. */
  onClose (reader: ChangeReader): void
}

/** What one reader wants. */
export interface ChangeReaderInit extends CatchUpInit {
  /** Id of the last change that was seen; undefined to begin now. */
  readonly after: string | undefined
}

/** A bundle that a reader has not come to yet, and what it wants of it. */
interface Waiting {
  readonly held: HeldBundle
  readonly picks: Picks
}

/**
 * One reader of changes. It follows commits as they come, or it is behind and reads the journal until it has come to the
 * last commit; then it follows, in the same step, so that nothing falls between. A reader whose bundles were dropped from
 * memory is behind again, from the first of them on.
 */
export class ChangeReader implements AsyncIterator<Change, undefined> {
  public readonly filter: ChangeFilter
  private readonly components: ChangeReaderComponents
  private readonly behind: CatchUp
  /** Changes that are worked out and not told yet, in order, from `next` on. */
  private ready: readonly Change[] = []
  private nextReady = 0
  /** What was committed since the reader follows. */
  private readonly waiting: Waiting[] = []
  /** Where it began to follow; undefined while it is behind. */
  private joined: Place | undefined
  /** An id that has not been looked up yet. */
  private after: string | undefined
  private closed = false
  private turn: Promise<unknown> = Promise.resolve()
  private wake: (() => void) | undefined

  constructor (components: ChangeReaderComponents, init: ChangeReaderInit) {
    this.components = components
    this.behind = new CatchUp(components, init)
    this.filter = init.filter
    this.after = init.after

    if (init.after == null) {
      this.follow()
    }
  }

  async next (): Promise<IteratorResult<Change, undefined>> {
    const step = this.turn.then(async () => this.step())
    this.turn = step.catch(() => {})

    return step
  }

  async return (): Promise<IteratorResult<Change, undefined>> {
    this.close()

    return { done: true, value: undefined }
  }

  /** Ends the reader; whoever waits for a change learns that there is none. */
  close (): void {
    if (!this.closed) {
      this.closed = true
      this.leave()
      this.ready = []
      this.components.onClose(this)
      this.wake?.()
    }
  }

  /** Takes a bundle that was just committed, and what this reader wants of it. */
  offer (held: HeldBundle, picks: Picks): void {
    const isTold = this.joined == null || comparePlaces({ offset: held.offset, index: 0 }, this.joined) <= 0

    if (isTold) {
      return
    }

    const oldest = this.waiting.at(0)?.held

    if (oldest != null && (oldest.changes == null || this.waiting.length >= LIVE_BUNDLES_MAX)) {
      this.fallBehind(oldest.offset)
    } else {
      held.readers++
      held.changes?.want(picks)
      this.waiting.push({ held, picks })
    }

    this.wake?.()
  }

  private async step (): Promise<IteratorResult<Change, undefined>> {
    try {
      while (!this.closed) {
        const change = this.ready.at(this.nextReady)

        if (change != null) {
          this.nextReady++
          return { done: false, value: change }
        }

        const changes = await this.more()
        this.ready = changes
        this.nextReady = 0
      }
    } catch (err) {
      if (!this.closed) {
        this.close()
        throw err
      }
    }

    return { done: true, value: undefined }
  }

  /** The next changes; none when it is not yet known whether there are some. */
  private async more (): Promise<readonly Change[]> {
    if (this.after != null) {
      const id = this.after
      this.after = undefined
      return this.behind.begin(id)
    }

    if (this.joined != null) {
      return this.nextCommit()
    }

    if (this.behind.hasArrived) {
      this.follow()
      return []
    }

    return this.behind.more()
  }

  private async nextCommit (): Promise<readonly Change[]> {
    const waiting = this.waiting.at(0)

    if (waiting == null) {
      await new Promise<void>(resolve => { this.wake = resolve })
      this.wake = undefined
      return []
    }

    const { held, picks } = waiting
    const { changes } = held

    if (changes == null) {
      this.fallBehind(held.offset)
      return []
    }

    this.waiting.shift()
    this.components.held.release(held)

    return changes.tell(picks)
  }

  private follow (): void {
    this.joined = this.components.last()
    this.components.table.add(this)
  }

  private fallBehind (offset: number): void {
    this.leave()
    this.behind.goBack(offset)
  }

  /** Follows no more; lets go of what waits. */
  private leave (): void {
    if (this.joined != null) {
      this.joined = undefined
      this.components.table.remove(this)
    }

    for (const { held } of this.waiting.splice(0)) {
      this.components.held.release(held)
    }
  }
}
