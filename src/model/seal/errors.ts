/**
 * A message is longer than a payload may hold.
 */
export class SealedMessageSizeError extends Error {
  static name = 'SealedMessageSizeError'
  /** Length of the message in bytes. */
  public readonly length: number

  constructor (length: number) {
    super(`A message of ${length} bytes is too long to be sealed`)
    this.name = 'SealedMessageSizeError'
    this.length = length
  }
}
