import { blake3Stream, toHex } from '../../model/bytes/index.ts'
import { ProblemError } from '../errors.ts'

const KEY_FORM = /^[\x21-\x7e]{1,255}$/

/** Headers that change what a request asks for. */
const HEADERS = ['content-type', 'accept']

/**
 * Reads the `Idempotency-Key` of a request; undefined when it has none.
 *
 * @throws {ProblemError} `idempotency_key_invalid`.
 */
export function idempotencyKey (headers: Headers): string | undefined {
  const key = headers.get('idempotency-key')
  if (key == null) { return undefined }
  if (!KEY_FORM.test(key)) {
    throw new ProblemError('idempotency_key_invalid', 'The Idempotency-Key is not 1 to 255 visible ASCII characters.')
  }
  return key
}

/** A text that two requests share when they ask for the same: method, address, types and body. */
export function fingerprintOf ({ method, url, headers }: Pick<Request, 'method' | 'url' | 'headers'>, bytes: Uint8Array): string {
  const hash = blake3Stream()
  const head = [method, url, ...HEADERS.map(name => headers.get(name) ?? '')]
  hash.update(new TextEncoder().encode(JSON.stringify(head)))
  hash.update(bytes)
  return toHex(hash.digest())
}
