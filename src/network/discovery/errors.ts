/** An address cannot be used to reach a peer. */
export class InvalidAddressError extends Error {
  static name = 'InvalidAddressError'
  readonly address: string

  constructor (address: string, why: string) {
    super(`The address "${address.slice(0, 200)}" cannot be used: ${why}. A full address looks like /ip4/192.0.2.7/tcp/4801/p2p/12D3KooW….`)
    this.name = 'InvalidAddressError'
    this.address = address
  }
}

/** A ticket cannot be read. */
export class InvalidTicketError extends Error {
  static name = 'InvalidTicketError'

  constructor (why: string, fix: string = 'Ask for a new one: "factmesh ticket" prints that of a network, "factmesh scope ticket" that of a scope') {
    super(`The ticket cannot be used: ${why}. ${fix}.`)
    this.name = 'InvalidTicketError'
  }
}
