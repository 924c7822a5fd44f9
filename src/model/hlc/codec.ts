import { HLC_BYTES } from './constants.ts'
import { HlcRangeError } from './errors.ts'
import { isHlc } from './hlc.ts'
import type { Hlc } from './interface.ts'

const TEXT = /^(\d{13}|[1-9]\d{13,14})\.(\d{5}|\d{3})$/

/**
 * Encodes a stamp so that bytes order as stamps do:
 *
 * ```
 *   0        6          8
 *   | wallMs | counter  |      both big endian
 * ```
 *
 * @throws {HlcRangeError} when a field does not fit
 */
export function encodeHlc (hlc: Hlc): Uint8Array<ArrayBuffer> {
  if (!isHlc(hlc)) {
    throw isHlc({ wallMs: hlc.wallMs, counter: 0 }) ? new HlcRangeError('counter', hlc.counter) : new HlcRangeError('wallMs', hlc.wallMs)
  }

  const { wallMs, counter } = hlc
  const high = Math.floor(wallMs / 2 ** 32)
  // A view would move the small array out of the heap.
  const bytes = new Uint8Array(HLC_BYTES)
  bytes[0] = high >>> 8
  bytes[1] = high
  bytes[2] = wallMs >>> 24
  bytes[3] = wallMs >>> 16
  bytes[4] = wallMs >>> 8
  bytes[5] = wallMs
  bytes[6] = counter >>> 8
  bytes[7] = counter

  return bytes
}

/**
 * Decodes what {@link encodeHlc} made; any eight bytes are a stamp.
 *
 * @throws {HlcRangeError} when there are more or fewer bytes than eight
 */
export function decodeHlc (bytes: Uint8Array): Hlc {
  if (bytes.length !== HLC_BYTES) {
    throw new HlcRangeError('bytes', bytes.length)
  }

  const view = new DataView(bytes.buffer, bytes.byteOffset, HLC_BYTES)

  return { wallMs: view.getUint16(0) * 2 ** 32 + view.getUint32(2), counter: view.getUint16(6) }
}

/**
 * Spells a stamp as `{13-digit ms}.{5-digit counter}`. Until the year 2286 texts order as stamps do; later times take
 * the digits that they need.
 */
export function formatHlc (hlc: Hlc): string {
  return `${String(hlc.wallMs).padStart(13, '0')}.${String(hlc.counter).padStart(5, '0')}`
}

/**
 * Reads what {@link formatHlc} spells, and the form with three digits of counter that Stigmem nodes write. Everything
 * else is undefined.
 */
export function parseHlc (text: string): Hlc | undefined {
  const match = TEXT.exec(text)

  if (match === null) {
    return undefined
  }

  const hlc = { wallMs: Number(match[1]), counter: Number(match[2]) }

  return isHlc(hlc) ? hlc : undefined
}
