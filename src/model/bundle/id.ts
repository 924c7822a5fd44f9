import { concatBytes, equalBytes, fromBase32, toBase32 } from '../bytes/index.ts'
import { encodeHlc } from '../hlc/index.ts'
import { BUNDLE_FACTS_MAX, HASH_BYTES } from './constants.ts'
import type { Hlc } from '../hlc/index.ts'

/** What stands before the hash in a CIDv1: version 1, codec dag-cbor, multihash BLAKE3 of 32 bytes. */
const CID_START = Uint8Array.of(0x01, 0x71, 0x1e, HASH_BYTES)

/** The multibase prefix of base32, then 36 bytes in 58 characters. */
const BUNDLE_ID = /^b[a-z2-7]{58}$/
const FACT_ID = /^(b[a-z2-7]{58})\.(0|[1-9]\d{0,2})$/

/**
 * The id of a bundle as people and URIs spell it: a CIDv1 in base32, `bafyr4i…`.
 *
 * @param hash - hash of the header, 32 bytes
 * @see https://github.com/multiformats/cid
 */
export function bundleId (hash: Uint8Array): string {
  return `b${toBase32(concatBytes([CID_START, hash]))}`
}

/**
 * The id of a fact: the id of its bundle, a dot, and its place.
 */
export function factId (hash: Uint8Array, index: number): string {
  return `${bundleId(hash)}.${index}`
}

/**
 * Reads the hash, 32 bytes, from what {@link bundleId} spells. Every other text is undefined, so a bundle has one id.
 */
export function parseBundleId (text: string): Uint8Array | undefined {
  if (!BUNDLE_ID.test(text)) {
    return undefined
  }

  const cid = cidFrom(text)

  return cid !== undefined && equalBytes(cid.subarray(0, CID_START.length), CID_START) ? cid.slice(CID_START.length) : undefined
}

/**
 * Reads hash and place from what {@link factId} spells. Every other text is undefined.
 */
export function parseFactId (text: string): { hash: Uint8Array, index: number } | undefined {
  const match = FACT_ID.exec(text)
  const hash = match === null ? undefined : parseBundleId(match[1])
  const index = Number(match?.[2])

  return hash !== undefined && index < BUNDLE_FACTS_MAX ? { hash, index } : undefined
}

/**
 * The key of a bundle in the Merkle tree: its stamp, 8 bytes, then its hash, 32 bytes. Keys order as stamps do.
 */
export function treeKey (hlc: Hlc, hash: Uint8Array): Uint8Array {
  return concatBytes([encodeHlc(hlc), hash])
}

function cidFrom (text: string): Uint8Array | undefined {
  try {
    return fromBase32(text.slice(1))
  } catch {
    // Spare bits of the last character are set.
    return undefined
  }
}
