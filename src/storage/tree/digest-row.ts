import { DIGEST_BYTES, FAN_OUT } from './constants.ts'

/**
 * The digests of up to 16 children side by side, each made when it is first needed and kept until its child changes.
 * Which children there are is the owner's knowledge.
 */
export class DigestRow {
  /** 16 places of 32 bytes. */
  public readonly bytes: Uint8Array
  /** Bit n is set while place n holds the digest of child n. */
  private fresh: number

  constructor (bytes = new Uint8Array(FAN_OUT * DIGEST_BYTES), fresh = 0) {
    this.bytes = bytes
    this.fresh = fresh
  }

  /** Whether the digest of a child is there. */
  has (nibble: number): boolean {
    return (this.fresh & (1 << nibble)) !== 0
  }

  /** A copy of the digest of a child, 32 bytes. */
  get (nibble: number): Uint8Array {
    return this.bytes.slice(nibble * DIGEST_BYTES, (nibble + 1) * DIGEST_BYTES)
  }

  /** Keeps the digest of a child. */
  set (nibble: number, digest: Uint8Array): void {
    this.bytes.set(digest, nibble * DIGEST_BYTES)
    this.fresh |= 1 << nibble
  }

  /** Forgets the digest of a child that changed. */
  spoil (nibble: number): void {
    this.fresh &= ~(1 << nibble)
  }

  /** A row of its own with the same digests. */
  copy (): DigestRow {
    return new DigestRow(this.bytes.slice(), this.fresh)
  }
}
