import { RECORD_HEADER_BYTES, WINDOW_BYTES } from '../constants.ts'
import { checksumHolds, claimedLength, faultOf, placeTag } from './record.ts'
import type { Layout, Run } from './layout.ts'
import type { Crc32c } from '../../../platform/interface.ts'

/** What a scan reads from: bytes of one segment. */
export interface ScanSource {
  /** Global offset of the segment. */
  readonly base: number
  /** The salt of its header, or undefined when that is damaged. */
  readonly salt: number | undefined
  /** Where its bytes stand in the file. */
  readonly layout: Layout
  /** Fills a buffer from a position in the file; short only where the file ends. */
  read (target: Uint8Array, position: number): Promise<number>
}

/** What part of a segment is scanned, and how. Offsets are counted from the base of the segment. */
export interface ScanRange {
  /** Offset of a record, or behind the last one. */
  readonly from: number
  /** Offset where reading ends. */
  readonly to: number
  /** Whether the hash of each record is checked besides its checksum. */
  readonly hashed: boolean
  /** Whether nobody looks at a payload once the scan goes on, so that one window serves for all; absent: somebody may. */
  readonly passing?: boolean
}

/** A whole record, or bytes between records that are none. */
export interface Found {
  readonly kind: 'record' | 'damage'
  /** Offset, counted from the base of the segment. */
  readonly offset: number
  /** Position in the file. */
  readonly position: number
  /** Bytes of all of it. */
  readonly length: number
  /** The payload of a record; empty for damage. It stays as it is when the scan goes on, unless it is a passing one. */
  readonly payload: Uint8Array
}

const NOTHING = new Uint8Array(0)

/**
 * Reads a segment record by record, a window of its file at a time. Where no valid record stands, it looks for the next
 * one byte by byte: a length that may be damaged is no reason to skip anything. Damage is reported once its end is known,
 * a piece for each run, also where the file ends early. No record reaches from one run into the next.
 */
export class Scan {
  private readonly source: ScanSource
  private readonly hashed: boolean
  private readonly passing: boolean
  private readonly crc32c: Crc32c
  /** Position in the file where reading ends. */
  private readonly endPosition: number
  /** The run that is looked at; undefined behind the last. */
  private run: Run | undefined
  /** Position in the file of the byte that is looked at. */
  private position: number
  /** Where the damage begins that is being passed over. */
  private damagedFrom: number | undefined

  constructor (source: ScanSource, { from, to, hashed, passing }: ScanRange, crc32c: Crc32c) {
    this.source = source
    this.hashed = hashed
    this.passing = passing === true
    this.crc32c = crc32c
    this.endPosition = source.layout.endBefore(to)
    this.run = source.layout.runFrom(from)
    this.position = this.run?.position ?? this.endPosition
    this.damagedFrom = undefined
  }

  /** What is found, in order, a window at a time. */
  async * found (): AsyncGenerator<Found[]> {
    let room = new Uint8Array(0)

    while (this.position < this.endPosition) {
      const length = Math.min(WINDOW_BYTES, this.endPosition - this.position)
      // A window for each step would leave as many bytes in memory as the segment has, until the next collection.
      room = this.passing && room.length >= length ? room : new Uint8Array(length)
      const window = room.subarray(0, length)
      const taken = await this.source.read(window, this.position)

      yield this.scanWindow(window.subarray(0, taken), taken < window.length)
    }
  }

  /** Scans a window that begins at the present position, and moves the position to the first byte that it cannot judge. */
  private scanWindow (window: Uint8Array, last: boolean): Found[] {
    const start = this.position
    const end = last ? start + window.length : this.endPosition
    const found: Found[] = []

    while (this.run != null && this.position < end) {
      const run = this.run
      const at = this.position - start
      const length = this.plausibleLength(window, at, Math.min(run.end, end))

      if (length > window.length - at && start + window.length < end) {
        return found // The next window begins here and holds it whole.
      }
      if (length > 0 && this.isValid(window.subarray(at, at + length), this.position + run.shift)) {
        this.closeDamage(found, run)
        found.push({
          kind: 'record',
          offset: this.position + run.shift,
          position: this.position,
          length,
          payload: window.subarray(at + RECORD_HEADER_BYTES, at + length)
        })
        this.position += length
      } else {
        this.damagedFrom ??= this.position
        this.position++
      }
      if (this.position === run.end) {
        this.nextRun(found, run)
      }
    }

    return this.finish(found)
  }

  /** The length of the record that may begin at a place of the window: 0 when none can, more than the window holds when it must be read on. */
  private plausibleLength (window: Uint8Array, at: number, end: number): number {
    const left = end - this.position

    if (left < RECORD_HEADER_BYTES) {
      return 0
    }
    if (window.length - at < RECORD_HEADER_BYTES) {
      return RECORD_HEADER_BYTES
    }
    const length = claimedLength(window, at) ?? 0

    return length <= left ? length : 0
  }

  private isValid (record: Uint8Array, offset: number): boolean {
    const { base, salt } = this.source

    if (salt == null || this.hashed) {
      const tag = salt == null ? undefined : placeTag(salt, base + offset)

      return faultOf(record, tag, this.crc32c) == null
    }

    return checksumHolds(record, placeTag(salt, base + offset), this.crc32c)
  }

  /** Ends the scan; what the file should hold and does not is damage. */
  private finish (found: Found[]): Found[] {
    while (this.run != null && this.position < this.endPosition) {
      this.damagedFrom ??= this.position
      this.position = Math.min(this.run.end, this.endPosition)
      this.nextRun(found, this.run)
    }
    if (this.run != null) {
      this.closeDamage(found, this.run)
    }

    return found
  }

  /** Leaves a run at its end for the next one, which follows it in the file. */
  private nextRun (found: Found[], run: Run): void {
    this.closeDamage(found, run)
    if (this.position === run.end) {
      this.run = this.source.layout.runFrom(this.position + run.shift)
    }
  }

  private closeDamage (found: Found[], run: Run): void {
    if (this.damagedFrom != null) {
      const position = this.damagedFrom

      found.push({ kind: 'damage', offset: position + run.shift, position, length: this.position - position, payload: NOTHING })
      this.damagedFrom = undefined
    }
  }
}
