import { createPrivateKey, randomBytes, sign } from 'node:crypto'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { base36 } from 'multiformats/bases/base36'
import { join } from './bytes.ts'
import type { PeerId, PrivateKey } from '@libp2p/interface'

/** What stands before the seed of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8 = Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20])

/** A key pair, and the texts by which its peer is known. */
export interface Keys {
  readonly private: PrivateKey

  /** 32 bytes. */
  readonly public: Uint8Array

  /** The peer id as a CIDv1 in base36. */
  readonly text: string

  /** An Ed25519 signature, 64 bytes. */
  sign (bytes: Uint8Array): Uint8Array
}

/** Makes a key pair, or that of a seed. */
export async function makeKeys (seed: Uint8Array = randomBytes(32)): Promise<Keys> {
  const key = await generateKeyPairFromSeed('Ed25519', seed)
  const signing = createPrivateKey({ key: Buffer.from(join(PKCS8, seed)), format: 'der', type: 'pkcs8' })

  return {
    private: key,
    public: key.publicKey.raw,
    text: textOf(peerIdFromPrivateKey(key)),
    sign: bytes => sign(null, bytes, signing)
  }
}

/** The text of the peer with a key, a point or not: a CIDv1 of codec libp2p-key whose hash is the key itself. */
export function textOfKey (key: Uint8Array): string {
  return base36.encode(Uint8Array.of(1, 0x72, 0, 0x24, 8, 1, 0x12, 0x20, ...key))
}

/** The text of a peer id. */
export function textOf (peer: PeerId): string {
  return peer.toCID().toString(base36)
}
