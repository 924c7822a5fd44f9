/** A keyed store has no room for a further key. Nothing was written. */
export class LocalRecordsFullError extends Error {
  static name = 'LocalRecordsFullError'
  /** How many entries it holds at most. */
  public readonly entriesMax: number

  constructor (entriesMax: number) {
    super(`There is no room for more than ${entriesMax} local records of one kind`)
    this.name = 'LocalRecordsFullError'
    this.entriesMax = entriesMax
  }
}

/** A key, or the name of a wanted bundle, has a length that a record does not take. Nothing was written. */
export class InvalidLocalKeyError extends Error {
  static name = 'InvalidLocalKeyError'
  /** Its length, in characters or bytes. */
  public readonly length: number

  constructor (length: number) {
    super(`A local record cannot have a key of length ${length}`)
    this.name = 'InvalidLocalKeyError'
    this.length = length
  }
}
