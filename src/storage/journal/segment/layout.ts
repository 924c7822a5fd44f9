/** Bytes of a segment that stand next to each other both in its file and by their offsets. */
export interface Run {
  /** Position in the file of the first byte. */
  readonly position: number
  /** Position in the file behind the last byte; Infinity where only the file ends it. */
  readonly end: number
  /** What is added to a position in the file to get the offset, counted from the base of the segment. */
  readonly shift: number
}

/** Where the bytes of a segment stand in its file. Offsets are counted from the base of the segment. */
export interface Layout {
  /** The part of a run from an offset on; of the next run where the offset was left out; undefined behind the last. */
  runFrom (offset: number): Run | undefined
  /** Position in the file behind the last byte before an offset. */
  endBefore (offset: number): number
}

/** Every byte stands where it was appended. */
export const PLAIN_LAYOUT: Layout = {
  runFrom: offset => ({ position: offset, end: Infinity, shift: 0 }),
  endBefore: offset => offset
}

/** Nobody knows where anything stands. */
export const LOST_LAYOUT: Layout = {
  runFrom: () => undefined,
  endBefore: () => 0
}
