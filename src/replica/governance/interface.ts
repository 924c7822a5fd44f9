import type { Right } from '../../model/body/index.ts'
import type { KnownKey } from '../../model/seal/index.ts'
import type { BundlePlace, Standing } from '../../policy/scope/index.ts'

/** A closed scope whose genesis is here. */
export interface HeldScope {
  /** 32 bytes. */
  readonly id: Uint8Array
  /** What its genesis calls it. */
  readonly name: string
  /** Key of who may do everything in it, 32 bytes. */
  readonly creator: Uint8Array
}

/** Somebody who may do something in a closed scope now. */
export interface Member {
  /** Public key, 32 bytes. */
  readonly peer: Uint8Array
  readonly rights: readonly Right[]
  /** Names beside its peer id under which it may write. */
  readonly names: readonly string[]
}

/**
 * What the acts of each closed scope come to: who is introduced, what has effect, who may do what now, and which keys there
 * are. It lives in memory and is derived from the journal, so every call answers at once. `public` and `local` have no acts:
 * there everybody stands as `OPEN_STANDING` says.
 */
export interface Governance {
  /** The closed scopes that this node holds. */
  held (): readonly HeldScope[]

  /** Whether a bundle of this author may enter the tree of a scope; nobody may enter one that this node does not hold. */
  isIntroduced (scope: Uint8Array, author: Uint8Array): boolean

  /** What the author of a bundle might do in its scope where the bundle stands. */
  standingAt (scope: Uint8Array, place: BundlePlace): Standing

  /** Whether nothing that stands in a scope is outlawed, so that nothing has to be asked for each bundle. `public` is open. */
  isOpen (scope: Uint8Array): boolean

  /** What a peer may do in a scope now. */
  standingNow (scope: Uint8Array, peer: Uint8Array): Standing

  /** Who may do something in a closed scope now, the creator first. */
  members (scope: Uint8Array): readonly Member[]

  /** The keys that effective acts of a closed scope hold for this node, and since when it knows them. */
  keys (scope: Uint8Array): readonly KnownKey[]

  /** A number that grows with each act that is learned of a scope, and with whatever else changes what has effect in it. */
  version (scope: Uint8Array): number
}

/** What an admin gives a peer. */
export interface GrantDraft {
  /** Public key, 32 bytes. */
  readonly peer: Uint8Array
  /** At least one. */
  readonly rights: readonly Right[]
  /** Names beside its peer id under which the peer may write. */
  readonly names?: readonly string[]
  /** Milliseconds since 1970 from which on the grant covers nothing; absent means never. */
  readonly expiresMs?: number
}

/** What an admin takes from a peer. */
export interface RevocationDraft {
  /** Public key, 32 bytes. */
  readonly peer: Uint8Array
  readonly reason: string
  /**
   * What the peer wrote before keeps its effect as far as it is here, or none of it does.
   *
   * @default 'keep'
   */
  readonly past?: 'keep' | 'outlaw'
}

/** One act of a closed scope, for people. */
export interface ScopeAct {
  readonly kind: 'grant' | 'revocation' | 'scope-key'
  /** Fact id. */
  readonly id: string
  /** Public key of the author, 32 bytes. */
  readonly author: Uint8Array
  /** Public key of the peer that it is about, 32 bytes; absent for a scope key. */
  readonly peer?: Uint8Array
  /** Wall time of its stamp, in milliseconds since 1970. */
  readonly timeMs: number
  /** Whether its author was an admin there. */
  readonly isEffective: boolean
}

/**
 * What a node does about closed scopes. Each call answers once what it wrote is durable. A scope is given by its name, by
 * its text `<name>@<26 base32 characters>`, or by its id of 32 bytes.
 */
export interface ClosedScopes {
  /** Makes a scope with this node as its creator, and its first key. Throws ScopeNameError. */
  create (name: string): Promise<HeldScope>

  /**
   * Takes part in a scope of somebody else, from its first bundle, and answers once that is durable. It replaces an own scope of
   * that name in which nothing was written and which nobody else was let into. Throws InvalidGenesisError.
   */
  join (genesis: Uint8Array): Promise<HeldScope>

  /** The first bundle of a scope, which a ticket carries. Throws UnknownScopeError, AmbiguousScopeError. */
  genesis (scope: string | Uint8Array): Promise<Uint8Array>

  /** Gives a peer rights, and the newest key when it may read; answers the fact id. Throws NotAdminError, UnknownScopeError. */
  grant (scope: string | Uint8Array, draft: GrantDraft): Promise<string>

  /** Takes all rights from a peer and makes the next key for the others; answers the fact id. Throws NotAdminError, UnknownScopeError. */
  revoke (scope: string | Uint8Array, draft: RevocationDraft): Promise<string>

  /** The acts of a scope in the order in which they are judged. Throws UnknownScopeError, AmbiguousScopeError. */
  acts (scope: string | Uint8Array): readonly ScopeAct[]
}
