import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { concatBytes } from '../../model/bytes/index.ts'
import { SCOPE_KEY_DOMAIN } from './constants.ts'

/**
 * The key in the hash table under which the holders of a scope (32 bytes) are found: the CIDv1, raw, of SHA-256 over
 * `factmesh/scope/1\n` and the id. The table stores nothing but SHA-256 (Kademlia DHT specification of libp2p).
 */
export async function scopeKey (scope: Uint8Array): Promise<CID> {
  const text = new TextEncoder().encode(SCOPE_KEY_DOMAIN)
  return CID.createV1(RAW_CODEC, await sha256.digest(concatBytes([text, scope])))
}

/** Multicodec of plain bytes. */
const RAW_CODEC = 0x55
