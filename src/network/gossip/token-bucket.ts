import type { Clock } from '../../platform/interface.ts'

/**
 * Lets a number of bytes per second pass, and as many at once after a second of rest.
 */
export class TokenBucket {
  private readonly clock: Clock
  private readonly bytesPerSecond: number
  private bytes: number
  private atMs: number

  constructor (clock: Clock, bytesPerSecond: number) {
    this.clock = clock
    this.bytesPerSecond = bytesPerSecond
    this.bytes = bytesPerSecond
    this.atMs = clock.monotonicMs()
  }

  /** Whether the bytes may pass now; then they have. */
  take (bytes: number): boolean {
    const nowMs = this.clock.monotonicMs()
    const earned = (nowMs - this.atMs) * this.bytesPerSecond / 1_000
    this.bytes = Math.min(this.bytesPerSecond, this.bytes + earned)
    this.atMs = nowMs

    if (bytes > this.bytes) {
      return false
    }

    this.bytes -= bytes

    return true
  }
}
