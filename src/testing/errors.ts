import { SKEW_MAX_MS } from './constants.ts'

/** The test mesh has no node of this number. */
export class NoSuchNodeError extends Error {
  static name = 'NoSuchNodeError'
  readonly index: number

  constructor (index: number, size: number) {
    super(`There is no node ${index}: the test mesh has ${size}, numbered from 0.`)
    this.name = 'NoSuchNodeError'
    this.index = index
  }
}

/** The clock of a node cannot be set off by so much. */
export class SkewRangeError extends RangeError {
  static name = 'SkewRangeError'

  constructor (ms: number) {
    super(`A clock cannot be off by ${ms}: it takes whole milliseconds, up to ${SKEW_MAX_MS} either way.`)
    this.name = 'SkewRangeError'
  }
}

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
