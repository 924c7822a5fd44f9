import { randomBytes } from 'node:crypto'
import { encode } from '@ipld/dag-cbor'
import { base32 } from 'multiformats/bases/base32'

/** The topic of the public scope by its id, or of a closed one by its tag. */
export function topicOf (tag: Uint8Array): string {
  return `/factmesh/gossip/1.0.0/${base32.encode(tag).slice(1)}`
}

/** A message with a whole bundle. */
export function whole (bundle: unknown): Uint8Array {
  return encode([0, bundle])
}

/** A message with a header and its signature. */
export function header (headerBytes: unknown, signature: unknown): Uint8Array {
  return encode([1, headerBytes, signature])
}

/** Something of the form of a sealed payload, which no key opens. */
export function payload (number: unknown, bytes: number): Uint8Array {
  return encode([number, randomBytes(24), randomBytes(bytes)])
}
