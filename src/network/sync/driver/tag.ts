import { concatBytes, deriveHash } from '../../../model/bytes/index.ts'
import { TAG_BYTES } from '../constants.ts'
import type { PeerText } from '../../wire/index.ts'

const tagHash = deriveHash('factmesh sync v1 tag')

/**
 * What a HELLO says in place of a scope id, 8 bytes: BLAKE3 derive_key over scope id 32 | nonce 8 | texts of both peers. Only
 * who knows the id can tell which scope it is, and a tag that was overheard is of no use to a third peer.
 *
 * @param scope - its id, 32 bytes
 * @param nonce - that of the HELLO
 * @param peers - who speaks, and who listens
 */
export function scopeTag (scope: Uint8Array, nonce: Uint8Array, peers: readonly [from: PeerText, to: PeerText]): Uint8Array {
  return tagHash(concatBytes([scope, nonce, new TextEncoder().encode(peers.join(' '))])).slice(0, TAG_BYTES)
}
