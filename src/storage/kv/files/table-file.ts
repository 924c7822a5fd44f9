import { isMaskedSum } from './masked-sum.ts'
import { readLittle, readVarint, unpackSnappy } from './snappy.ts'
import type { Crc32c } from '../../../platform/interface.ts'

const FOOTER_BYTES = 48
const TRAILER_BYTES = 5
const MAGIC = Uint8Array.of(0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB)
const SNAPPY = 1

/** Bytes of an unpacked block of handles; that of a table of 2 MiB has a hundredth of it. */
const INDEX_BYTES_MAX = 64 * 2 ** 20

/** Where a block lies in its file. */
interface Handle {
  readonly offset: number
  readonly size: number
  /** Behind the handle itself. */
  readonly next: number
}

/**
 * Whether every block of a table of LevelDB has the checksum that it was written with (LevelDB, doc/table_format.md).
 * LevelDB writes these checksums and does not compare them when it reads.
 *
 * ```
 *   | data block … | filter block | metaindex block | index block | footer 48 |
 *   block: | bytes | type 1 | masked crc32c 4 |     footer: | metaindex handle | index handle | … | magic 8 |
 * ```
 */
export function isWholeTable (file: Uint8Array, crc32c: Crc32c): boolean {
  const footer = file.subarray(Math.max(0, file.length - FOOTER_BYTES))
  const metaindex = handleAt(footer, 0)
  const index = metaindex == null ? undefined : handleAt(footer, metaindex.next)

  if (metaindex == null || index == null || MAGIC.some((byte, i) => footer[FOOTER_BYTES - MAGIC.length + i] !== byte)) {
    return false
  }

  const handles = [metaindex, index].map(handle => handlesIn(blockAt(file, handle, crc32c)))

  return handles.every(list => list?.every(handle => isWholeBlock(file, handle, crc32c)))
}

/** The bytes of a block, unpacked, or undefined when it is damaged. */
function blockAt (file: Uint8Array, handle: Handle, crc32c: Crc32c): Uint8Array | undefined {
  if (!isWholeBlock(file, handle, crc32c)) {
    return undefined
  }

  const { offset, size } = handle
  const bytes = file.subarray(offset, offset + size)

  return file[offset + size] === SNAPPY ? unpackSnappy(bytes, INDEX_BYTES_MAX) : bytes
}

function isWholeBlock (file: Uint8Array, { offset, size }: Handle, crc32c: Crc32c): boolean {
  const end = offset + size + 1

  return end + TRAILER_BYTES - 1 <= file.length && isMaskedSum(file, end, crc32c(file.subarray(offset, end)))
}

/**
 * The handles that are the values of a block.
 *
 * ```
 *   | entry … | restart 4 … | restarts 4 |
 *   entry: | shared (varint) | rest (varint) | value length (varint) | rest of the key | value |
 * ```
 */
function handlesIn (block: Uint8Array | undefined): Handle[] | undefined {
  if (block == null || block.length < 4) {
    return undefined
  }

  const end = block.length - 4 - 4 * readLittle(block, block.length - 4, 4)
  const handles: Handle[] = []

  for (let at = 0; at < end;) {
    const shared = readVarint(block, at)
    const rest = shared == null ? undefined : readVarint(block, shared.next)
    const length = rest == null ? undefined : readVarint(block, rest.next)
    const handle = rest == null || length == null ? undefined : handleAt(block, length.next + rest.value)

    if (rest == null || length == null || handle == null) {
      return undefined
    }

    handles.push(handle)
    at = length.next + rest.value + length.value
  }

  return end < 0 ? undefined : handles
}

function handleAt (bytes: Uint8Array, at: number): Handle | undefined {
  const offset = readVarint(bytes, at)
  const size = offset == null ? undefined : readVarint(bytes, offset.next)

  return offset == null || size == null ? undefined : { offset: offset.value, size: size.value, next: size.next }
}
