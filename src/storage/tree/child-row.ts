import { DIGEST_BYTES, FAN_OUT } from './constants.ts'

/** Words of a digest. */
export const DIGEST_WORDS = DIGEST_BYTES / 4

/** Words of a child: its count, then its digest. */
export const CHILD_WORDS = 1 + DIGEST_WORDS

/** One digest as words and as bytes, in the byte order of the machine. Shared by all rows: every use is synchronous. */
const words = new Uint32Array(DIGEST_WORDS)
const bytes = new Uint8Array(words.buffer)

/**
 * The counts and digests of up to 16 children side by side; a child without keys is none. A digest is made when it is
 * first needed and kept until its child changes.
 */
export class ChildRow {
  /** 16 places of nine words. What is needed together stands together: reaching for memory costs more than reading it. */
  public readonly words = new Uint32Array(FAN_OUT * CHILD_WORDS)
  /** Bit n is set while place n holds the digest of child n. */
  private fresh = 0

  /** How many keys a child holds. */
  count (nibble: number): number {
    return this.words[nibble * CHILD_WORDS]
  }

  /** Takes note that a child has changed and holds so many keys now. */
  setCount (nibble: number, count: number): void {
    this.words[nibble * CHILD_WORDS] = count
    this.fresh &= ~(1 << nibble)
  }

  /** Whether there is a child whose digest is to be made. */
  lacks (nibble: number): boolean {
    return (this.fresh & (1 << nibble)) === 0 && this.count(nibble) > 0
  }

  /** A copy of the digest of a child, 32 bytes. */
  get (nibble: number): Uint8Array {
    for (let i = 0; i < DIGEST_WORDS; i++) {
      words[i] = this.words[nibble * CHILD_WORDS + 1 + i]
    }

    return bytes.slice()
  }

  /** Keeps the digest of a child. */
  set (nibble: number, digest: Uint8Array): void {
    for (let i = 0; i < DIGEST_BYTES; i++) {
      bytes[i] = digest[i]
    }

    for (let i = 0; i < DIGEST_WORDS; i++) {
      this.words[nibble * CHILD_WORDS + 1 + i] = words[i]
    }
    this.fresh |= 1 << nibble
  }

  /** A row of its own with the same counts and digests. */
  copy (): ChildRow {
    const row = new ChildRow()

    row.words.set(this.words)
    row.fresh = this.fresh

    return row
  }
}
