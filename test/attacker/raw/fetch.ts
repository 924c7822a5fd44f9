import { encode } from '@ipld/dag-cbor'

/** The protocol of fetch. */
export const FETCH = '/factmesh/fetch/1.0.0'

/** A request for bundles by their hashes. */
export function request (scope: unknown, hashes: unknown): Uint8Array {
  return encode([scope, hashes])
}
