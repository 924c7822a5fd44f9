import { decodeHeader, readHeaderBytes, UnknownVersionError } from '../../model/bundle/index.ts'
import { blake3, decodeCanonical, encodeCanonical, equalBytes } from '../../model/bytes/index.ts'
import { MESSAGE_BYTES_MAX } from './constants.ts'
import { MalformedGossipError } from './errors.ts'
import type { BundleHeader } from '../../model/bundle/index.ts'
import type { CborValue } from '../../model/bytes/index.ts'

/** A bundle with its content. */
export interface WholeMessage {
  readonly type: 'whole'
  /** The encoded bundle. */
  readonly bundle: Uint8Array
}

/** A bundle that the receiver may fetch. */
export interface HeaderMessage {
  readonly type: 'header'
  readonly headerBytes: Uint8Array
  /** Ed25519 signature, 64 bytes. */
  readonly signature: Uint8Array
}

/** What travels in a topic. */
export type GossipMessage = WholeMessage | HeaderMessage

const WHOLE = 0
const HEADER = 1
const SIGNATURE_BYTES = 64

/** Bytes before header and signature: the head of the list and the type in a message, the head alone in a bundle. */
const MESSAGE_HEAD_BYTES = 2
const BUNDLE_HEAD_BYTES = 1

/**
 * A message as canonical dag-cbor: `[0, bundle]`, or `[1, header, signature]`.
 */
export function encodeGossip (message: GossipMessage): Uint8Array {
  return encodeCanonical(message.type === 'whole'
    ? [WHOLE, message.bundle]
    : [HEADER, message.headerBytes, message.signature])
}

/**
 * Reads a message of the topic of a scope; the header of what it carries has been read with it. A bundle of another
 * version is passed over: undefined.
 *
 * @throws {MalformedGossipError}
 */
export function decodeGossip (bytes: Uint8Array, scope: Uint8Array): GossipMessage | undefined {
  if (bytes.length > MESSAGE_BYTES_MAX) {
    throw new MalformedGossipError('size')
  }

  const message = toMessage(decode(bytes))
  const header = headerOf(message)

  if (header !== undefined && !equalBytes(header.scope, scope)) {
    throw new MalformedGossipError('scope', { scope: header.scope, hash: hashOf(message) })
  }

  return header === undefined ? undefined : message
}

/** The hash of the bundle that a message is about. */
export function hashOf (message: GossipMessage): Uint8Array {
  return blake3(message.type === 'header' ? message.headerBytes : readHeaderBytes(message.bundle))
}

/**
 * Whether an announcement carries the header and the signature of the bundle. Both spell the two alike.
 */
export function announces (announcement: Uint8Array, bundle: Uint8Array): boolean {
  const announced = announcement.subarray(MESSAGE_HEAD_BYTES)

  return equalBytes(announced, bundle.subarray(BUNDLE_HEAD_BYTES, BUNDLE_HEAD_BYTES + announced.length))
}

function toMessage (value: CborValue): GossipMessage {
  const [type, first, second, ...rest] = Array.isArray(value) ? value : []

  if (type === WHOLE && first instanceof Uint8Array && second === undefined) {
    return { type: 'whole', bundle: first }
  }

  if (type === HEADER && first instanceof Uint8Array && second instanceof Uint8Array && second.length === SIGNATURE_BYTES && rest.length === 0) {
    return { type: 'header', headerBytes: first, signature: second }
  }

  throw new MalformedGossipError('form')
}

/** The header of what a message carries. The rest of a bundle is for the door of the replica to read. */
function headerOf (message: GossipMessage): BundleHeader | undefined {
  try {
    return decodeHeader(message.type === 'whole' ? readHeaderBytes(message.bundle) : message.headerBytes)
  } catch (error) {
    if (error instanceof UnknownVersionError) {
      return undefined
    }

    throw new MalformedGossipError('header', { cause: error })
  }
}

function decode (bytes: Uint8Array): CborValue {
  try {
    return decodeCanonical(bytes)
  } catch (error) {
    throw new MalformedGossipError('form', { cause: error })
  }
}
