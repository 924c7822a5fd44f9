import { BELOW_PROOF_BYTES, checkpointCount, checkpointKeys, CHECKPOINTS_MAX, PREFIX_NIBBLES_MAX } from '../../../storage/tree/index.ts'
import { SyncCodeError, SyncFaultError } from '../errors.ts'
import { BitReader } from './bit-reader.ts'
import { BitWriter } from './bit-writer.ts'
import type { ClaimedCheckpoint, Prefix } from '../../../storage/tree/index.ts'

/*
 * A stream of bits; r1 is the Rice code with parameter 1.
 *
 *   | number | dropped - 1 | fresh | nibble … | above - 128 * 2^i | proof | …     for each, from the newest on
 *      u5      r1            r1      u4 each    u(5 + i)            u24
 *
 * The first one has no "dropped", and has "fresh - 1" in place of "fresh".
 */
const NUMBER_BITS = 5
const LENGTH_WIDTH = 1
const PROOF_BITS = 8 * BELOW_PROOF_BYTES

/** Bits of a number below a quarter of the 128 keys of the first checkpoint; one more for each further one. */
const ABOVE_BITS_FIRST = 5

/**
 * The checkpoints of a HELLO as bytes: each as the difference from the one before, about 6 bytes.
 *
 * @param checkpoints - all that `checkpointsOf` gave, in its order, or the newest of them
 * @throws {SyncCodeError} when they are something else
 */
export function encodeCheckpoints (checkpoints: readonly ClaimedCheckpoint[]): Uint8Array {
  const writer = new BitWriter()
  let newer: Prefix | undefined

  writer.write(checkpoints.length, NUMBER_BITS)

  for (const [index, { prefix, above, proof }] of checkpoints.entries()) {
    const more = above - checkpointKeys(index)

    if (!isBehind(newer, prefix) || more < 0 || more >= 2 ** (ABOVE_BITS_FIRST + index) || proof.length !== BELOW_PROOF_BYTES || index >= CHECKPOINTS_MAX) {
      throw new SyncCodeError('checkpoints go from the newest to the oldest')
    }
    writePrefix(writer, prefix, newer)
    writer.write(more, ABOVE_BITS_FIRST + index)
    proof.forEach(byte => { writer.write(byte, 8) })
    newer = prefix
  }

  return writer.finish()
}

/**
 * Reads the checkpoints of a HELLO.
 *
 * @param bytes - what the peer sent
 * @param count - how many keys the peer says it has
 * @throws {SyncFaultError} `malformed` when no set of so many keys has these checkpoints
 */
export function decodeCheckpoints (bytes: Uint8Array, count: number): ClaimedCheckpoint[] {
  const reader = new BitReader(bytes)
  const number = reader.read(NUMBER_BITS)
  const checkpoints: ClaimedCheckpoint[] = []

  if (number > checkpointCount(count)) {
    throw new SyncFaultError('malformed', 'there are more checkpoints than the set can have')
  }

  for (let index = 0; index < number; index++) {
    const prefix = readPrefix(reader, checkpoints.at(-1)?.prefix)
    const above = checkpointKeys(index) + reader.read(ABOVE_BITS_FIRST + index)
    const proof = reader.read(PROOF_BITS)

    checkpoints.push({ prefix, above, proof: Uint8Array.of(proof >>> 16, proof >>> 8, proof) })
  }
  reader.end()

  return checkpoints
}

function writePrefix (writer: BitWriter, prefix: Prefix, newer: Prefix | undefined): void {
  const shared = newer == null ? 0 : sharedLength(prefix, newer)

  if (newer == null) {
    writer.writeRice(prefix.length - 1, LENGTH_WIDTH)
  } else {
    writer.writeRice(newer.length - shared - 1, LENGTH_WIDTH)
    writer.writeRice(prefix.length - shared, LENGTH_WIDTH)
  }
  prefix.subarray(shared).forEach(nibble => { writer.write(nibble, 4) })
}

function readPrefix (reader: BitReader, newer: Prefix | undefined): Prefix {
  const shared = newer == null ? 0 : newer.length - 1 - reader.readRice(LENGTH_WIDTH, newer.length - 1)
  const fresh = newer == null
    ? 1 + reader.readRice(LENGTH_WIDTH, PREFIX_NIBBLES_MAX - 1)
    : reader.readRice(LENGTH_WIDTH, PREFIX_NIBBLES_MAX - shared)
  const prefix = new Uint8Array(shared + fresh)

  prefix.set(newer?.subarray(0, shared) ?? [])

  for (let place = shared; place < prefix.length; place++) {
    prefix[place] = reader.read(4)
  }

  if (!isBehind(newer, prefix) || (newer != null && sharedLength(prefix, newer) !== shared)) {
    throw new SyncFaultError('malformed', 'checkpoints do not go from the newest to the oldest')
  }

  return prefix
}

/**
 * Whether a prefix can follow a newer one: it names an earlier place, and names it without zeros at its end, which say
 * nothing.
 */
function isBehind (newer: Prefix | undefined, prefix: Prefix): boolean {
  if (prefix.length === 0 || prefix.length > PREFIX_NIBBLES_MAX || prefix[prefix.length - 1] === 0) {
    return false
  }
  const shared = newer == null ? 0 : sharedLength(prefix, newer)

  return newer == null || (shared < newer.length && (shared === prefix.length || prefix[shared] < newer[shared]))
}

function sharedLength (one: Prefix, other: Prefix): number {
  let length = 0

  while (length < Math.min(one.length, other.length) && one[length] === other[length]) {
    length++
  }

  return length
}
