import { isMaskedSum } from './masked-sum.ts'
import { readLittle } from './snappy.ts'
import type { Crc32c } from '../../../platform/interface.ts'

const BLOCK_BYTES = 32_768
const HEADER_BYTES = 7
const LENGTH_AT = 4
const TYPE_AT = 6

/**
 * Whether what a log of LevelDB has lost is at most its end (LevelDB, doc/log_format.md). Behind a damaged record LevelDB
 * goes on with the next block and says nothing, so batches would be missing in the middle.
 *
 * ```
 *   record: | masked crc32c 4 | length 2 | type 1 | bytes |     none crosses a border of 32,768 bytes
 * ```
 */
export function isWholeLog (file: Uint8Array, crc32c: Crc32c): boolean {
  let at = 0

  for (;;) {
    const rest = BLOCK_BYTES - at % BLOCK_BYTES
    at += rest < HEADER_BYTES ? rest : 0
    const next = recordEnd(file, at, crc32c)

    if (next == null) {
      break
    }

    at = next
  }

  for (let block = Math.ceil((at + 1) / BLOCK_BYTES) * BLOCK_BYTES; block < file.length; block += BLOCK_BYTES) {
    if (recordEnd(file, block, crc32c) != null) {
      return false
    }
  }

  return true
}

/** Where the valid record at a place ends, or undefined when there is none. */
function recordEnd (file: Uint8Array, at: number, crc32c: Crc32c): number | undefined {
  const end = at + HEADER_BYTES + readLittle(file, at + LENGTH_AT, 2)
  const isInside = at + HEADER_BYTES <= file.length && end <= file.length && end <= Math.ceil((at + 1) / BLOCK_BYTES) * BLOCK_BYTES

  return isInside && isMaskedSum(file, at, crc32c(file.subarray(at + TYPE_AT, end))) ? end : undefined
}
