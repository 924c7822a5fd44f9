import { RECORD_TYPE_SCOPE_PEERS } from '../constants.ts'
import { keyedCodec } from '../keyed.ts'
import { isBytes, mapOf } from '../local.ts'

/** Bytes of a public key. */
const KEY_BYTES = 32

/** The records of peers that a ticket of a closed scope named: map `{ peers }` with their public keys; the key is the scope id in hexadecimal. */
export const scopePeersCodec = keyedCodec<readonly Uint8Array[]>({
  type: RECORD_TYPE_SCOPE_PEERS,
  toMap: peers => ({ peers: [...peers] }),
  fromCbor: value => {
    const { peers } = mapOf(value) ?? {}

    return Array.isArray(peers) && peers.every(peer => isBytes(peer, KEY_BYTES)) ? peers : undefined
  }
})
