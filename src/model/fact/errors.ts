/**
 * What is wrong with a fact, in the words of the protocol: `too_large` is for content over a size limit that a caller
 * can split, `malformed` is for everything else.
 */
export type FactErrorCode = 'malformed' | 'too_large'

/**
 * What is wrong with one field of a fact.
 */
export interface FactFault {
  /** Path of the field, such as `entity` or `extras.until`. */
  readonly field: string
  readonly code: FactErrorCode
  /** A sentence or two: what is wrong, and how it is put right. */
  readonly detail: string
}

/**
 * A caller offered a fact that breaks a rule of the format. The message says which field, why, and what to do.
 */
export class InvalidFactError extends Error implements FactFault {
  static name = 'InvalidFactError'
  public readonly field: string
  public readonly detail: string
  public readonly code: FactErrorCode

  /**
   * @param field - path of the field
   * @param complaint - what is said of the field, such as "is empty. Give it at least one character."
   * @param code - `too_large` for content over a size limit
   */
  constructor (field: string, complaint: string, code: FactErrorCode = 'malformed') {
    super(`The ${field} ${complaint}`)
    this.name = 'InvalidFactError'
    this.field = field
    this.detail = this.message
    this.code = code
  }
}

/**
 * Bytes do not hold a fact. They came from outside, so there is nobody to advise; `field` and `detail` are for the
 * audit log.
 */
export class MalformedFactError extends Error implements FactFault {
  static name = 'MalformedFactError'
  public readonly field: string
  public readonly detail: string
  public readonly code: FactErrorCode

  constructor (fault: FactFault, options?: ErrorOptions) {
    super(`The bytes are not a fact: ${fault.detail}`, options)
    this.name = 'MalformedFactError'
    this.field = fault.field
    this.detail = fault.detail
    this.code = fault.code
  }
}
