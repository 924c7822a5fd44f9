import { concatBytes, encodeCanonical } from '../../../model/bytes/index.ts'
import { isCellWidth, SKETCH_CELLS_MAX } from '../../../storage/tree/index.ts'
import { PARCELS_PER_FRAME_MAX } from '../constants.ts'
import { entryParts, readEntries } from './entry-code.ts'
import { decodeList, fault, toCount, toHash, toList } from './form.ts'
import { decodeHello, encodeHello } from './hello-code.ts'
import { packPrefix, unpackPrefix } from './prefix.ts'
import type { ByeCode, ByeFrame, CellsFrame, Decline, Lens, Standing, SyncFrame, Want } from './interface.ts'
import type { CborValue } from '../../../model/bytes/index.ts'
import type { Parcel } from '../interface.ts'

const CODE_LENGTH_MAX = 32
const HASH_BYTES = 32
const NUMBER_BYTES = 3
const CELLS_HEAD_BYTES = 1 + NUMBER_BYTES

/** A bye names its code by its place here. */
const BYE_CODES: readonly ByeCode[] = ['equal', 'partial', 'moving', 'unknown', 'busy', 'malformed', 'limit', 'faulty', 'stalled']

/** First byte of each frame. */
const FRAME_TYPES = {
  hello: 0, bye: 1, request: 2, facts: 3, cells: 4, more: 5, list: 6, walk: 7, want: 8, end: 9, decline: 10, absent: 11
} as const

/** Reads what follows the type of a frame. */
const READERS: Record<number, (body: Uint8Array, lens: Lens) => SyncFrame> = {
  [FRAME_TYPES.hello]: decodeHello,
  [FRAME_TYPES.bye]: readBye,
  [FRAME_TYPES.request]: code => ({ type: 'request', code }),
  [FRAME_TYPES.facts]: body => ({ type: 'facts', parcels: readParcels(decodeList(body)) }),
  [FRAME_TYPES.cells]: readCells,
  [FRAME_TYPES.more]: body => ({ type: 'more', total: readNumber(body) }),
  [FRAME_TYPES.list]: code => ({ type: 'list', code }),
  [FRAME_TYPES.walk]: (body, lens) => ({ type: 'walk', entries: readEntries(body, lens) }),
  [FRAME_TYPES.want]: body => ({ type: 'want', wants: readWants(decodeList(body)) }),
  [FRAME_TYPES.end]: body => ({ type: 'end', standing: readStanding(decodeList(body)) }),
  [FRAME_TYPES.decline]: body => ({ type: 'decline', declines: decodeList(body).map(readDecline) }),
  [FRAME_TYPES.absent]: body => ({ type: 'absent', hashes: decodeList(body).map(toHash) })
}

/**
 * A frame: its type in one byte, then its body. CBOR is canonical dag-cbor.
 *
 * ```
 *  0 hello     see hello-code.ts
 *  1 bye       | code | root, with the code partial |
 *  2 request   a code of sync-codes.md
 *  3 facts     [bundle or [run], …]
 *  4 cells     | width | from, 3 bytes | cells |
 *  5 more      | total, 3 bytes |
 *  6 list      a code of sync-codes.md
 *  7 walk      [entry, …]
 *  8 want      [prefix, mask, prefix, mask, …]
 *  9 end       [], or [count, root, taken, grown]
 * 10 decline   [[hash, code, retry time or null], …]
 * 11 absent    [hash, …]
 * ```
 */
export function encodeSyncFrame (frame: SyncFrame): Uint8Array {
  return concatBytes([Uint8Array.of(FRAME_TYPES[frame.type]), bodyOf(frame)])
}

function bodyOf (frame: SyncFrame): Uint8Array {
  switch (frame.type) {
    case 'hello': return encodeHello(frame)
    case 'bye': return Uint8Array.of(BYE_CODES.indexOf(frame.code), ...(frame.root ?? []))
    case 'request':
    case 'list': return frame.code
    case 'cells': return concatBytes([Uint8Array.of(frame.width), numberBytes(frame.from), frame.cells])
    case 'more': return numberBytes(frame.total)
    default: return encodeCanonical(listOf(frame))
  }
}

