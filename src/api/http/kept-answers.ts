import { concatBytes } from '../../model/bytes/index.ts'
import { KEPT_ANSWER_BYTES_MAX, KEPT_ANSWER_MS, KEPT_ANSWERS_MAX, KEPT_BYTES_MAX } from '../constants.ts'
import { ProblemError } from '../errors.ts'
import { jsonAnswerOf } from './response.ts'
import type { Clock } from '../../platform/index.ts'

/** An answer that can be given again. */
interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array<ArrayBuffer>
}

/** What stands behind one key: the request, and its answer once there is one. */
interface Entry {
  readonly fingerprint: string
  readonly atMs: number
  answer: KeptAnswer | undefined
}

/**
 * Answers of requests that carry an idempotency key, in memory, so that a
 * caller that lost an answer can send the request again without doing twice
 * what it asks for (draft-ietf-httpapi-idempotency-key-header-07).
 *
 * Only answers of the 2xx range are kept: after any other nothing was done, and
 * the request may be tried again. An answer of lines is kept when it was read
 * to its end. Keys are forgotten after a day, and the oldest earlier when there
 * are too many or their answers are too large together; never one whose request
 * is still under way.
 */
export class KeptAnswers {
  private readonly clock: Pick<Clock, 'monotonicMs'>
  /** By key, the oldest first. */
  private readonly entries = new Map<string, Entry>()
  private bytes = 0

  constructor (components: { clock: Pick<Clock, 'monotonicMs'> }) {
    this.clock = components.clock
  }

  /**
   * Answers a request, or gives the answer that it had before.
   *
   * @throws {ProblemError} `idempotency_key_reused` or `idempotency_in_progress`.
   */
  async answer (key: string, fingerprint: string, respond: () => Promise<Response>): Promise<Response> {
    this.forgetOld()
    const known = this.entries.get(key)
    if (known != null) { return again(known, fingerprint) }
    const entry: Entry = { fingerprint, atMs: this.clock.monotonicMs(), answer: undefined }
    this.entries.set(key, entry)
    try {
      const response = await respond()
      return this.keep(key, entry, response)
    } catch (error) {
      this.entries.delete(key)
      throw error
    }
  }

  private keep (key: string, entry: Entry, response: Response): Response {
    const settle = (answer: KeptAnswer | undefined): void => { this.settle(key, entry, answer) }
    const json = jsonAnswerOf(response)
    if (!response.ok || (json == null && response.body == null)) {
      settle(response.ok ? { status: response.status, headers: Object.fromEntries(response.headers), body: '' } : undefined)
      return response
    }
    if (json == null) { return keptWhileRead(response, settle) }
    settle({ status: json.status, headers: json.headers, body: json.text })
    return response
  }

  private settle (key: string, entry: Entry, answer: KeptAnswer | undefined): void {
    if (answer == null || answer.body.length > KEPT_ANSWER_BYTES_MAX) {
      this.entries.delete(key)
      return
    }
    entry.answer = answer
    this.bytes += sizeOf(key, answer)
    this.forgetOld()
  }

  private forgetOld (): void {
    const diedMs = this.clock.monotonicMs() - KEPT_ANSWER_MS
    for (const [key, { answer, atMs }] of this.entries) {
      if (atMs > diedMs && this.entries.size <= KEPT_ANSWERS_MAX && this.bytes <= KEPT_BYTES_MAX) { return }
      if (answer == null) { continue }
      this.bytes -= sizeOf(key, answer)
      this.entries.delete(key)
    }
  }
}

function again ({ fingerprint, answer }: Entry, asked: string): Response {
  if (fingerprint !== asked) {
    throw new ProblemError('idempotency_key_reused', 'The Idempotency-Key came with another request before.')
  }
  if (answer == null) {
    throw new ProblemError('idempotency_in_progress', 'The first request with this Idempotency-Key is not answered yet.')
  }
  return new Response(answer.body, { status: answer.status, headers: { ...answer.headers, 'idempotency-replayed': 'true' } })
}

/** UTF-16 units count as one byte in Latin text and two in other, so this is what an answer takes at most. */
function sizeOf (key: string, { body }: KeptAnswer): number {
  return key.length + (typeof body === 'string' ? body.length * 2 : body.byteLength)
}

/** Passes a stream on and settles with all of it at its end, or with nothing when it breaks off or is too long. */
function keptWhileRead (response: Response, settle: (answer: KeptAnswer | undefined) => void): Response {
  const { status } = response
  const headers = Object.fromEntries(response.headers)
  const reader = response.body?.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  const stream = new ReadableStream<Uint8Array>({
    async pull (controller) {
      try {
        const part = await reader?.read()
        if (part == null || part.done) {
          settle(length > KEPT_ANSWER_BYTES_MAX ? undefined : { status, headers, body: concatBytes(chunks) })
          controller.close()
          return
        }
        length += part.value.byteLength
        if (length <= KEPT_ANSWER_BYTES_MAX) { chunks.push(part.value) } else { chunks.length = 0 }
        controller.enqueue(part.value)
      } catch (error) {
        settle(undefined)
        controller.error(error)
      }
    },
    async cancel (reason) {
      settle(undefined)
      await reader?.cancel(reason)
    }
  })
  return new Response(stream, { status, headers })
}
