/** The node crashed and was not restarted. */
export class NodeDownError extends Error {
  static name = 'NodeDownError'
  readonly index: number

  constructor (index: number) {
    super(`Node ${index} is down. Call restart(${index}) first.`)
    this.name = 'NodeDownError'
    this.index = index
  }
}

/** A wait of a test mesh ended before its condition was met. */
export class NotConvergedError extends Error {
  static name = 'NotConvergedError'
  /** What each node says, by its number. */
  readonly states: readonly string[]

  constructor (what: string, states: readonly string[], seed: number) {
    super(`The test mesh is not ${what} (seed ${seed}):\n${states.join('\n')}`)
    this.name = 'NotConvergedError'
    this.states = states
  }
}

/** The connection between two nodes was cut by a partition. */
export class LinkCutError extends Error {
  static name = 'LinkCutError'

  constructor (one: number, other: number) {
    super(`A partition keeps node ${one} and node ${other} apart.`)
    this.name = 'LinkCutError'
  }
}

/** The process of a crashed node still calls its disk. */
export class PowerCutError extends Error {
  static name = 'PowerCutError'
  readonly code = 'EIO'

  constructor (path: string) {
    super(`There is no power to reach ${path}.`)
    this.name = 'PowerCutError'
  }
}
