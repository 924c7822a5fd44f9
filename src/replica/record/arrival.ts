import { UnknownRecordError } from './errors.ts'
import { readU48, writeU48 } from './numbers.ts'
import type { Arrival, ReceivedVia } from './interface.ts'

/** First byte of a journal record that holds a bundle. */
export const RECORD_TYPE_BUNDLE = 1

/** Ways of arrival at the place of their number. Places are never given away twice. */
const VIAS: readonly ReceivedVia[] = ['local', 'gossip', 'sync', 'fetch']

/** Set in the way of arrival of a bundle from which facts were taken out here. */
const IS_REDACTED = 0x80

const PEER_AT = 9

const toText = new TextDecoder()
const toBytes = new TextEncoder()

/**
 * The bytes of a record before the bundle. The record is these bytes and the bundle's, one after another.
 *
 * ```
 *   0      1     2              8          9
 *   | type | via | received ms  | peer len | peer | bundle …
 * ```
 */
export function encodeArrival (arrival: Arrival): Uint8Array {
  const peer = toBytes.encode(arrival.peer)
  const bytes = new Uint8Array(PEER_AT + peer.length)
  bytes[0] = RECORD_TYPE_BUNDLE
  bytes[1] = VIAS.indexOf(arrival.via) | (arrival.isRedacted === true ? IS_REDACTED : 0)
  writeU48(bytes, 2, arrival.receivedMs)
  bytes[8] = peer.length
  bytes.set(peer, PEER_AT)
  return bytes
}

/**
 * Reads what {@link encodeArrival} wrote from the beginning of a record; `lead` is where the bundle starts.
 *
 * @throws {UnknownRecordError} for a record that is not a bundle's.
 */
export function decodeArrival (record: Uint8Array): Arrival & { lead: number } {
  const isRedacted = (record[1] & IS_REDACTED) !== 0
  const via = VIAS[record[1] & ~IS_REDACTED]

  if (record[0] !== RECORD_TYPE_BUNDLE || via == null || record.length < PEER_AT || record.length < PEER_AT + record[8]) {
    throw new UnknownRecordError(record[0] ?? -1)
  }

  const lead = PEER_AT + record[8]

  const arrival = { via, receivedMs: readU48(record, 2), peer: toText.decode(record.subarray(PEER_AT, lead)), lead }

  return isRedacted ? { ...arrival, isRedacted } : arrival
}
