import { concatBytes, decodeCanonical, encodeCanonical, NotCanonicalError } from '../../../model/bytes/index.ts'
import { PREFIX_NIBBLES_MAX } from '../../../storage/tree/index.ts'
import { FRAME_BYTES_MAX, FRAME_BYTES_TARGET } from '../../wire/index.ts'
import { FACTS_PER_FRAME_MAX, NARROW_BYTES, WIDE_BYTES } from '../constants.ts'
import { SyncFaultError } from '../errors.ts'
import { packPrefix, unpackPrefix } from './prefix.ts'
import type { ByeCode, Decline, HelloFrame, Lens, ListFrame, Standing, SyncFrame, WalkEntry, Want } from './interface.ts'
import type { CborValue } from '../../../model/bytes/index.ts'

const HASH_BYTES = 32
const LEAF_IDS_MAX = 32
const CODE_LENGTH_MAX = 32
const BYE_CODES: readonly ByeCode[] = ['equal', 'partial', 'moving', 'unknown', 'busy', 'malformed', 'limit', 'faulty', 'stalled']

/** First item of each frame. */
const FRAME_TYPES = { hello: 0, walk: 1, want: 2, facts: 3, decline: 4, absent: 5, end: 6, bye: 7 } as const

/** Reads what follows the type of a frame; the list has as many items as the number says, that one included. */
const READERS: Record<number, [length: number, read: (parts: CborValue[], lens: Lens) => SyncFrame]> = {
  [FRAME_TYPES.hello]: [7, readHello],
  [FRAME_TYPES.walk]: [2, ([entries], lens) => ({ type: 'walk', entries: toList(entries).map(entry => readEntry(entry, lens)) })],
  [FRAME_TYPES.want]: [2, ([wants]) => ({ type: 'want', wants: readWants(toList(wants)) })],
  [FRAME_TYPES.facts]: [2, ([bundles]) => ({ type: 'facts', bundles: readBundles(toList(bundles)) })],
  [FRAME_TYPES.decline]: [2, ([declines]) => ({ type: 'decline', declines: toList(declines).map(readDecline) })],
  [FRAME_TYPES.absent]: [2, ([hashes]) => ({ type: 'absent', hashes: toList(hashes).map(toHash) })],
  [FRAME_TYPES.end]: [2, ([standing]) => ({ type: 'end', standing: standing === null ? undefined : readStanding(toList(standing)) })],
  [FRAME_TYPES.bye]: [3, ([code, root]) => ({ type: 'bye', code: readByeCode(code), root: root === null ? undefined : toHash(root) })]
}

/**
 * A frame as canonical dag-cbor:
 *
 * ```
 * hello    [0, scope, count, root, offset, width, [entry, …]]
 * walk     [1, [entry, …]]
 * want     [2, [prefix, mask, prefix, mask, …]]
 * facts    [3, [bundle, …]]
 * decline  [4, [[hash, code, retry time or null], …]]
 * absent   [5, [hash, …]]
 * end      [6, [count, root, taken, grown] or null]
 * bye      [7, code, root or null]
 *
 * entry    [prefix, reach, bitmap, digests]    inner: cut digests joined to one byte string
 *          [prefix, ids]                       leaf: cut hashes joined to one byte string
 * ```
 */
export function encodeSyncFrame (frame: SyncFrame): Uint8Array {
  return encodeCanonical([FRAME_TYPES[frame.type], ...partsOf(frame)])
}

/** Bytes that one item of a list takes at most, beside the joined digests of an entry. */
const ITEM_BYTES = 100

/**
 * Splits a frame whose list is too long into frames of about 64 KiB; an empty list makes no frame.
 */
export function * splitFrame (frame: ListFrame): Generator<ListFrame> {
  switch (frame.type) {
    case 'walk':
      for (const entries of inParts(frame.entries, entryBytes)) { yield { ...frame, entries } }
      break
    case 'want':
      for (const wants of inParts(frame.wants)) { yield { ...frame, wants } }
      break
    case 'decline':
      for (const declines of inParts(frame.declines)) { yield { ...frame, declines } }
      break
    default:
      for (const hashes of inParts(frame.hashes)) { yield { ...frame, hashes } }
  }
}

function * inParts <T> (items: readonly T[], bytesOf: (item: T) => number = () => ITEM_BYTES): Generator<T[]> {
  let part: T[] = []
  let bytes = 0

  for (const item of items) {
    if (bytes + bytesOf(item) > FRAME_BYTES_TARGET) {
      yield part
      part = []
      bytes = 0
    }

    part.push(item)
    bytes += bytesOf(item)
  }

  if (part.length > 0) {
    yield part
  }
}

