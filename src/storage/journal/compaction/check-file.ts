import { SEGMENT_HEADER_BYTES } from '../constants.ts'
import { inspectSegment } from '../segment/inspect.ts'
import { Scan } from '../segment/scan.ts'
import type { JournalComponents } from '../interface.ts'
import type { Content } from './segment-rewrite.ts'

/** What the file of a compacted segment should be. */
export interface ExpectedFile {
  readonly path: string
  readonly base: number
  readonly salt: number
  readonly extent: number
  readonly content: Content
}

/** Reads the file of a compacted segment from its first byte to its last, and says whether it holds what it should. */
export async function checkFile ({ path, base, salt, extent, content }: ExpectedFile, { files, crc32c }: JournalComponents): Promise<boolean> {
  const handle = await files.open(path, 'read')

  try {
    const { segment, layout, ...found } = await inspectSegment({ path, base, handle }, crc32c)
    const isWhole = segment.form === 'compacted' && segment.salt === salt && found.extent === extent && !found.headerDamaged && !found.mapDamaged

    if (!isWhole) {
      return false
    }
    const read = async (target: Uint8Array, position: number): Promise<number> => handle.read(target, position)
    let [records, checksum, damagedBytes] = [0, 0, 0]

    for await (const batch of new Scan({ base, salt, layout, read }, { from: SEGMENT_HEADER_BYTES, to: extent, hashed: true, passing: true }, crc32c).found()) {
      for (const { kind, length, payload } of batch) {
        if (kind === 'damage') {
          damagedBytes += length
        } else {
          records++
          checksum = crc32c(payload, checksum)
        }
      }
    }

    return records === content.records && checksum === content.checksum && damagedBytes === content.damagedBytes
  } finally {
    await handle.close()
  }
}
