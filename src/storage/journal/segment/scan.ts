import { RECORD_HEADER_BYTES, WINDOW_BYTES } from '../constants.ts'
import { checksumHolds, claimedLength, faultOf, placeTag } from './record.ts'
import type { Crc32c } from '../../../platform/interface.ts'

/** What a scan reads from: bytes of one segment. */
export interface ScanSource {
  /** Global offset of the segment. */
  readonly base: number
  /** The salt of its header, or undefined when that is damaged. */
  readonly salt: number | undefined
  /** Fills a buffer from a position in the file; short only where the file ends. */
  read (target: Uint8Array, position: number): Promise<number>
}

/** What part of a segment is scanned, and how. */
export interface ScanRange {
  /** Position in the file of a record, or behind the last one. */
  readonly from: number
  /** Position in the file where reading ends. */
  readonly to: number
  /** Whether the hash of each record is checked besides its checksum. */
  readonly hashed: boolean
}

/** A whole record, or bytes between records that are none. */
export interface Found {
  readonly kind: 'record' | 'damage'
  /** Position in the file. */
  readonly position: number
  /** Bytes of all of it. */
  readonly length: number
  /** The payload of a record; empty for damage. It stays as it is when the scan goes on. */
  readonly payload: Uint8Array
}

const NOTHING = new Uint8Array(0)

/**
 * Reads a segment record by record, a window of it at a time. Where no valid record stands, it looks for the next one
 * byte by byte: a length that may be damaged is no reason to skip anything. Damage is reported once its end is known,
 * in one piece, also where the file ends early.
 */
export class Scan {
  private readonly source: ScanSource
  private readonly range: ScanRange
  private readonly crc32c: Crc32c
  /** Position in the file of the byte that is looked at. */
  private position: number
  /** Where the damage begins that is being passed over. */
  private damagedFrom: number | undefined

  constructor (source: ScanSource, range: ScanRange, crc32c: Crc32c) {
    this.source = source
    this.range = range
    this.crc32c = crc32c
    this.position = range.from
    this.damagedFrom = undefined
  }

  /** What is found, in order, a window at a time. */
  async * found (): AsyncGenerator<Found[]> {
    while (this.position < this.range.to) {
      const window = new Uint8Array(Math.min(WINDOW_BYTES, this.range.to - this.position))
      const taken = await this.source.read(window, this.position)

      yield this.scanWindow(window.subarray(0, taken), taken < window.length)
    }
  }

  /** Scans a window that begins at the present position, and moves the position to the first byte that it cannot judge. */
  private scanWindow (window: Uint8Array, last: boolean): Found[] {
    const start = this.position
    const end = last ? start + window.length : this.range.to
    const found: Found[] = []

    while (this.position < end) {
      const at = this.position - start
      const length = this.plausibleLength(window, at, end)

      if (length > window.length - at && start + window.length < end) {
        return found // The next window begins here and holds it whole.
      }
      if (length > 0 && this.isValid(window.subarray(at, at + length))) {
        this.closeDamage(found, this.position)
        found.push({ kind: 'record', position: this.position, length, payload: window.subarray(at + RECORD_HEADER_BYTES, at + length) })
        this.position += length
      } else {
        this.damagedFrom ??= this.position
        this.position++
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

  private isValid (record: Uint8Array): boolean {
    const { base, salt } = this.source

    if (salt == null || this.range.hashed) {
      const tag = salt == null ? undefined : placeTag(salt, base + this.position)

      return faultOf(record, tag, this.crc32c) == null
    }

    return checksumHolds(record, placeTag(salt, base + this.position), this.crc32c)
  }

  /** Ends the scan; what the file should hold and does not is damage. */
  private finish (found: Found[]): Found[] {
    if (this.position < this.range.to) {
      this.damagedFrom ??= this.position
      this.position = this.range.to
    }
    this.closeDamage(found, this.range.to)

    return found
  }

  private closeDamage (found: Found[], end: number): void {
    if (this.damagedFrom != null) {
      found.push({ kind: 'damage', position: this.damagedFrom, length: end - this.damagedFrom, payload: NOTHING })
      this.damagedFrom = undefined
    }
  }
}
