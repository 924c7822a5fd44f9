import { BUNDLE_BYTES_TARGET } from '../../model/bundle/index.ts'

/** Whether drafts that change nothing are left out when the caller does not say. */
export const DEFAULT_SKIP_UNCHANGED = false

/** Bytes of offered bundles that may be under way at once: about 128 full bundles. */
export const DEFAULT_RECEIVE_BYTES_MAX = 8 * 1024 * 1024

/** Bundles from the near future that are held; at their largest they take 96 MiB, as a rule under 1 MiB. */
export const DEFAULT_HELD_BUNDLES_MAX = 1_024

/** Facts that may wait for their bundle in one scope: eight full bundles, enough to seal some while others are written. */
export const DEFAULT_PENDING_FACTS_MAX = 4_096

/** Bytes of encoded facts in one bundle. Header, signature and salt of our own take at most 700 bytes: 8 parents, no extensions. */
export const SEAL_BYTES_MAX = BUNDLE_BYTES_TARGET - 1_024

/** Salts that are drawn together. */
export const SALTS_TOGETHER = 64

/** Bytes of bundles that are written and synced together; beyond this a group gains little and its writers wait longer. */
export const GROUP_BYTES_MAX = 1024 * 1024

/** Drafts that are checked and encoded before others get a turn. */
export const DRAFTS_TOGETHER = 512

/** Milliseconds after which a bundle of an unknown version may be offered again: somebody has to install a newer program first. */
export const UNKNOWN_VERSION_RETRY_MS = 3_600_000

/** Milliseconds after which a bundle with digests in place of facts may be offered again that found too many others wanted. */
export const WANTED_RETRY_MS = 600_000

/** Milliseconds after which a bundle may be offered again whose author no grant names here: the grant comes with the next sync. */
export const NOT_INTRODUCED_RETRY_MS = 5_000

/** Milliseconds after which a bundle may be offered again that is under a name which nobody has declared. */
export const UNDECLARED_RETRY_MS = 60_000

/** Milliseconds for which such a bundle is held. */
export const NAME_HOLD_MS = 600_000

/** Such bundles of one author that are held at most: some 6 MB. */
export const NAME_HOLDS_OF_AUTHOR_MAX = 64

/** Milliseconds until a failed store is mended for the first time; the wait doubles with each attempt that fails. */
export const MEND_FIRST_MS = 1_000

/** Milliseconds between two attempts to mend a failed store at most. */
export const MEND_MAX_MS = 60_000
