import { JSON_MEDIA, NDJSON_MEDIA, STREAM_CHUNK_BYTES } from '../constants.ts'

/**
 * Headers that every answer carries. Nothing of this API is meant to be framed,
 * sniffed or read by a page of another origin, and only JSON with an entity tag
 * may be kept.
 */
const STANDING_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff'
}

/** The standing headers, the media type, and what one answer adds. */
export function responseHeaders (media: string, more: Record<string, string> = {}): Record<string, string> {
  return { ...STANDING_HEADERS, 'content-type': media, ...more }
}

/** What a JSON answer was made of. */
export interface JsonAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/**
 * Where a response carries what it was made of, because reading a body back is slow and can be done once. It stands on
 * the response itself: what a weak map leads to outlives its key until all of the memory is swept.
 */
const MADE_OF = Symbol('made of')

/** A response that may carry what it was made of. */
interface Traced extends Response { [MADE_OF]?: JsonAnswer }

/** Answers with one JSON value. */
export function jsonResponse (status: number, value: unknown, more?: Record<string, string>): Response {
  const text = JSON.stringify(value)
  const headers = responseHeaders(JSON_MEDIA, more)
  const response: Traced = new Response(text, { status, headers })
  response[MADE_OF] = { status, headers, text }
  return response
}

/** What an answer of `jsonResponse` was made of; undefined for any other. */
export function jsonAnswerOf (response: Traced): JsonAnswer | undefined {
  return response[MADE_OF]
}

/**
 * Answers with JSON Lines, taking values from the source only as fast as the
 * reader takes bytes. A source that fails cuts the answer off, so that a
 * reader never mistakes a part for the whole.
 */
export function linesResponse (status: number, source: AsyncIterable<readonly unknown[]>): Response {
  const batches = source[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const stream = new ReadableStream<Uint8Array>({
    async pull (controller) {
      let text = ''
      while (text.length < STREAM_CHUNK_BYTES) {
        const batch = await batches.next()
        if (batch.done === true) {
          if (text !== '') { controller.enqueue(encoder.encode(text)) }
          controller.close()
          return
        }
        for (const value of batch.value) { text += JSON.stringify(value) + '\n' }
      }
      controller.enqueue(encoder.encode(text))
    },
    async cancel () {
      await batches.return?.()
    }
  })
  return new Response(stream, { status, headers: responseHeaders(NDJSON_MEDIA) })
}

/**
 * Picks the media type to answer with: the one that the request prefers, or
 * the first when it does not care. Undefined: it accepts none of them (RFC
 * 9110, section 12.5.1).
 */
export function preferredMedia (accept: string | null, offers: readonly string[]): string | undefined {
  if (accept == null || accept === '*/*') { return offers[0] }
  const ranges = accept.toLowerCase().split(',').map(parseRange)
  const ranked = offers.map(offer => ({ offer, weight: weightOf(offer, ranges) })).filter(({ weight }) => weight > 0)
  return ranked.sort((a, b) => b.weight - a.weight)[0]?.offer
}

interface MediaRange {
  readonly media: string
  readonly weight: number
}

function parseRange (text: string): MediaRange {
  const [media, ...parameters] = text.split(';').map(part => part.trim())
  const q = parameters.find(parameter => parameter.startsWith('q='))
  const weight = q == null ? 1 : Number(q.slice(2))
  return { media, weight: weight >= 0 && weight <= 1 ? weight : 0 }
}

/** The weight of the most specific range that covers the offer. */
function weightOf (offer: string, ranges: readonly MediaRange[]): number {
  const patterns = [offer, offer.slice(0, offer.indexOf('/')) + '/*', '*/*']
  for (const pattern of patterns) {
    const range = ranges.find(({ media }) => media === pattern)
    if (range != null) { return range.weight }
  }
  return 0
}
