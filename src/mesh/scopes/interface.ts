import type { Right } from '../../model/body/index.ts'
import type { GrantDraft, RevocationDraft, ScopeAct } from '../../replica/governance/index.ts'
import type { ScopeStatus } from '../../replica/interface.ts'

export type { Right } from '../../model/body/index.ts'

/** A scope of this node. */
export interface ScopeSummary extends ScopeStatus {
  /** Whether only its members take part; false for `public` and `local`. */
  readonly isClosed: boolean
  /** What this node may do in it now. */
  readonly rights: readonly Right[]
  /** How many peers may do something in it now, this node included; undefined for an open one. */
  readonly members: number | undefined
}

/** Somebody who may do something in a closed scope now. */
export interface ScopePeer {
  /** Base36 text of the peer id. */
  readonly peerId: string
  readonly rights: readonly Right[]
  /** Names beside its peer id under which it may write. */
  readonly names: readonly string[]
}

/** One act of a closed scope. */
export interface ScopeEvent extends Omit<ScopeAct, 'author' | 'peer'> {
  /** Base36 text of the peer id of who did it. */
  readonly author: string
  /** Base36 text of the peer id that it is about; absent for a scope key. */
  readonly peer?: string
}

/** Everything about a scope but its facts. The lists of an open scope are empty. */
export interface ScopeDetail extends ScopeSummary {
  /** Base36 text of the peer id of who made it; undefined for an open one. */
  readonly creator: string | undefined
  /** Who may do something in it now, the creator first. */
  readonly peers: readonly ScopePeer[]
  /** Its acts in the order in which they are judged. */
  readonly acts: readonly ScopeEvent[]
  /** Numbers of the scope keys that this node has. The keys themselves are not told. */
  readonly keys: readonly number[]
}

/** What an admin gives a peer. */
export interface ScopeGrant extends Omit<GrantDraft, 'peer'> {
  /** The peer id, in either spelling. */
  readonly peer: string
}

/** What an admin takes from a peer. */
export interface ScopeRevocation extends Omit<RevocationDraft, 'peer'> {
  /** The peer id, in either spelling. */
  readonly peer: string
}

/**
 * The scopes of this node: makes closed ones, takes part in those of others, and says who may do what in them. A scope is
 * named by its name, or by its id `<name>@<26 base32 characters>` where several have one name. Every act is durable
 * when it is answered.
 */
export interface MeshScopes {
  /** All scopes of this node, `public` and `local` among them. */
  list (): ScopeSummary[]

  /**
   * Everything about one scope but its facts.
   *
   * @throws {UnknownScopeError | AmbiguousScopeError}
   */
  show (scope: string): ScopeDetail

  /**
   * Makes a closed scope with this node as its creator.
   *
   * @throws {ScopeNameError} when it is not a name.
   */
  create (name: string): Promise<ScopeDetail>

  /**
   * Takes part in a scope by its ticket, and keeps trying to reach the members that the ticket names. What this node may
   * do there, a grant of an admin says.
   *
   * @throws {InvalidTicketError} when it cannot be read, or is that of a network.
   * @throws {InvalidConfigError} when it is for another network.
   * @throws {InvalidGenesisError} when what it says of the scope does not hold.
   */
  join (ticket: string): Promise<ScopeDetail>

  /**
   * One text that holds a closed scope and the addresses of members: ours, and those of members that are connected.
   * It gives no right.
   *
   * @throws {UnknownScopeError | AmbiguousScopeError}
   * @throws {NotGrantedError} when this node may do nothing in the scope, and no member is connected.
   */
  ticket (scope: string): Promise<string>

  /**
   * Gives a peer rights; answers the fact id.
   *
   * @throws {UnknownScopeError | AmbiguousScopeError | NotAdminError}
   * @throws {InvalidConfigError} when the peer id is none.
   */
  grant (scope: string, grant: ScopeGrant): Promise<string>

  /**
   * Takes all rights from a peer; answers the fact id.
   *
   * @throws {UnknownScopeError | AmbiguousScopeError | NotAdminError}
   * @throws {InvalidConfigError} when the peer id is none.
   */
  revoke (scope: string, revocation: ScopeRevocation): Promise<string>
}
