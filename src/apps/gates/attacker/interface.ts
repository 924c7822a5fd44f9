import type { TokenCode } from '../../../model/token/index.ts'
import type { ByeCode, Decline } from '../../../network/sync/index.ts'

/** As whom an attacker connects. */
export interface AttackerInit {
  /** Ed25519 seed of its key, 32 bytes; absent: a new one. */
  readonly seed?: Uint8Array
  /** Names that it claims in its declaration; absent: none. */
  readonly names?: readonly string[]
}

/** What an attacker wants to forge. */
export interface BundleWish {
  /** Id of its scope, in base32. */
  readonly scope: string
  /** Source of its fact; absent: the author itself. */
  readonly source?: string
}

/** A bundle that was forged. */
export interface ForgedBundle {
  readonly bytes: Uint8Array
  /** Id of its fact. */
  readonly fact: string
}

/** What an attacker may choose about a token; the rest is as it should be. */
export interface TokenWish {
  /** Milliseconds since it was made; absent: it is made now. */
  readonly ageMs?: number
  /** Milliseconds that it lives, from its making on; absent: as long as a stream takes it. */
  readonly lifeMs?: number
  /** Absent: a new one. */
  readonly nonce?: string
}

/** What an attacker says in one run of sync. */
export interface RunWish {
  readonly token: string
  /** Id of the scope that its hello is about, in base32. */
  readonly scope: string
  /** Encoded bundles that it pushes, whatever they are; absent: none. */
  readonly bundles?: readonly Uint8Array[]
}

/** What an attacker hears in one run of sync. */
export interface RunAnswer {
  /** Why its token opened nothing; absent: it did. */
  refused?: TokenCode
  /** Bundles that it got, or runs of them. */
  parcels: number
  /** Bundles of its own that were declined, each with the code. */
  readonly declines: Decline[]
  /** The last word of the other side, if it said one. */
  bye?: ByeCode
}
