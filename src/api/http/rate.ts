import { DEFAULT_RATE_BURST, DEFAULT_RATE_PER_MINUTE, RATE_CALLERS_MAX } from '../constants.ts'
import { ProblemError } from '../errors.ts'
import type { Clock } from '../../platform/index.ts'
import type { RateInit } from '../interface.ts'

const MINUTE_MS = 60_000

/** Requests that a caller may still send, and when that was worked out. */
interface Bucket {
  left: number
  atMs: number
}

/**
 * Counts the requests of each caller with a token bucket: it holds `burst`
 * requests, and fills up with `perMinute` in a minute.
 *
 * At most `RATE_CALLERS_MAX` callers are counted. Beyond that the one that has
 * been quiet for longest is forgotten, and starts with a full bucket.
 */
export class RateLimit {
  private readonly clock: Pick<Clock, 'monotonicMs'>
  private readonly perMinute: number
  private readonly burst: number
  /** By caller, the one that asked last at the end. */
  private readonly buckets = new Map<string, Bucket>()

  constructor (components: { clock: Pick<Clock, 'monotonicMs'> }, init: RateInit = {}) {
    this.clock = components.clock
    this.perMinute = init.perMinute ?? DEFAULT_RATE_PER_MINUTE
    this.burst = init.burst ?? DEFAULT_RATE_BURST
  }

  /**
   * Takes one request of a caller out of its bucket.
   *
   * @throws {ProblemError} `rate_limited`, with the time to wait (RFC 9110, section 10.2.3, and draft-ietf-httpapi-ratelimit-headers-10).
   */
  take (caller: string): void {
    const bucket = this.bucketOf(caller)
    if (bucket.left < 1) { throw this.problem(bucket) }
    bucket.left--
  }

  private bucketOf (caller: string): Bucket {
    const nowMs = this.clock.monotonicMs()
    const known = this.buckets.get(caller)
    const bucket = known ?? { left: this.burst, atMs: nowMs }
    bucket.left = Math.min(this.burst, bucket.left + (nowMs - bucket.atMs) * this.perMinute / MINUTE_MS)
    bucket.atMs = nowMs
    if (this.buckets.size > 1) { this.buckets.delete(caller) }
    this.buckets.set(caller, bucket)
    if (this.buckets.size > RATE_CALLERS_MAX) { this.buckets.delete(this.buckets.keys().next().value ?? '') }
    return bucket
  }

  private problem (bucket: Bucket): ProblemError {
    const waitS = Math.ceil((1 - bucket.left) * MINUTE_MS / this.perMinute / 1_000)
    return new ProblemError('rate_limited', `More than ${this.perMinute} requests in a minute, or ${this.burst} at once; the next passes in ${waitS} s.`, {
      headers: {
        'retry-after': String(waitS),
        'ratelimit-policy': `"requests";q=${this.perMinute};w=60`,
        ratelimit: `"requests";r=0;t=${waitS}`
      }
    })
  }
}
