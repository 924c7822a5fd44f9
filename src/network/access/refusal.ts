import { concatBytes, decodeCanonical, encodeCanonical } from '../../model/bytes/index.ts'
import { TOKEN_CODES } from '../../model/token/index.ts'
import { REFUSAL_BYTES_MAX, REFUSAL_TYPE } from './constants.ts'
import { MalformedRefusalError } from './errors.ts'
import type { CborValue } from '../../model/bytes/index.ts'
import type { TokenCode } from '../../model/token/index.ts'

/** What a peer is told whose token does not hold. */
export interface Refusal {
  readonly code: TokenCode
  /** Wall time of who refuses, in milliseconds since 1970. */
  readonly nowMs: number
}

/** Whether a frame says that a token was refused. */
export function isRefusal (frame: Uint8Array): boolean {
  return frame[0] === REFUSAL_TYPE
}

/** The frame of a refusal: the byte 0xff, then the canonical dag-cbor list `[code, nowMs]`. */
export function encodeRefusal ({ code, nowMs }: Refusal): Uint8Array {
  return concatBytes([Uint8Array.of(REFUSAL_TYPE), encodeCanonical([code, nowMs])])
}

/**
 * Reads the frame of a refusal.
 *
 * @throws {MalformedRefusalError} whatever the bytes are
 */
export function decodeRefusal (frame: Uint8Array): Refusal {
  const parts = decode(frame)
  const [text, nowMs] = Array.isArray(parts) && parts.length === 2 ? parts : []
  const code = TOKEN_CODES.find(each => each === text)

  if (!isRefusal(frame) || code === undefined || typeof nowMs !== 'number' || !Number.isSafeInteger(nowMs)) {
    throw new MalformedRefusalError()
  }

  return { code, nowMs }
}

function decode (frame: Uint8Array): CborValue {
  try {
    return decodeCanonical(frame.subarray(1), { bytesMax: REFUSAL_BYTES_MAX })
  } catch {
    return null
  }
}
