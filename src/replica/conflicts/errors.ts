/** A statement breaks a rule, and nothing of it was written. */
export class FactRefusedError extends Error {
  static name = 'FactRefusedError'
  public readonly code: string
  public readonly field: string | undefined

  constructor (code: string, detail: string, field?: string) {
    super(detail)
    this.name = 'FactRefusedError'
    this.code = code
    this.field = field
  }
}

/** There is no conflict with that id: there never was one, or its sides agree again and nobody settled it. */
export class ConflictNotFoundError extends Error {
  static name = 'ConflictNotFoundError'
  public readonly code = 'conflict_not_found'
  public readonly id: string

  constructor (id: string) {
    super(`This node knows no conflict ${id}; GET /v1/conflicts lists those it knows`)
    this.name = 'ConflictNotFoundError'
    this.id = id
  }
}

/** The conflict is settled already. */
export class ConflictResolvedError extends Error {
  static name = 'ConflictResolvedError'
  public readonly code = 'conflict_resolved'
  public readonly id: string

  constructor (id: string) {
    super(`The conflict ${id} is settled already; a new value opens it again`)
    this.name = 'ConflictResolvedError'
    this.id = id
  }
}

/** The conflict is an equivocation, which nobody can settle: all of its bundles stay. */
export class EquivocationError extends Error {
  static name = 'EquivocationError'
  public readonly code = 'equivocation'
  public readonly id: string

  constructor (id: string) {
    super(`The conflict ${id} is an equivocation, and its bundles stay as they are`)
    this.name = 'EquivocationError'
    this.id = id
  }
}

/** The fact that is to win is none of the live facts of the conflict, or a new value was given beside it. */
export class BadWinnerError extends Error {
  static name = 'BadWinnerError'
  public readonly code = 'bad_winner'

  constructor (complaint: string) {
    super(`${complaint}; name one of the facts of the conflict, or null, or give a new value and no winner`)
    this.name = 'BadWinnerError'
  }
}
