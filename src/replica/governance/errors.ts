/** A name is that of several scopes of this node. */
export class AmbiguousScopeError extends Error {
  static name = 'AmbiguousScopeError'
  public readonly code = 'scope_ambiguous'
  public readonly scope: string
  /** The scopes of that name, as `<name>@<26 base32 characters>`. */
  public readonly scopes: readonly string[]

  constructor (scope: string, scopes: readonly string[]) {
    super(`This node holds several scopes "${scope}"; name one of them in full: ${scopes.join(', ')}`)
    this.name = 'AmbiguousScopeError'
    this.scope = scope
    this.scopes = scopes
  }
}

/** A text cannot be the name of a new scope. */
export class ScopeNameError extends Error {
  static name = 'ScopeNameError'
  public readonly code = 'invalid_request'
  public readonly field = 'name'
  public readonly scope: string

  constructor (scope: string, reason: string) {
    super(`The name of a new scope ${reason}`)
    this.name = 'ScopeNameError'
    this.scope = scope
  }
}

/** Bytes are not the first bundle of a scope that this node could take part in. */
export class InvalidGenesisError extends Error {
  static name = 'InvalidGenesisError'
  public readonly code = 'invalid_request'
  public readonly field = 'genesis'

  constructor (reason: string, options?: ErrorOptions) {
    super(`The first bundle of the scope ${reason}; ask whoever gave it to you for a new one`, options)
    this.name = 'InvalidGenesisError'
  }
}

/** This node has no right to do something in a closed scope. */
export class NotAdminError extends Error {
  static name = 'NotAdminError'
  public readonly code = 'not_granted'
  /** Peer ids (base36 text) of those who can grant the right. */
  public readonly admins: readonly string[]

  constructor (scope: string, admins: readonly string[]) {
    super(`This node is no admin of the scope "${scope}"; ${whoGrants(admins)}`)
    this.name = 'NotAdminError'
    this.admins = admins
  }
}

/** The only admin of a scope wants to leave it, and nobody could govern it any more. */
export class LastAdminError extends Error {
  static name = 'LastAdminError'
  public readonly code = 'last_admin'

  constructor (scope: string) {
    super(`This node is the only admin of the scope "${scope}"; grant "admin" to another peer first`)
    this.name = 'LastAdminError'
  }
}

/** Who can help, in a sentence. */
export function whoGrants (admins: readonly string[]): string {
  return admins.length === 0 ? 'nobody can grant it any more' : `ask one of its admins for a grant: ${admins.join(', ')}`
}
