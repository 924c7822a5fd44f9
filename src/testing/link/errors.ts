/** A link was asked for something that it cannot be. */
export class InvalidLinkError extends Error {
  static name = 'InvalidLinkError'
  readonly field: string

  constructor (field: string, reason: string) {
    super(`"${field}" of a link cannot be used: ${reason}.`)
    this.name = 'InvalidLinkError'
    this.field = field
  }
}

/** The topology does not join two nodes, and no connection between them was ever dialled. */
export class NotLinkedError extends Error {
  static name = 'NotLinkedError'
  readonly one: number
  readonly other: number

  constructor (one: number, other: number) {
    super(`Node ${one} and node ${other} are not linked: the topology does not join them, and neither has dialled the other.`)
    this.name = 'NotLinkedError'
    this.one = one
    this.other = other
  }
}

/** Nobody listens at the address that was dialled: its node is down. */
export class DialRefusedError extends Error {
  static name = 'DialRefusedError'

  constructor (address: string) {
    super(`Nobody listens at ${address}.`)
    this.name = 'DialRefusedError'
  }
}

/** A second listener wants an address of the test network. */
export class AddressTakenError extends Error {
  static name = 'AddressTakenError'

  constructor (address: string) {
    super(`Somebody listens at ${address} already.`)
    this.name = 'AddressTakenError'
  }
}

/** The test network has ended, and all connections with it. */
export class NetworkClosedError extends Error {
  static name = 'NetworkClosedError'

  constructor () {
    super('The test network has ended.')
    this.name = 'NetworkClosedError'
  }
}
