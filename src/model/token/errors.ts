/**
 * Claims of our own do not make a token that anybody would read: a time that is no whole second, a life that ends before
 * it begins, a nonce that is missing, short or oddly spelled, or too many scopes. Nothing was signed.
 */
export class InvalidClaimsError extends Error {
  static name = 'InvalidClaimsError'

  constructor () {
    super('The claims do not make a request token')
    this.name = 'InvalidClaimsError'
  }
}
