/** Entries at the first step of a scan, so that a search for one entry reads little ahead; each step takes four times as many. */
export const FIRST_PAGE_ENTRIES = 16

/** Entries that a scan of LevelDB asks for at a time: one way through the thread pool per some hundred entries. */
export const READ_AHEAD_ENTRIES = 512

/** Bytes that a scan of LevelDB reads ahead at most. */
export const READ_AHEAD_BYTES = 65_536

/** Entries that a scan of IndexedDB asks for at a time: each page is a transaction of its own. */
export const PAGE_ENTRIES_MAX = 2_048

/** Bytes that a page of IndexedDB should have: it takes no limit in bytes, so the next page is sized by the last one. */
export const PAGE_BYTES = 262_144

/** Up to so many keys are read on the caller's thread, where LevelDB allows it: a read costs less than the way through the thread pool. */
export const DIRECT_KEYS_MAX = 16

/** Operations per batch while a range is cleared on a store that has no call for it. */
export const CLEAR_BATCH_KEYS = 1_000

/** Bytes that LevelDB sorts in memory before it writes a file: fewer files to merge than with its 4 MiB, at twice the memory. */
export const DEFAULT_WRITE_BUFFER_BYTES = 8 * 2 ** 20

/** Bytes of uncompressed blocks that LevelDB keeps in memory. */
export const DEFAULT_CACHE_BYTES = 8 * 2 ** 20

/** Milliseconds for which a start waits for another tab to let go of the store: a page that is loaded again ends its last life meanwhile. */
export const LOCK_MS_MAX = 1_000

/** Milliseconds after which a browser that neither opens nor removes a database has failed. */
export const ANSWER_MS_MAX = 10_000

/** Milliseconds that the check of a database in a process of its own may take: some 20 million entries. */
export const CHECK_MS_MAX = 120_000

/** Entries that a scan of checksums reads between two reports: a millisecond of work. */
export const SCAN_SLICE_ENTRIES = 4_096

/** Operations that are handed to IndexedDB before the page gets its turn again: some milliseconds of work. */
export const SLICE_OPERATIONS = 256
