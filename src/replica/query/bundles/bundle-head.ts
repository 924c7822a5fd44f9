import { bundleId, decodeHeader, readHeaderBytes } from '../../../model/bundle/index.ts'
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
  const headerBytes = readHeaderBytes(record.subarray(arrival.lead))

  return headOf({ header: decodeHeader(headerBytes), hash: blake3(headerBytes) }, arrival)
}

/** The head of the same facts when the bundle is in hand. */
export function headOf (bundle: { header: BundleHeader, hash: Uint8Array }, arrival: Arrival): BundleHead {
  const { header, hash } = bundle

  return { header, hash, id: bundleId(hash), author: peerIdText(header.author), arrival }
}
