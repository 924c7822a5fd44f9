/** A journal record is not a bundle record of a form that this version knows. */
export class UnknownRecordError extends Error {
  static name = 'UnknownRecordError'
  /** First byte of the record, or -1 when it is empty. */
  public readonly type: number

  constructor (type: number) {
    super(`A journal record of type ${type} does not hold a bundle`)
    this.name = 'UnknownRecordError'
    this.type = type
  }
}
