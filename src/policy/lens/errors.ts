/** A candidate or a context is not what its type says. Who calls a lens brings checked facts, so this is a mistake of the caller. */
export class InvalidLensInputError extends Error {
  static name = 'InvalidLensInputError'
  /** Path of the field, such as `votes.for` or `cut`. */
  public readonly field: string
  /** Id of the fact; undefined for a field of the context. */
  public readonly id: string | undefined

  constructor (field: string, detail: string, id?: string) {
    super(id == null ? `The ${field} of the lens context ${detail}` : `The ${field} of the candidate "${id}" ${detail}`)
    this.name = 'InvalidLensInputError'
    this.field = field
    this.id = id
  }
}

/** An expression names a lens that is not registered. */
export class UnknownLensError extends Error {
  static name = 'UnknownLensError'
  public readonly lens: string
  /** All names there are. */
  public readonly names: readonly string[]

  constructor (lens: string, names: readonly string[]) {
    super(`There is no lens "${lens}"; there are ${names.join(', ')}`)
    this.name = 'UnknownLensError'
    this.lens = lens
    this.names = names
  }
}

/** A text is not an expression that names a lens, or gives it what it does not take. */
export class LensExpressionError extends Error {
  static name = 'LensExpressionError'
  /** What is wrong and how to put it right. */
  public readonly detail: string

  constructor (detail: string) {
    super(`The expression for a lens ${detail}`)
    this.name = 'LensExpressionError'
    this.detail = detail
  }
}

/** A lens cannot carry a name, because no expression could ask for it. */
export class InvalidLensNameError extends Error {
  static name = 'InvalidLensNameError'
  public readonly lens: string

  constructor (lens: string) {
    super('The name of a lens is lower case words of letters and digits with hyphens between them, at most 64 characters')
    this.name = 'InvalidLensNameError'
    this.lens = lens
  }
}

/** A lens of that name is registered, and none is ever replaced. */
export class LensNameTakenError extends Error {
  static name = 'LensNameTakenError'
  public readonly lens: string

  constructor (lens: string) {
    super(`There is a lens "${lens}" already; choose another name`)
    this.name = 'LensNameTakenError'
    this.lens = lens
  }
}
