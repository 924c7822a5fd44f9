/**
 * A stamp of a hybrid logical clock: wall time as long as wall time rises, and a counter for what happens within one
 * millisecond or while the wall stands behind what was seen.
 */
export interface Hlc {
  /** Milliseconds since 1970, 0..2^48−1. */
  readonly wallMs: number
  /** 0..65,535. */
  readonly counter: number
}
