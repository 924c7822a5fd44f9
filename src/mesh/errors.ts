/** A field of the configuration is wrong. */
export class InvalidConfigError extends Error {
  static name = 'InvalidConfigError'
  readonly field: string

  constructor (field: string, why: string) {
    super(`The setting "${field}" is wrong: ${why}.`)
    this.name = 'InvalidConfigError'
    this.field = field
  }
}

/** Another running process owns the home folder. */
export class HomeLockedError extends Error {
  static name = 'HomeLockedError'
  readonly home: string
  /** The process, when it says who it is. */
  readonly pid: number | undefined

  constructor (home: string, pid?: number, options?: ErrorOptions) {
    const [holder, command] = pid == null ? ['another process', ''] : [`process ${pid}`, ` ("kill ${pid}")`]
    super(`The home ${home} is in use by ${holder}. Stop it first${command}, or give this node a home of its own (--home DIR).`, options)
    this.name = 'HomeLockedError'
    this.home = home
    this.pid = pid
  }
}

/** The home folder was written by a newer version of factmesh. */
export class HomeTooNewError extends Error {
  static name = 'HomeTooNewError'
  readonly home: string
  readonly version: number

  constructor (home: string, version: number, supported: number) {
    super(`The home ${home} has format version ${version}, this program reads up to ${supported}. Update factmesh, or use another home (--home DIR). Nothing was changed.`)
    this.name = 'HomeTooNewError'
    this.home = home
    this.version = version
  }
}

/** A file below the home folder cannot be what it should be. */
export class HomeDamagedError extends Error {
  static name = 'HomeDamagedError'
  readonly path: string

  constructor (path: string, why: string) {
    super(`The file ${path} is not usable: ${why}. Restore it from a backup, or start with another home (--home DIR).`)
    this.name = 'HomeDamagedError'
    this.path = path
  }
}

/** A fact was refused before it was written. */
export class FactRefusedError extends Error {
  static name = 'FactRefusedError'
  readonly code: string
  readonly field: string | undefined

  constructor (code: string, detail: string, field?: string) {
    super(detail)
    this.name = 'FactRefusedError'
    this.code = code
    this.field = field
  }
}

/** The node has no handler for HTTP requests. */
export class NoHandlerError extends Error {
  static name = 'NoHandlerError'

  constructor () {
    super('This mesh was made without a request handler. Use createFactMesh from "factmesh", which brings one.')
    this.name = 'NoHandlerError'
  }
}

/** One address or more cannot be listened on. */
export class ListenError extends Error {
  static name = 'ListenError'

  constructor (cause: unknown) {
    super(`Cannot listen: ${failedAddresses(cause)}. Stop what uses the port, or choose another one (--listen /ip4/0.0.0.0/tcp/0 takes any free one).`, { cause })
    this.name = 'ListenError'
  }
}

/** The lines "address: reason" of the report that libp2p gives. */
function failedAddresses (cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause)
  const lines = text.split('\n').map(line => line.trim()).filter(line => line.startsWith('/'))
  return lines.length > 0 ? lines.join('; ') : text
}

/** A mesh that was stopped was asked to start again. */
export class MeshStoppedError extends Error {
  static name = 'MeshStoppedError'

  constructor () {
    super('This mesh was stopped and has given its home back. Make a new one with createFactMesh.')
    this.name = 'MeshStoppedError'
  }
}
