import { decodeCanonical, encodeCanonical } from '../../model/bytes/index.ts'
import { isSourceName } from '../../model/identity/index.ts'
import { HELLO_BYTES_MAX, HELLO_NAMES_MAX, HELLO_PROTOCOLS_MAX, HELLO_TEXT_LENGTH_MAX, HELLO_VERSION } from './constants.ts'
import { HelloVersionError, MalformedHelloError } from './errors.ts'
import type { HelloCode, HelloMessage } from './interface.ts'
import type { CborMap, CborValue } from '../../model/bytes/index.ts'

const CODES: readonly HelloCode[] = ['accepted', 'wrong_network', 'incompatible_version', 'malformed']

/**
 * A hello on the wire: the canonical dag-cbor map
 * `{ v: 1, net, agent, time, limits: { frame }, names: [], protocols: [] }`.
 */
export function encodeHello (message: HelloMessage): Uint8Array {
  return encodeCanonical({
    v: HELLO_VERSION,
    net: message.net,
    agent: message.agent,
    time: message.timeMs,
    limits: { frame: message.frameBytesMax },
    names: [...message.names],
    protocols: [...message.protocols]
  })
}

/**
 * Reads a hello. Keys that this version does not know are passed over.
 *
 * @throws {HelloVersionError} when the peer names another version, whatever else it says
 * @throws {MalformedHelloError}
 */
export function decodeHello (bytes: Uint8Array): HelloMessage {
  const map = toMap(decode(bytes), 'form')

  if (!isCount(map.v)) {
    throw new MalformedHelloError('v')
  }

  if (map.v !== HELLO_VERSION) {
    throw new HelloVersionError(map.v)
  }

  const limits = toMap(map.limits, 'limits')

  return {
    net: toText(map.net, 'net'),
    agent: toText(map.agent, 'agent'),
    timeMs: toCount(map.time, 'time'),
    frameBytesMax: toCount(limits.frame, 'limits'),
    names: toTexts(map.names, { field: 'names', max: HELLO_NAMES_MAX, isValid: isSourceName }),
    protocols: toTexts(map.protocols, { field: 'protocols', max: HELLO_PROTOCOLS_MAX, isValid: text => text.startsWith('/') })
  }
}

/** The answer to a hello on the wire: the canonical dag-cbor list `[code]`. */
export function encodeAnswer (code: HelloCode): Uint8Array {
  return encodeCanonical([code])
}

/**
 * Reads the answer to a hello.
 *
 * @throws {MalformedHelloError}
 */
export function decodeAnswer (bytes: Uint8Array): HelloCode {
  const list = decode(bytes)
  const code = Array.isArray(list) && list.length === 1 ? CODES.find(known => known === list[0]) : undefined

  if (code === undefined) {
    throw new MalformedHelloError('answer')
  }

  return code
}

function decode (bytes: Uint8Array): CborValue | undefined {
  try {
    return decodeCanonical(bytes, { bytesMax: HELLO_BYTES_MAX })
  } catch {
    throw new MalformedHelloError('form')
  }
}

function toMap (value: CborValue | undefined, field: string): CborMap {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) {
    throw new MalformedHelloError(field)
  }

  return value
}

function isCount (value: CborValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function toCount (value: CborValue | undefined, field: string): number {
  if (!isCount(value)) {
    throw new MalformedHelloError(field)
  }

  return value
}

function toText (value: CborValue | undefined, field: string): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > HELLO_TEXT_LENGTH_MAX) {
    throw new MalformedHelloError(field)
  }

  return value
}

function toTexts (value: CborValue | undefined, rule: { field: string, max: number, isValid(text: string): boolean }): string[] {
  if (!Array.isArray(value) || value.length > rule.max) {
    throw new MalformedHelloError(rule.field)
  }

  return value.map(item => {
    const text = toText(item, rule.field)

    if (!rule.isValid(text)) {
      throw new MalformedHelloError(rule.field)
    }

    return text
  })
}