function listOf (frame: Extract<SyncFrame, { type: 'facts' | 'walk' | 'want' | 'end' | 'decline' | 'absent' }>): CborValue[] {
  switch (frame.type) {
    case 'facts': return frame.parcels.map(({ kind, bytes }) => kind === 'run' ? [bytes] : bytes)
    case 'walk': return frame.entries.map(entryParts)
    case 'want': return frame.wants.flatMap(want => [packPrefix(want.prefix), want.mask])
    case 'end': return frame.standing === undefined ? [] : standingParts(frame.standing)
    case 'decline': return frame.declines.map(({ hash, code, retryAtMs }) => [hash, code, retryAtMs ?? null])
    default: return [...frame.hashes]
  }
}

function standingParts ({ count, root, taken, grown }: Standing): CborValue[] {
  return [count, root, taken, grown]
}

function numberBytes (number: number): Uint8Array {
  return Uint8Array.of(number >> 16, number >> 8, number)
}

/**
 * Reads a frame; entries are read through the lens of the round, and codes are left to whoever knows what they are about.
 *
 * @throws {SyncFaultError} with code `malformed`, whatever the bytes are
 */
export function decodeSyncFrame (bytes: Uint8Array, lens: Lens): SyncFrame {
  const read = READERS[bytes[0]] ?? fault('the type of a frame is unknown')

  return read(bytes.subarray(1), lens)
}

function readBye (body: Uint8Array): ByeFrame {
  const code = BYE_CODES[body[0]] ?? fault('the code of a bye is unknown')

  if (body.length !== (code === 'partial' ? 1 + HASH_BYTES : 1)) {
    fault('a bye has a root with the code partial, and only then')
  }

  return { type: 'bye', code, root: code === 'partial' ? body.slice(1) : undefined }
}

function readCells (body: Uint8Array): CellsFrame {
  const [width] = body
  const cells = body.slice(CELLS_HEAD_BYTES)

  if (!isCellWidth(width) || cells.length === 0 || cells.length % width !== 0) {
    return fault('cells have another width')
  }

  return { type: 'cells', width, from: readNumber(body.subarray(1, CELLS_HEAD_BYTES)), cells }
}

/** A number of cells. */
function readNumber (bytes: Uint8Array): number {
  const number = bytes.length === NUMBER_BYTES ? bytes[0] << 16 | bytes[1] << 8 | bytes[2] : fault('a number is cut off')

  return number <= SKETCH_CELLS_MAX ? number : fault('there are no such cells')
}

function readWants (items: CborValue[]): Want[] {
  if (items.length % 2 === 1) {
    fault('a want has no mask')
  }

  return Array.from({ length: items.length / 2 }, (_, i) => {
    return { prefix: unpackPrefix(items[2 * i]), mask: toCount(items[2 * i + 1], 0xffff_ffff) }
  })
}

function readParcels (items: CborValue[]): Parcel[] {
  if (items.length === 0 || items.length > PARCELS_PER_FRAME_MAX) {
    fault('a frame has too few or too many bundles')
  }

  return items.map(item => {
    const [bytes, ...rest] = Array.isArray(item) ? item : [item]

    return bytes instanceof Uint8Array && rest.length === 0
      ? { kind: Array.isArray(item) ? 'run' : 'bundle', bytes }
      : fault('a bundle is no byte string')
  })
}

function readDecline (value: CborValue): Decline {
  const [hash, code, retryAtMs, ...rest] = toList(value)

  if (rest.length > 0 || typeof code !== 'string' || code.length > CODE_LENGTH_MAX) {
    fault('a decline has the wrong form')
  }

  return { hash: toHash(hash), code, retryAtMs: retryAtMs === null ? undefined : toCount(retryAtMs) }
}

function readStanding (parts: CborValue[]): Standing | undefined {
  const [count, root, taken, grown, ...rest] = parts

  if (parts.length === 0) {
    return undefined
  }

  return rest.length === 0
    ? { count: toCount(count), root: toHash(root), taken: toCount(taken), grown: toCount(grown) }
    : fault('a standing has too many parts')
}
