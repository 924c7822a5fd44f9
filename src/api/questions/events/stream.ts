import { HEARTBEAT_MS } from './constants.ts'
import type { TimerHandle, Timers } from '../../../platform/interface.ts'

/** How the changes of one stream become text. */
export interface StreamFormat<T> {
  /** Sent before the first change; whoever reads the stream passes over it. */
  readonly opening: string
  /** Sent while nothing happens; whoever reads the stream passes over it. */
  readonly heartbeat: string
  format (change: T): string
}

/** What a stream is made of. */
export interface StreamInit<T> {
  readonly timers: Pick<Timers, 'every'>
  readonly format: StreamFormat<T>
  /** Ends the source; called once, when the stream is over, whoever ended it. */
  end (): void
  /** Receives what broke the source. */
  onFailure? (error: unknown): void
}

/**
 * Writes what comes, when it comes. One change is taken from the source at a time, and only while the reader takes
 * bytes, so a slow reader costs one change of memory here; what piles up behind it is for the source to bound. A
 * heartbeat is sent only to a reader that has taken everything. A source that fails cuts the stream off, so that it is
 * never mistaken for one that ended.
 */
export function textStream<T> (source: AsyncIterator<T>, init: StreamInit<T>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let pulse: TimerHandle | undefined
  let isLeft = false
  const over = (): void => {
    pulse?.cancel()
    init.end()
  }

  return new ReadableStream<Uint8Array>({
    start (controller) {
      controller.enqueue(encoder.encode(init.format.opening))
      pulse = init.timers.every(HEARTBEAT_MS, () => {
        if ((controller.desiredSize ?? 0) > 0) { controller.enqueue(encoder.encode(init.format.heartbeat)) }
      })
    },
    async pull (controller) {
      try {
        const { done, value } = await source.next()
        if (isLeft) { return } // the reader went away meanwhile, and a stream that was cancelled takes nothing more
        if (done === true) {
          over()
          controller.close()
        } else {
          controller.enqueue(encoder.encode(init.format.format(value)))
        }
      } catch (error) {
        if (isLeft) { return }
        over()
        init.onFailure?.(error)
        controller.error(error)
      }
    },
    cancel () {
      isLeft = true
      over()
    }
  })
}
