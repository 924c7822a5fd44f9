/**
 * A stamp, or a run of stamps, lies outside what 48 bits of wall milliseconds and 16 bits of counter can hold.
 */
export class HlcRangeError extends Error {
  static name = 'HlcRangeError'
  /** The field that does not fit. */
  public readonly field: 'wallMs' | 'counter' | 'count' | 'bytes'
  /** The value that it would have had to take. */
  public readonly value: number

  constructor (field: 'wallMs' | 'counter' | 'count' | 'bytes', value: number) {
    super(`A hybrid logical clock cannot hold ${field} ${value}`)
    this.name = 'HlcRangeError'
    this.field = field
    this.value = value
  }
}
