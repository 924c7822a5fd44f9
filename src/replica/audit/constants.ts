/** Events that may wait for the disk by default. More of a kind that was written already are counted. */
export const DEFAULT_WAITING_MAX = 4096

/** Events of one kind that are written in a minute by default; more are counted. */
export const DEFAULT_PER_MINUTE_MAX = 60

/** Kinds, each an event type, a peer, an actor and a reason, that are told apart in a minute by default. Those that come later are counted as one. */
export const DEFAULT_KINDS_MAX = 4096

/** How long events of one kind are counted together, in milliseconds. */
export const WINDOW_MS = 60_000

/** Events that are chained and written in one group at most. */
export const BATCH_MAX = 512

/** Bytes of the hash of a record; before the first record the chain has as many zero bytes. */
export const HASH_BYTES = 32

/** What is written when entries that were noted are gone at the next start. */
export const ENTRIES_LOST = { type: 'storage_failure', reason: 'audit_entries_lost' } as const

/** Entries of a page by default, and at most. */
export const DEFAULT_PAGE = 50
export const PAGE_MAX = 500

/** Records that one page looks at; a page of a rare type ends early and says where to go on. */
export const SCANNED_MAX = 100_000

/** Room that the audit log keeps for itself by default, in bytes: some thousands of entries. */
export const DEFAULT_RESERVE_BYTES = 1_048_576

/** The reserve is given back in pieces of this many bytes, because others who wait for room take what is free. */
export const RESERVE_PIECE_BYTES = 65_536

/** Bytes that stay free when the reserve is filled up again. */
export const RESERVE_MARGIN_BYTES = 4_194_304

/** How often it is looked whether there is room for the reserve again, in milliseconds. */
export const RESERVE_CHECK_MS = 10_000

/** Longest type, peer, actor, scope and reason, in characters; what is longer is cut. */
export const TEXT_CHARACTERS_MAX = 512

/** Longest detail, in bytes of its canonical form. */
export const DETAIL_BYTES_MAX = 4096
