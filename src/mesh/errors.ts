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
  /** The addresses, where they are known. */
  readonly addresses: string[]

  constructor (cause: unknown) {
    const reasons = failedAddresses(cause)
    super(`Cannot listen: ${reasons.join('; ')}. Stop what uses the port, or choose another one (--listen /ip4/0.0.0.0/tcp/0 takes any free one).`, { cause })
    this.name = 'ListenError'
    this.addresses = reasons.map(reason => reason.slice(0, reason.indexOf(': ')))
  }
}

/** The lines "address: reason" of the report that libp2p gives. */
function failedAddresses (cause: unknown): string[] {
  const text = cause instanceof Error ? cause.message : String(cause)
  const lines = text.split('\n').map(line => line.trim()).filter(line => line.startsWith('/'))
  return lines.length > 0 ? lines : [text]
}

/** A mesh that was stopped was asked to start again. */
export class MeshStoppedError extends Error {
  static name = 'MeshStoppedError'

  constructor () {
    super('This mesh was stopped and has given its home back. Make a new one with createFactMesh.')
    this.name = 'MeshStoppedError'
  }
}

/** This node may do nothing in a scope, and knows nobody who may. */
export class NotGrantedError extends Error {
  static name = 'NotGrantedError'
  readonly scope: string

  constructor (scope: string) {
    super(`This node may do nothing in ${scope} yet, and no member of it is connected. Ask an administrator of the scope for a grant.`)
    this.name = 'NotGrantedError'
    this.scope = scope
  }
}

/** A folder is not the home of a node. */
export class NoHomeError extends Error {
  static name = 'NoHomeError'
  readonly home: string

  constructor (home: string) {
    super(`There is no node in ${home}.`)
    this.name = 'NoHomeError'
    this.home = home
  }
}

/** A folder holds something else where it should be empty, or hold a backup of this node. */
export class FolderTakenError extends Error {
  static name = 'FolderTakenError'
  readonly folder: string

  constructor (folder: string, why: string, options?: ErrorOptions) {
    super(`The folder ${folder} cannot be used: ${why}. Nothing in it was changed.`, options)
    this.name = 'FolderTakenError'
    this.folder = folder
  }
}

/** A folder is no backup: it has no manifest, because none was made there or making it was cut off. */
export class NoBackupError extends Error {
  static name = 'NoBackupError'
  readonly folder: string

  constructor (folder: string) {
    super(`There is no whole backup in ${folder}.`)
    this.name = 'NoBackupError'
    this.folder = folder
  }
}

/** A backup was made by a newer version of factmesh. */
export class BackupTooNewError extends Error {
  static name = 'BackupTooNewError'
  readonly folder: string
  readonly version: number

  constructor (folder: string, version: number, supported: number) {
    super(`The backup ${folder} has format version ${version}, this program reads up to ${supported}. Update factmesh. Nothing was changed.`)
    this.name = 'BackupTooNewError'
    this.folder = folder
    this.version = version
  }
}

/** A backup does not hold what its manifest says. */
export class BackupDamagedError extends Error {
  static name = 'BackupDamagedError'
  readonly folder: string

  constructor (folder: string, why: string) {
    super(`The backup ${folder} is damaged: ${why}.`)
    this.name = 'BackupDamagedError'
    this.folder = folder
  }
}

/** A home cannot be restored without the key of its node. */
export class IdentityMissingError extends Error {
  static name = 'IdentityMissingError'
  readonly folder: string

  constructor (folder: string, why: string) {
    super(`The backup ${folder} cannot be restored without the key of its node: ${why}.`)
    this.name = 'IdentityMissingError'
    this.folder = folder
  }
}

/** The disk took fewer bytes of a copy than it was given, which is how a full one first shows. */
export class ShortCopyError extends Error {
  static name = 'ShortCopyError'
  readonly length: number
  readonly written: number

  constructor (length: number, written: number) {
    super(`The disk took ${written} of ${length} bytes of a copy.`)
    this.name = 'ShortCopyError'
    this.length = length
    this.written = written
  }
}

/** The hash table was asked to keep a value; it keeps none. */
export class TableValueRefusedError extends Error {
  static name = 'TableValueRefusedError'

  constructor () {
    super('This hash table keeps no values, only peers and who provides a key.')
    this.name = 'TableValueRefusedError'
  }
}

/** A peer has its share of provider records, or there is no room for further ones. */
export class ProviderShareError extends Error {
  static name = 'ProviderShareError'

  constructor () {
    super('There is no room for this provider record.')
    this.name = 'ProviderShareError'
  }
}
