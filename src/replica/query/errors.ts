import { JournalCorruptError, JournalOffsetError } from '../../storage/journal/index.ts'

/** What is wrong with a query: most faults need no name of their own. */
export type QueryFault = 'invalid_query' | 'invalid_lens' | 'unknown_lens' | 'future_as_of' | 'graph_depth_exceeded'

/** A filter, a limit or a cursor of a query cannot be read. */
export class InvalidQueryError extends Error {
  static name = 'InvalidQueryError'
  public readonly code: QueryFault
  /** Which field of the query. */
  public readonly field: string
  /** What is wrong and how to put it right. */
  public readonly detail: string

  constructor (field: string, detail: string, code: QueryFault = 'invalid_query') {
    super(`The query's ${field} ${detail}`)
    this.name = 'InvalidQueryError'
    this.code = code
    this.field = field
    this.detail = detail
  }
}

/** A query or a write names a scope that this node does not hold. */
export class UnknownScopeError extends Error {
  static name = 'UnknownScopeError'
  public readonly code = 'unknown_scope'
  public readonly scope: string

  constructor (scope: string) {
    super(`This node holds no scope "${scope}"; GET /v1/scopes lists those it holds`)
    this.name = 'UnknownScopeError'
    this.scope = scope
  }
}

/** The bytes of a fact on the disk are not those that were written. */
export class FactDamagedError extends Error {
  static name = 'FactDamagedError'
  /** Global offset of the journal record. */
  public readonly offset: number
  /** Place of the fact in its bundle. */
  public readonly index: number

  constructor (offset: number, index: number, options?: ErrorOptions) {
    super(`Fact ${index} of the journal record at ${offset} has changed on the disk; "factmesh journal verify" shows the extent`, options)
    this.name = 'FactDamagedError'
    this.offset = offset
    this.index = index
  }
}

/** A fact is known, and its content is not here at the moment: the disk changed it, or it is asked for from peers. */
export class ContentMissingError extends Error {
  static name = 'ContentMissingError'
  public readonly code = 'content_missing'
  /** Id of the fact. */
  public readonly id: string

  constructor (id: string) {
    super(`The content of the fact ${id} is not here or damaged on the disk; the node asks its peers for it and answers once it has it`)
    this.name = 'ContentMissingError'
    this.id = id
  }
}

/** Whether an error tells that bytes of the journal are not those that were written, or cannot be read at all. */
export function isUnreadable (error: unknown): boolean {
  return error instanceof FactDamagedError || error instanceof JournalCorruptError || error instanceof JournalOffsetError ||
    (error instanceof Error && 'code' in error && error.code === 'EIO')
}
