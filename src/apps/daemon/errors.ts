/** The address for the API has not the form HOST:PORT. */
export class InvalidHttpAddressError extends Error {
  static name = 'InvalidHttpAddressError'
  readonly address: string

  constructor (address: string) {
    super(`"${address.slice(0, 200)}" is not HOST:PORT.`)
    this.name = 'InvalidHttpAddressError'
    this.address = address
  }
}

/** The address for the API is taken, or this machine does not have it. */
export class HttpListenError extends Error {
  static name = 'HttpListenError'
  readonly address: string

  constructor (address: string, cause: unknown) {
    super(`The API cannot listen on ${address}.`, { cause })
    this.name = 'HttpListenError'
    this.address = address
  }
}

/** No daemon runs for a home: its api.json is missing. */
export class NoDaemonError extends Error {
  static name = 'NoDaemonError'
  readonly home: string

  constructor (home: string) {
    super(`No daemon runs for the home ${home}.`)
    this.name = 'NoDaemonError'
    this.home = home
  }
}

/** An api.json does not hold what it should. */
export class ApiFileError extends Error {
  static name = 'ApiFileError'
  readonly path: string

  constructor (path: string, cause?: unknown) {
    super(`The file ${path} is not what a daemon writes.`, { cause })
    this.name = 'ApiFileError'
    this.path = path
  }
}

/** A text of log levels cannot be read. */
export class InvalidLogLevelsError extends Error {
  static name = 'InvalidLogLevelsError'
  readonly text: string

  constructor (text: string, part: string) {
    super(`"${part.slice(0, 64)}" in the log levels is not a level.`)
    this.name = 'InvalidLogLevelsError'
    this.text = text
  }
}
