import { bundleId, decodeHeader } from '../../../model/bundle/index.ts'
import { blake3 } from '../../../model/bytes/index.ts'
import { peerIdText } from '../../../model/identity/index.ts'
import { decodeArrival } from '../../record/index.ts'
import type { BundleHeader } from '../../../model/bundle/index.ts'
import type { Arrival } from '../../record/index.ts'

/** What all facts of one bundle have in common. */
export interface BundleHead {
  readonly header: BundleHeader
  /** 32 bytes. */
  readonly hash: Uint8Array
  /** Bundle id. */
  readonly id: string
  /** Peer id of the author, base36 text. */
  readonly author: string
  readonly arrival: Arrival
}

/**
 * Reads the head of a bundle from the beginning of its journal record, which is trusted: the bundle passed the gate
 * before it was written, and its hash is computed from what is read here.
 *
 * @throws {UnknownRecordError}
 */
export function decodeHead (record: Uint8Array): BundleHead {
  const arrival = decodeArrival(record)
  const headerBytes = headerBytesAt(record, arrival.lead + 1)

  return headOf({ header: decodeHeader(headerBytes), hash: blake3(headerBytes) }, arrival)
}

/** The head of the same facts when the bundle is in hand. */
export function headOf (bundle: { header: BundleHeader, hash: Uint8Array }, arrival: Arrival): BundleHead {
  const { header, hash } = bundle

  return { header, hash, id: bundleId(hash), author: peerIdText(header.author), arrival }
}

/** The byte string behind the head of the bundle's list: a CBOR head with the length in one or two bytes. */
function headerBytesAt (record: Uint8Array, position: number): Uint8Array {
  const wide = record[position] === 0x59
  const length = wide ? record[position + 1] << 8 | record[position + 2] : record[position + 1]
  const start = position + (wide ? 3 : 2)

  return record.subarray(start, start + length)
}
