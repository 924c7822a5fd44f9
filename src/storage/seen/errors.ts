/** A part of a nonce is outside its bounds. Nothing was kept. */
export class InvalidNonceError extends Error {
  static name = 'InvalidNonceError'
  public readonly field: 'issuer' | 'nonce' | 'untilMs'
  /** The length in bytes, or the time. */
  public readonly value: number

  constructor (field: 'issuer' | 'nonce' | 'untilMs', value: number) {
    super(`A nonce cannot be kept with ${field === 'untilMs' ? 'the time' : `${field} bytes:`} ${value}`)
    this.name = 'InvalidNonceError'
    this.field = field
    this.value = value
  }
}
