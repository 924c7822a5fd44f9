import { ADDRESS_BYTES, DIGEST_BYTES } from '../constants.ts'

/*
 * Keys of the rows of one tree:
 *
 *   top       scope 32
 *   retired   scope 32 | checkpoint u48
 *   block     scope 32 | checkpoint u48 | hash 32
 *   sketch    scope 32 | 73
 *   page      scope 32 | 73 | number u16
 *
 * Each form has a length of its own. Checkpoints are big-endian, so that the rows of one checkpoint stand side by side.
 */
const SKETCH = 0x73
const CHECKPOINT_BYTES = ADDRESS_BYTES - DIGEST_BYTES

/** Where the block stands that a checkpoint stored: 6 bytes of its number, 32 of the hash of its record. */
export function addressOf (checkpoint: number, hash: Uint8Array): Uint8Array {
  const address = new Uint8Array(ADDRESS_BYTES)

  writeU48(address, 0, checkpoint)
  address.set(hash, CHECKPOINT_BYTES)

  return address
}

/** The hash in an address. */
export function hashIn (address: Uint8Array): Uint8Array {
  return address.subarray(CHECKPOINT_BYTES)
}

/** The key of a block's row. */
export function blockKey (scope: Uint8Array, address: Uint8Array): Uint8Array {
  return join(scope, address)
}

/** The key of the row that lists what a checkpoint replaced. */
export function retiredKey (scope: Uint8Array, checkpoint: number): Uint8Array {
  const number = new Uint8Array(CHECKPOINT_BYTES)

  writeU48(number, 0, checkpoint)

  return join(scope, number)
}

/** The key of the first row of the sketch. */
export function sketchHeadKey (scope: Uint8Array): Uint8Array {
  return join(scope, Uint8Array.of(SKETCH))
}

/** The key of a page of the sketch. */
export function sketchPageKey (scope: Uint8Array, page: number): Uint8Array {
  return join(scope, Uint8Array.of(SKETCH, page >>> 8, page))
}

/** Writes 48 bits, big-endian. */
export function writeU48 (bytes: Uint8Array, offset: number, value: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset)

  view.setUint16(offset, Math.floor(value / 2 ** 32))
  view.setUint32(offset + 2, value % 2 ** 32)
}

/** Reads 48 bits, big-endian. */
export function readU48 (bytes: Uint8Array, offset: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset)

  return view.getUint16(offset) * 2 ** 32 + view.getUint32(offset + 2)
}

function join (scope: Uint8Array, rest: Uint8Array): Uint8Array {
  const key = new Uint8Array(scope.length + rest.length)

  key.set(scope)
  key.set(rest, scope.length)

  return key
}
