/** A command or an argument is wrong. */
export class UsageError extends Error {
  static name = 'UsageError'

  constructor (message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** An answer did not come within the time that the caller gave. */
export class TimedOutError extends Error {
  static name = 'TimedOutError'
  readonly timeoutMs: number

  constructor (timeoutMs: number) {
    super(`There was no answer within ${timeoutMs / 1000} s.`)
    this.name = 'TimedOutError'
    this.timeoutMs = timeoutMs
  }
}

/** The node knows no peer, or more than one, by what was given. */
export class UnknownPeerError extends Error {
  static name = 'UnknownPeerError'
  readonly peer: string

  constructor (peer: string) {
    super(`No peer, or more than one, has an id that ends in "${peer}".`)
    this.name = 'UnknownPeerError'
    this.peer = peer
  }
}

/** A file that was named cannot be read. */
export class FileError extends Error {
  static name = 'FileError'
  readonly path: string

  constructor (path: string, cause?: unknown) {
    super(`The file ${path} cannot be read.`, { cause })
    this.name = 'FileError'
    this.path = path
  }
}
