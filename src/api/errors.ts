import type { FieldError, ProblemCode } from './interface.ts'

/** What a problem may carry beside its code and detail. */
export interface ProblemDetails {
  errors?: FieldError[]
  headers?: Record<string, string>
  cause?: unknown
}

/** A request that is answered with a problem document. */
export class ProblemError extends Error {
  static name = 'ProblemError'
  readonly code: ProblemCode
  readonly errors: FieldError[]
  readonly headers: Record<string, string>

  constructor (code: ProblemCode, detail: string, details: ProblemDetails = {}) {
    super(detail, { cause: details.cause })
    this.name = 'ProblemError'
    this.code = code
    this.errors = details.errors ?? []
    this.headers = details.headers ?? {}
  }
}

/** A handler was asked to check tokens and was not given one. */
export class MissingTokenError extends Error {
  static name = 'MissingTokenError'

  constructor () {
    super('A handler with token authentication needs a token.')
    this.name = 'MissingTokenError'
  }
}

/** The token of a request ended while its answer was read. */
export class TokenEndedError extends Error {
  static name = 'TokenEndedError'

  constructor () {
    super('The token of the request ended.')
    this.name = 'TokenEndedError'
  }
}

/** What a node told in its problem document. */
export interface ApiFailure {
  status: number
  code: string
  title: string
  detail: string
  hint: string
  errors: FieldError[]
}

/** The node refused a request of the client. */
export class ApiProblemError extends Error {
  static name = 'ApiProblemError'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly hint: string
  readonly errors: FieldError[]

  constructor (failure: ApiFailure) {
    super(failure.detail)
    this.name = 'ApiProblemError'
    this.status = failure.status
    this.code = failure.code
    this.title = failure.title
    this.hint = failure.hint
    this.errors = failure.errors
  }
}

/** No node answers at the URL of the client, or it went away in the middle of an answer. */
export class ApiUnreachableError extends Error {
  static name = 'ApiUnreachableError'
  readonly url: string

  constructor (url: string, cause: unknown) {
    super(`No factmesh node answers at ${url}.`, { cause })
    this.name = 'ApiUnreachableError'
    this.url = url
  }
}

/** Something answers at the URL of the client that does not speak this API. */
export class ApiMismatchError extends Error {
  static name = 'ApiMismatchError'
  readonly url: string

  constructor (url: string, cause?: unknown) {
    super(`What answers at ${url} is not a factmesh node of this version.`, { cause })
    this.name = 'ApiMismatchError'
    this.url = url
  }
}
