import { fromHex } from '../bytes/index.ts'

/**
 * Length of an Ed25519 signature in bytes: R, 32 bytes, then S, 32 bytes.
 */
export const SIGNATURE_BYTES = 64

const POINT_BYTES = 32
const SIGN_BIT = 0x80

/**
 * The group order L = 2^252 + 27742317777372353535851937790883648493, little endian (RFC 8032, section 5.1).
 */
const GROUP_ORDER = fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')

/**
 * The y coordinates of all points of small order, little endian, and the two of them that have a second spelling below
 * 2^255. Each stands for two encodings, with and without the sign bit: eight points and six more spellings of them.
 */
const SMALL_ORDER_Y = [
  '0000000000000000000000000000000000000000000000000000000000000000', // 0, order 4
  '0100000000000000000000000000000000000000000000000000000000000000', // 1, the identity
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // −1, order 2
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', // order 8
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', // order 8
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // p, which is 0
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f' // p + 1, which is 1
].map(fromHex)

/**
 * True when the bytes have the form of a signature that every implementation judges alike: 64 bytes, S below the group
 * order, and R no spelling of a point of small order. It says nothing about the message.
 */
export function isStrictSignature (signature: Uint8Array): boolean {
  return signature.length === SIGNATURE_BYTES && isBelowGroupOrder(signature) && !SMALL_ORDER_Y.some(y => startsWithPoint(signature, y))
}

function isBelowGroupOrder (signature: Uint8Array): boolean {
  for (let i = POINT_BYTES - 1; i >= 0; i--) {
    const difference = signature[POINT_BYTES + i] - GROUP_ORDER[i]

    if (difference !== 0) {
      return difference < 0
    }
  }

  return false
}

function startsWithPoint (signature: Uint8Array, y: Uint8Array): boolean {
  const last = POINT_BYTES - 1

  for (let i = 0; i < last; i++) {
    if (signature[i] !== y[i]) {
      return false
    }
  }

  return (signature[last] & ~SIGN_BIT) === y[last]
}
