/** A scope id, key or prefix does not have the form that a tree needs. */
export class InvalidTreeInputError extends Error {
  static name = 'InvalidTreeInputError'
  /** Which input it is. */
  public readonly field: 'scope' | 'key' | 'prefix'
  /** Its length in bytes. */
  public readonly length: number

  constructor (field: 'scope' | 'key' | 'prefix', length: number) {
    super(`A tree takes scope ids of 32 bytes, keys of 40 bytes and prefixes of up to 80 nibbles: this ${field} of ${length} bytes is none`)
    this.name = 'InvalidTreeInputError'
    this.field = field
    this.length = length
  }
}
