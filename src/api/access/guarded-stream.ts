import { TOKEN_CHECK_MS } from '../constants.ts'
import { TokenEndedError } from '../errors.ts'
import type { Timers } from '../../platform/index.ts'

/** What an answer is guarded with. */
export interface GuardInit {
  readonly timers: Pick<Timers, 'every'>
  /** Whether the token is still good. */
  isGood (): boolean
}

/**
 * Passes the body of an answer on for as long as a token is good, and cuts it off after that, so that a reader never takes
 * a part for the whole. No part goes out without a look; a stream in which nothing happens, or whose reader has stopped to
 * read, is looked at each second.
 */
export function guardedStream (response: Response, { timers, isGood }: GuardInit): Response {
  const reader = response.body?.getReader()
  if (reader == null) { return response }
  let cut = (): void => {}
  const look = timers.every(TOKEN_CHECK_MS, () => { if (!isGood()) { cut() } })
  const stream = new ReadableStream<Uint8Array>({
    start (controller) {
      cut = () => {
        look.cancel()
        void reader.cancel().catch(() => {}) // the reader of the answer is told
        controller.error(new TokenEndedError())
      }
    },
    async pull (controller) {
      const part = await reader.read().catch((error: unknown) => {
        look.cancel()
        throw error
      })
      if (part.done) {
        look.cancel()
        controller.close()
      } else if (isGood()) {
        controller.enqueue(part.value)
      } else {
        cut()
      }
    },
    async cancel (reason) {
      look.cancel()
      await reader.cancel(reason)
    }
  })
  return new Response(stream, { status: response.status, headers: response.headers })
}
