import { RECORD_TYPE_NAME_CLAIM } from '../constants.ts'
import { keyedCodec } from '../keyed.ts'
import { isBytes, mapOf } from '../local.ts'

/** Bytes of a public key. */
const KEY_BYTES = 32

/** The records of names that peers claimed: map `{ peer }` with the public key of the first one that did; the key is the name. */
export const nameClaimCodec = keyedCodec<Uint8Array>({
  type: RECORD_TYPE_NAME_CLAIM,
  toMap: peer => ({ peer }),
  fromCbor: value => {
    const { peer } = mapOf(value) ?? {}

    return isBytes(peer, KEY_BYTES) ? peer : undefined
  }
})
