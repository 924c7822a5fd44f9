import { GAP_BYTES, MAP_HEAD_BYTES, RECORD_HEADER_BYTES, SEGMENT_HEADER_BYTES, TRAILER_BYTES } from '../constants.ts'
import type { Layout, Run } from './layout.ts'

/** Stretches of a segment that were left out, in ascending order; offsets are counted from its base. */
export interface Gaps {
  /** Bytes that the segment stands for: its end less its base. */
  readonly extent: number
  /** Where each gap begins. */
  readonly starts: ArrayLike<number>
  /** How long each one is, in bytes. */
  readonly lengths: ArrayLike<number>
}

/** Bytes of the record that holds a map of so many gaps. */
export function mapLength (gaps: number): number {
  return RECORD_HEADER_BYTES + MAP_HEAD_BYTES + gaps * GAP_BYTES
}

/** Whether gaps lie behind each other within their segment, none of them empty and no two of them touching. */
export function gapsHold ({ extent, starts, lengths }: Gaps): boolean {
  let end = SEGMENT_HEADER_BYTES - 1 // The first one may begin right behind the header.

  for (let index = 0; index < starts.length; index++) {
    if (starts[index] <= end || lengths[index] === 0) {
      return false
    }
    end = starts[index] + lengths[index]
  }

  return extent >= Math.max(end, SEGMENT_HEADER_BYTES)
}

/**
 * The layout of a compacted segment. Its file holds header, map, records, map, trailer; what is kept stands without
 * spaces, so a position is an offset less the bytes that are left out before it, plus the first map.
 */
export class GapMap implements Layout {
  readonly extent: number
  /** Bytes of the file when it is whole. */
  readonly fileBytes: number
  private readonly mapBytes: number
  private readonly starts: Uint32Array
  /** Bytes left out up to the end of each gap. */
  private readonly removed: Uint32Array

  /** Takes gaps that hold; see `gapsHold`. */
  constructor ({ extent, starts, lengths }: Gaps) {
    let removed = 0

    this.extent = extent
    this.mapBytes = mapLength(starts.length)
    this.starts = Uint32Array.from(starts)
    this.removed = Uint32Array.from(lengths, length => {
      removed += length

      return removed
    })
    this.fileBytes = this.endBefore(extent) + this.mapBytes + TRAILER_BYTES
  }

  runFrom (offset: number): Run | undefined {
    const from = Math.max(offset, SEGMENT_HEADER_BYTES)
    const index = this.gapBefore(from)
    const start = Math.max(from, this.endOf(index))
    const shift = this.removedBy(index) - this.mapBytes
    const end = this.starts[index + 1] ?? this.extent

    return start < this.extent ? { position: start - shift, end: end - shift, shift } : undefined
  }

  endBefore (offset: number): number {
    const within = Math.min(Math.max(offset, SEGMENT_HEADER_BYTES), this.extent)
    const index = this.gapBefore(within)

    return within - this.removedBy(index) + Math.max(0, this.endOf(index) - within) + this.mapBytes
  }

  /** The gaps that begin before an offset. */
  gapsBefore (offset: number): Array<{ start: number, length: number }> {
    const count = this.gapBefore(offset - 1) + 1

    return Array.from({ length: count }, (_, index) => ({
      start: this.starts[index],
      length: this.removedBy(index) - this.removedBy(index - 1)
    }))
  }

  /** The index of the last gap that begins at or before an offset; -1 when there is none. */
  private gapBefore (offset: number): number {
    let low = -1
    let high = this.starts.length - 1

    while (low < high) {
      const middle = (low + high + 1) >> 1

      if (this.starts[middle] <= offset) {
        low = middle
      } else {
        high = middle - 1
      }
    }

    return low
  }

  /** Behind a gap. */
  private endOf (index: number): number {
    return index < 0 ? 0 : this.starts[index] + this.removedBy(index) - this.removedBy(index - 1)
  }

  private removedBy (index: number): number {
    return index < 0 ? 0 : this.removed[index]
  }
}
