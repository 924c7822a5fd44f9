import { concatBytes } from '../../../model/bytes/index.ts'
import { PREFIX_NIBBLES_MAX } from '../../../storage/tree/index.ts'
import { decodeList, fault, toCount, toList } from './form.ts'
import { packPrefix, unpackPrefix } from './prefix.ts'
import type { Lens, WalkEntry } from './interface.ts'
import type { CborValue } from '../../../model/bytes/index.ts'

const LEAF_IDS_MAX = 32

/**
 * An entry as a list:
 *
 * ```
 * [prefix, reach, bitmap, digests]    inner: cut digests joined to one byte string
 * [prefix, ids]                       leaf: cut hashes joined to one byte string
 * ```
 */
export function entryParts (entry: WalkEntry): CborValue[] {
  return entry.kind === 'leaf'
    ? [packPrefix(entry.prefix), concatBytes(entry.ids)]
    : [packPrefix(entry.prefix), packPrefix(entry.reach), entry.bitmap, concatBytes(entry.digests)]
}

/**
 * Reads a list of entries through the lens of the round.
 *
 * @throws {SyncFaultError} `malformed`
 */
export function readEntries (bytes: Uint8Array, lens: Lens): WalkEntry[] {
  return decodeList(bytes).map(entry => readEntry(entry, lens))
}

function readEntry (value: CborValue, lens: Lens): WalkEntry {
  const parts = toList(value)

  if (parts.length === 2) {
    const ids = split(parts[1], lens.width)
    return ids.length <= LEAF_IDS_MAX ? { kind: 'leaf', prefix: unpackPrefix(parts[0]), ids } : fault('a leaf is too large')
  }

  if (parts.length !== 4) {
    fault('an entry has too few or too many parts')
  }

  const prefix = unpackPrefix(parts[0], PREFIX_NIBBLES_MAX - 1)
  const reach = unpackPrefix(parts[1], PREFIX_NIBBLES_MAX - 1 - prefix.length)
  const bitmap = toCount(parts[2], 0xffff)
  const digests = split(parts[3], lens.width)

  return digests.length === bitCount(bitmap) ? { kind: 'inner', prefix, reach, bitmap, digests } : fault('a bitmap does not fit its digests')
}

/** Takes joined byte strings of one length apart; there is at least one. */
function split (value: CborValue, width: number): Uint8Array[] {
  if (!(value instanceof Uint8Array) || value.length === 0 || value.length % width !== 0) {
    return fault('joined digests have the wrong length')
  }

  return Array.from({ length: value.length / width }, (_, i) => value.subarray(i * width, (i + 1) * width))
}

function bitCount (bits: number): number {
  let count = 0

  for (let rest = bits; rest > 0; rest &= rest - 1) {
    count++
  }

  return count
}
