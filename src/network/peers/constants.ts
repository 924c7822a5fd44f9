/** Most bytes of a declaration: with 16 names of 253 characters and 64 scopes it has 7 KiB, one of a later version may have more. */
export const DECLARATION_BYTES_MAX = 12_288

/** Milliseconds for which our declaration lasts. On a connection that stays open it is renewed when half of them are over. */
export const DECLARATION_LIFETIME_MS = 86_400_000

/** Milliseconds before a hello that was to be said again, and broke off, is tried once more. */
export const RENEW_RETRY_MS = 60_000

/** Milliseconds between two looks at what ended meanwhile: declarations and grants. */
export const RIGHTS_CHECK_MS = 1_000

/** Peers that are kept without a decision of the operator. The one that was heard longest ago and is not connected goes first. */
export const STRANGERS_MAX = 1_024

/** Peers of one closed scope that tickets may name; the newest are kept. */
export const SCOPE_PEERS_MAX = 64

/** Public keys of peers that are kept at hand. */
export const KEYS_MAX = 4_096
