import { concatBytes, encodeCanonical } from '../../../model/bytes/index.ts'
import { COUNTERS_BYTES, ROOT_PROOF_BYTES, SKETCH_PARAMS } from '../../../storage/tree/index.ts'
import { decodeCheckpoints, encodeCheckpoints } from '../codes/checkpoint-code.ts'
import { FULL_CELLS, HELLO_CELL_BYTES, NARROW_BYTES, QUIET_CELLS, TAG_BYTES, WIDE_BYTES } from '../constants.ts'
import { SyncFaultError } from '../errors.ts'
import { entryParts, readEntries } from './entry-code.ts'
import { lensOf } from './lens.ts'
import type { HelloFrame, Opening } from './interface.ts'

/*
 * | kind | nonce | tag | count | proof | …
 *   1      8       8     5       16
 *
 * kind     parameters of the sketch in the upper half; below it 0 quiet, 1 full, 2 walk over cut digests, 3 over whole ones
 * count    big-endian
 * quiet    4 cells
 * full     84 bytes of counters | 15 cells | checkpoints
 * walk     entries, canonical dag-cbor
 */
const QUIET = 0
const FULL = 1
const WALK_NARROW = 2
const WALK_WIDE = 3
const COUNT_BYTES = 5
const HEAD_BYTES = 1 + 2 * TAG_BYTES + COUNT_BYTES + ROOT_PROOF_BYTES

/** The body of a HELLO. */
export function encodeHello ({ nonce, tag, count, proof, opening }: HelloFrame): Uint8Array {
  const counted = new Uint8Array(COUNT_BYTES)

  for (let place = COUNT_BYTES - 1, rest = count; place >= 0; place--, rest = Math.floor(rest / 256)) {
    counted[place] = rest
  }

  return concatBytes([Uint8Array.of(SKETCH_PARAMS << 4 | kindOf(opening)), nonce, tag, counted, proof, ...partsOf(opening)])
}

/**
 * Reads the body of a HELLO.
 *
 * @throws {SyncFaultError} `malformed`
 */
export function decodeHello (bytes: Uint8Array): HelloFrame {
  if (bytes.length < HEAD_BYTES || bytes[0] >> 4 !== SKETCH_PARAMS) {
    throw new SyncFaultError('malformed', 'a hello is too short, or of other parameters')
  }

  const fields = bytes.subarray(0, HEAD_BYTES)
  const nonce = fields.slice(1, 1 + TAG_BYTES)
  const tag = fields.slice(1 + TAG_BYTES, 1 + 2 * TAG_BYTES)
  const count = fields.subarray(1 + 2 * TAG_BYTES, HEAD_BYTES - ROOT_PROOF_BYTES).reduce((sum, byte) => sum * 256 + byte, 0)
  const proof = fields.slice(HEAD_BYTES - ROOT_PROOF_BYTES)

  return { type: 'hello', tag, nonce, count, proof, opening: readOpening(bytes[0] & 15, bytes.subarray(HEAD_BYTES), { nonce, count }) }
}

function kindOf (opening: Opening): number {
  if (opening.kind === 'walk') {
    return opening.width === WIDE_BYTES ? WALK_WIDE : WALK_NARROW
  }

  return opening.kind === 'full' ? FULL : QUIET
}

function partsOf (opening: Opening): Uint8Array[] {
  switch (opening.kind) {
    case 'quiet': return [opening.cells]
    case 'full': return [opening.counters, opening.cells, encodeCheckpoints(opening.checkpoints)]
    default: return [encodeCanonical(opening.entries.map(entryParts))]
  }
}

function readOpening (kind: number, body: Uint8Array, { nonce, count }: Pick<HelloFrame, 'nonce' | 'count'>): Opening {
  switch (kind) {
    case QUIET: return { kind: 'quiet', cells: cellsOf(body, QUIET_CELLS) }
    case FULL: return {
      kind: 'full',
      counters: body.slice(0, COUNTERS_BYTES),
      cells: cellsOf(body.subarray(COUNTERS_BYTES, COUNTERS_BYTES + FULL_CELLS * HELLO_CELL_BYTES), FULL_CELLS),
      checkpoints: decodeCheckpoints(body.subarray(COUNTERS_BYTES + FULL_CELLS * HELLO_CELL_BYTES), count)
    }
    case WALK_NARROW: return readWalk(body, NARROW_BYTES, { nonce, count })
    case WALK_WIDE: return readWalk(body, WIDE_BYTES, { nonce, count })
    default: throw new SyncFaultError('malformed', 'the kind of a hello is unknown')
  }
}

function cellsOf (bytes: Uint8Array, count: number): Uint8Array {
  if (bytes.length !== count * HELLO_CELL_BYTES) {
    throw new SyncFaultError('malformed', 'a hello has too few or too many cells')
  }

  return bytes.slice()
}

function readWalk (body: Uint8Array, width: number, { nonce, count }: Pick<HelloFrame, 'nonce' | 'count'>): Opening {
  const entries = readEntries(body, lensOf(nonce, width))

  if (count === 0 && entries.length > 0) {
    throw new SyncFaultError('malformed', 'an empty set is described')
  }

  return { kind: 'walk', width, entries }
}
