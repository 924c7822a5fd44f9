import { TokenEndedError } from '../errors.ts'

/**
 * Passes the body of an answer on for as long as a token is good, and cuts it off after that, so that a reader never takes
 * a part for the whole.
 */
export function guardedStream (response: Response, isGood: () => boolean): Response {
  const reader = response.body?.getReader()
  if (reader == null) { return response }
  const stream = new ReadableStream<Uint8Array>({
    async pull (controller) {
      const part = await reader.read()
      if (part.done) {
        controller.close()
      } else if (isGood()) {
        controller.enqueue(part.value)
      } else {
        void reader.cancel().catch(() => {}) // the reader is told below
        controller.error(new TokenEndedError())
      }
    },
    async cancel (reason) { await reader.cancel(reason) }
  })
  return new Response(stream, { status: response.status, headers: response.headers })
}
