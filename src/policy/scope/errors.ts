/**
 * A text does not name a network: it is not 1 to 32 of the characters a-z, 0-9 and hyphen.
 */
export class InvalidNetNameError extends Error {
  static name = 'InvalidNetNameError'
  public readonly net: string

  constructor (net: string) {
    super('The name of a network is 1 to 32 lower case letters, digits and hyphens')
    this.name = 'InvalidNetNameError'
    this.net = net
  }
}
