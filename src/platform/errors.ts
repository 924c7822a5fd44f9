/** A path names a symbolic link where only a file or folder of our own is acceptable. */
export class SymbolicLinkError extends Error {
  static readonly name = 'SymbolicLinkError'
  /** The path that is a link. */
  readonly path: string

  constructor (path: string) {
    super(`The path ${path} is a symbolic link; put the file itself there.`)
    this.name = 'SymbolicLinkError'
    this.path = path
  }
}

/** A secret seed is not 32 bytes long. */
export class InvalidSeedError extends Error {
  static readonly name = 'InvalidSeedError'
  /** The length in bytes that was given. */
  readonly length: number

  constructor (length: number) {
    super(`An Ed25519 seed has 32 bytes, not ${length}.`)
    this.name = 'InvalidSeedError'
    this.length = length
  }
}

/** The page has no WebCrypto with Ed25519: it was not loaded over HTTPS or from localhost, or the browser is too old. */
export class NoEd25519Error extends Error {
  static readonly name = 'NoEd25519Error'

  constructor (options?: ErrorOptions) {
    super('This page has no WebCrypto Ed25519; load it over HTTPS or from localhost in a current browser.', options)
    this.name = 'NoEd25519Error'
  }
}

/** A file call failed where no operating system names the failure: on a memory disk, in a browser, or through a handle that is closed. */
export class FileSystemError extends Error {
  static readonly name = 'FileSystemError'
  /** The POSIX name of the failure. */
  readonly code: string
  /** The path it met. */
  readonly path: string

  constructor (code: string, path: string, options?: ErrorOptions) {
    super(`${code}: ${path}`, options)
    this.name = 'FileSystemError'
    this.code = code
    this.path = path
  }
}
