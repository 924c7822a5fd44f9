/** What a gate waited for did not come. */
export class GateWaitError extends Error {
  static name = 'GateWaitError'

  constructor (what: string) {
    super(`It did not come to this in time: ${what}.`)
    this.name = 'GateWaitError'
  }
}

/** A node of a gate ended before it served. */
export class GateNodeError extends Error {
  static name = 'GateNodeError'

  constructor (log: string) {
    super(`A node ended before it served. ${log}`)
    this.name = 'GateNodeError'
  }
}

/** An expected outcome looks otherwise. */
export class OutcomeError extends Error {
  static name = 'OutcomeError'

  constructor (why: string) {
    super(why)
    this.name = 'OutcomeError'
  }
}
