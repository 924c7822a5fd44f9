import { decodeCanonical, encodeCanonical } from '../../model/bytes/index.ts'
import { ANSWER_BYTES_MAX, HELLO_BYTES_MAX, HELLO_PROTOCOLS_MAX, HELLO_TEXT_LENGTH_MAX, HELLO_VERSION } from './constants.ts'
import { HelloVersionError, MalformedHelloError } from './errors.ts'
import type { HelloAnswer, HelloCode, HelloMessage } from './interface.ts'
import type { CborMap, CborValue } from '../../model/bytes/index.ts'

const CODES: readonly HelloCode[] = ['accepted', 'wrong_network', 'incompatible_version', 'malformed']

/**
 * A hello on the wire: the canonical dag-cbor map
 * `{ v: 1, net, agent, time, limits: { frame }, knows, protocols: [] }`.
 */
export function encodeHello (message: HelloMessage): Uint8Array {
  return encodeCanonical({
    v: HELLO_VERSION,
    net: message.net,
    agent: message.agent,
    time: message.timeMs,
    limits: { frame: message.frameBytesMax },
    knows: message.knows,
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
  const map = toMap(decode(bytes, HELLO_BYTES_MAX), 'form')

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
    knows: map.knows === undefined ? 0 : toCount(map.knows, 'knows'),
    protocols: toProtocols(map.protocols)
  }
}

/** The answer to a hello on the wire: the canonical dag-cbor list `[code]`, or `['accepted', declaration]`. */
export function encodeAnswer (code: HelloCode, declaration?: Uint8Array): Uint8Array {
  return encodeCanonical(declaration === undefined ? [code] : [code, declaration])
}

/**
 * Reads the answer to a hello. What is declared stays bytes here.
 *
 * @throws {MalformedHelloError}
 */
export function decodeAnswer (bytes: Uint8Array): HelloAnswer {
  const list = decode(bytes, ANSWER_BYTES_MAX)
  const [said, declaration, ...rest] = Array.isArray(list) ? list : []
  const code = CODES.find(known => known === said)

  if (code === undefined || rest.length > 0 || !isDeclared(code, declaration)) {
    throw new MalformedHelloError('answer')
  }

  return { code, declaration }
}

function isDeclared (code: HelloCode, declaration: CborValue | undefined): declaration is Uint8Array | undefined {
  return declaration === undefined || (code === 'accepted' && declaration instanceof Uint8Array)
}

function decode (bytes: Uint8Array, bytesMax: number): CborValue | undefined {
  try {
    return decodeCanonical(bytes, { bytesMax })
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

function toProtocols (value: CborValue | undefined): string[] {
  if (!Array.isArray(value) || value.length > HELLO_PROTOCOLS_MAX) {
    throw new MalformedHelloError('protocols')
  }

  return value.map(item => {
    const text = toText(item, 'protocols')

    if (!text.startsWith('/')) {
      throw new MalformedHelloError('protocols')
    }

    return text
  })
}
