/**
 * Which key of which scope.
 */
export interface ScopeKeyName {
  /** Id of the scope, 32 bytes. */
  readonly scope: Uint8Array
  /** 1 for the key of the genesis, one more with each revocation; at most SCOPE_KEY_NUMBER_MAX. */
  readonly number: number
}

/**
 * The secret that the members of a closed scope share until the next revocation.
 */
export interface ScopeKey extends ScopeKeyName {
  /** 32 random bytes. */
  readonly key: Uint8Array
}

/**
 * One end of a box: an Ed25519 key whose secret half stays where it is.
 */
export interface KeyAgreement {
  /** The public key, 32 bytes. */
  readonly publicKey: Uint8Array

  /** The X25519 secret that it shares with another Ed25519 key, 32 bytes; undefined when there is none. */
  agree (publicKey: Uint8Array): Uint8Array | undefined
}

/**
 * What travels in the topic of a closed scope, in its parts.
 */
export interface Payload {
  /** Number of the key. */
  readonly number: number
  /** 24 bytes. */
  readonly nonce: Uint8Array
  /** The message, encrypted, and its tag. */
  readonly sealed: Uint8Array
}

/**
 * A key that an effective fact of the scope holds for us.
 */
export interface KnownKey extends ScopeKey {
  /** Wall time in milliseconds since 1970 at which it became known here. */
  readonly knownMs: number
}

/**
 * What the keys of a scope come to at one time.
 */
export interface KeyRing {
  /** The key to send with; undefined when none is known. */
  readonly sending: ScopeKey | undefined
  /** Keys that open payloads, and in whose topics to listen; the one to send with is the first. */
  readonly accepted: readonly ScopeKey[]
  /** Whether the highest number has several keys, so that an admin has to make the next one. */
  readonly contested: boolean
  /** Wall time in milliseconds from which `accepted` is shorter; undefined when time changes nothing. */
  readonly untilMs: number | undefined
}
