import { blake3, toHex } from '../../model/bytes/index.ts'
import { jsonAnswerOf } from './response.ts'

/** Bytes of the hash that stand in an entity tag: no two bodies of one path will ever share them. */
const ETAG_BYTES = 16

const encoder = new TextEncoder()

const TAG_FORM = /"[\x21\x23-\x7e]*"/g

/**
 * Gives a JSON answer of a GET its entity tag, and leaves the body out when the
 * caller has it (RFC 9110, sections 8.8.3 and 13.1.2). The tag is a hash of the
 * body: equal bytes have equal tags on every node and over every restart.
 *
 * `private, no-cache` lets the caller keep the body and makes it ask each time.
 */
export function conditionalResponse (request: Request, response: Response): Response {
  const answer = jsonAnswerOf(response)
  if (answer?.status !== 200) { return response }
  const etag = etagOf(answer.text)
  const headers = { ...answer.headers, 'cache-control': 'private, no-cache', vary: 'accept', etag }
  return names(request.headers.get('if-none-match'), etag)
    ? new Response(null, { status: 304, headers: withoutType(headers) })
    : new Response(answer.text, { status: 200, headers })
}

/** The strong entity tag of a body. */
function etagOf (text: string): string {
  return `"${toHex(blake3(encoder.encode(text)).subarray(0, ETAG_BYTES))}"`
}

/** Whether `If-None-Match` names the tag; weak tags count as their strong ones there. */
function names (header: string | null, etag: string): boolean {
  if (header == null) { return false }
  return header.trim() === '*' || header.match(TAG_FORM)?.some(tag => tag === etag) === true
}

function withoutType ({ 'content-type': type, ...headers }: Record<string, string>): Record<string, string> {
  return headers
}
