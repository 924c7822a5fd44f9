import { base36 } from 'multiformats/bases/base36'
import { base58btc } from 'multiformats/bases/base58'
import { concatBytes, equalBytes } from '../bytes/index.ts'
import { PublicKeyLengthError } from './errors.ts'
import { PUBLIC_KEY_BYTES } from './strict-key.ts'

/**
 * What stands before the key in an identity multihash of an Ed25519 key: identity, length 36, then the key as libp2p's
 * protobuf message: type Ed25519, data of 32 bytes.
 */
const MULTIHASH_START = Uint8Array.of(0x00, 0x24, 0x08, 0x01, 0x12, 0x20)

/**
 * A CIDv1 puts its version and the codec libp2p-key before the multihash.
 */
const CID_START = Uint8Array.of(0x01, 0x72, ...MULTIHASH_START)

/**
 * Characters of every peer id of an Ed25519 key in either spelling. They bound the work on foreign text, for decoding these
 * bases takes the square of the length, and tell most names apart from peer ids at once.
 */
const BASE36_LENGTH = 62
const BASE58_LENGTH = 52

/**
 * The key that was spelled last, and its text. Facts come in runs of one author, and spelling a key takes fifty times as
 * long as seeing that it is the same.
 */
let last = { publicKey: new Uint8Array(), text: '' }

/**
 * The peer id of an Ed25519 key as people and URIs spell it: a CIDv1 in base36, `k51qzi5uqu5d…`, all lower case.
 *
 * @throws {PublicKeyLengthError} when the key does not have 32 bytes
 * @see https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md
 */
export function peerIdText (publicKey: Uint8Array): string {
  if (publicKey.length !== PUBLIC_KEY_BYTES) {
    throw new PublicKeyLengthError(publicKey.length)
  }

  if (!equalBytes(last.publicKey, publicKey)) {
    last = { publicKey: publicKey.slice(), text: base36.encode(concatBytes([CID_START, publicKey])) }
  }

  return last.text
}

/**
 * The Ed25519 key, 32 bytes, that a peer id spells in base36 (`k51…`) or in base58 (`12D3KooW…`). Other key types,
 * other spellings and other texts are undefined. Whether the key is fit to verify with is for `isStrictPublicKey`.
 */
export function publicKeyOf (peerId: string): Uint8Array | undefined {
  if (peerId.length === BASE36_LENGTH) {
    return keyBehind(CID_START, peerId, base36)
  }

  return peerId.length === BASE58_LENGTH ? keyBehind(MULTIHASH_START, `z${peerId}`, base58btc) : undefined
}

/**
 * Decodes, and encodes again, so that a key has one text in each base.
 */
function keyBehind (start: Uint8Array, text: string, base: typeof base36 | typeof base58btc): Uint8Array | undefined {
  try {
    const bytes = base.decode(text)
    const isKey = bytes.length === start.length + PUBLIC_KEY_BYTES && equalBytes(bytes.subarray(0, start.length), start)

    return isKey && base.encode(bytes) === text ? bytes.slice(start.length) : undefined
  } catch {
    // The library throws for a character that the base does not have.
    return undefined
  }
}
