import { nextTurn } from './system-time.ts'
import type { Clock } from './interface.ts'

/** Milliseconds for which one slice of long work holds the thread: half of what a screen takes for a picture. */
export const SLICE_MS = 8

/**
 * Cuts long work into slices, so that everything else on the thread, the user of a page first of all, has its turn in
 * between. Works that follow each other share one object, and with it the time of a slice.
 */
export class Slices {
  private readonly clock: Pick<Clock, 'monotonicMs'>
  private beganMs: number

  constructor (components: { clock: Pick<Clock, 'monotonicMs'> }) {
    this.clock = components.clock
    this.beganMs = components.clock.monotonicMs()
  }

  /** Resolves in a later turn of the event loop, with which the next slice begins; undefined while this one lasts. */
  pause (): Promise<void> | undefined {
    return this.clock.monotonicMs() - this.beganMs < SLICE_MS ? undefined : this.turn()
  }

  private async turn (): Promise<void> {
    await nextTurn()
    this.beganMs = this.clock.monotonicMs()
  }
}

/** Does something with each item in order; between two of them the thread may have its turn elsewhere. Without slices all is one piece. */
export async function eachInSlices<Item> (items: Iterable<Item>, work: (item: Item, number: number) => void, slices?: Slices): Promise<void> {
  let number = 0

  for (const item of items) {
    const pause = number === 0 ? undefined : slices?.pause()

    if (pause != null) {
      await pause
    }

    work(item, number++)
  }
}