function entryBytes (entry: WalkEntry): number {
  const cuts = entry.kind === 'leaf' ? entry.ids : entry.digests

  return ITEM_BYTES + cuts.length * cuts[0].length
}

function partsOf (frame: SyncFrame): CborValue[] {
  switch (frame.type) {
    case 'hello': return [
      frame.scope, frame.count, frame.root, frame.lens.offset, frame.lens.width, frame.entries.map(entryParts)
    ]
    case 'walk': return [frame.entries.map(entryParts)]
    case 'want': return [frame.wants.flatMap(want => [packPrefix(want.prefix), want.mask])]
    case 'facts': return [[...frame.bundles]]
    case 'decline': return [frame.declines.map(({ hash, code, retryAtMs }) => [hash, code, retryAtMs ?? null])]
    case 'absent': return [[...frame.hashes]]
    case 'end': return [frame.standing === undefined
      ? null
      : [frame.standing.count, frame.standing.root, frame.standing.taken, frame.standing.grown]]
    default: return [frame.code, frame.root ?? null]
  }
}

function entryParts (entry: WalkEntry): CborValue[] {
  return entry.kind === 'leaf'
    ? [packPrefix(entry.prefix), concatBytes(entry.ids)]
    : [packPrefix(entry.prefix), packPrefix(entry.reach), entry.bitmap, concatBytes(entry.digests)]
}

/**
 * Reads a frame; entries are read through the lens of the round.
 *
 * @throws {SyncFaultError} with code `malformed`, whatever the bytes are
 */
export function decodeSyncFrame (bytes: Uint8Array, lens: Lens): SyncFrame {
  const [type, ...parts] = toList(decode(bytes))
  const [length, read] = (typeof type === 'number' ? READERS[type] : undefined) ?? fault('the type of a frame is unknown')

  return parts.length + 1 === length ? read(parts, lens) : fault('a frame has too few or too many parts')
}

function decode (bytes: Uint8Array): CborValue {
  try {
    return decodeCanonical(bytes, { bytesMax: FRAME_BYTES_MAX })
  } catch (error) {
    return fault(error instanceof NotCanonicalError ? `a frame is not canonical: ${error.reason}` : 'a frame cannot be read')
  }
}

function readHello ([scope, count, root, offset, width, described]: CborValue[]): HelloFrame {
  const entries = toList(described)
  const lens = { offset: toCount(offset), width: toCount(width) }

  if ((lens.width !== NARROW_BYTES && lens.width !== WIDE_BYTES) || lens.offset + lens.width > HASH_BYTES) {
    fault('the cut of digests is wrong')
  }

  if (count === 0 && entries.length > 0) {
    fault('an empty set is described')
  }

  return {
    type: 'hello',
    scope: toHash(scope),
    count: toCount(count),
    root: toHash(root),
    lens,
    entries: entries.map(entry => readEntry(entry, lens))
  }
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

function readWants (items: CborValue[]): Want[] {
  if (items.length % 2 === 1) {
    fault('a want has no mask')
  }

  return Array.from({ length: items.length / 2 }, (_, i) => {
    return { prefix: unpackPrefix(items[2 * i]), mask: toCount(items[2 * i + 1], 0xffff_ffff) }
  })
}

function readBundles (items: CborValue[]): Uint8Array[] {
  if (items.length === 0 || items.length > FACTS_PER_FRAME_MAX) {
    fault('a frame has too few or too many bundles')
  }

  return items.map(item => item instanceof Uint8Array ? item : fault('a bundle is no byte string'))
}

function readDecline (value: CborValue): Decline {
  const [hash, code, retryAtMs, ...rest] = toList(value)

  if (rest.length > 0 || typeof code !== 'string' || code.length > CODE_LENGTH_MAX) {
    fault('a decline has the wrong form')
  }

  return { hash: toHash(hash), code, retryAtMs: retryAtMs === null ? undefined : toCount(retryAtMs) }
}

function readStanding ([count, root, taken, grown, ...rest]: CborValue[]): Standing {
  return rest.length === 0
    ? { count: toCount(count), root: toHash(root), taken: toCount(taken), grown: toCount(grown) }
    : fault('a standing has too many parts')
}

function readByeCode (value: CborValue): ByeCode {
  return BYE_CODES.find(code => code === value) ?? fault('the code of a bye is unknown')
}

function toList (value: CborValue): CborValue[] {
  return Array.isArray(value) ? value : fault('a list is missing')
}

function toHash (value: CborValue | undefined): Uint8Array {
  return value instanceof Uint8Array && value.length === HASH_BYTES ? value : fault('a hash has not 32 bytes')
}

function toCount (value: CborValue | undefined, max = Number.MAX_SAFE_INTEGER): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max ? value : fault('a number is out of range')
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

function fault (detail: string): never {
  throw new SyncFaultError('malformed', detail)
}
