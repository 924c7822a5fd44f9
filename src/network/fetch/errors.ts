/**
 * What an exchange holds against the peer:
 *
 * | code | meaning |
 * | --- | --- |
 * | `malformed` | a frame cannot be read |
 * | `unasked` | the peer sent more than was asked, or another bundle than that |
 * | `faulty` | a bundle of the peer was rejected at the door |
 * | `outside` | the peer may not bring bundles of the scope any more |
 */
export type FetchFault = 'malformed' | 'unasked' | 'faulty' | 'outside'

/**
 * A request or its answer was broken off because of what the peer sent.
 */
export class FetchFaultError extends Error {
  static name = 'FetchFaultError'
  public readonly code: FetchFault
  public readonly detail: string

  constructor (code: FetchFault, detail: string, options?: ErrorOptions) {
    super(`The fetch was broken off (${code}): ${detail}`, options)
    this.name = 'FetchFaultError'
    this.code = code
    this.detail = detail
  }
}
