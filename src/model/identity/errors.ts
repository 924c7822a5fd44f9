/**
 * A public key does not have the 32 bytes of Ed25519, so it has no peer id.
 */
export class PublicKeyLengthError extends Error {
  static name = 'PublicKeyLengthError'
  /** Length of the offered key in bytes. */
  public readonly length: number

  constructor (length: number) {
    super(`An Ed25519 public key has 32 bytes, not ${length}`)
    this.name = 'PublicKeyLengthError'
    this.length = length
  }
}
