/** Entries that an iterator asks for at a time: one way through the thread pool per some hundred entries. */
export const READ_AHEAD_ENTRIES = 512

/** Bytes that an iterator of LevelDB reads ahead at most. */
export const READ_AHEAD_BYTES = 65_536

/** Up to so many keys are read on the caller's thread, where LevelDB allows it: a read costs less than the way through the thread pool. */
export const DIRECT_KEYS_MAX = 16

/** Operations per batch while a range is cleared on a store that has no call for it. */
export const CLEAR_BATCH_KEYS = 1_000

/** Bytes that LevelDB sorts in memory before it writes a file: fewer files to merge than with its 4 MiB, at twice the memory. */
export const DEFAULT_WRITE_BUFFER_BYTES = 8 * 2 ** 20

/** Bytes of uncompressed blocks that LevelDB keeps in memory. */
export const DEFAULT_CACHE_BYTES = 8 * 2 ** 20

/** Milliseconds that the check of a database in a process of its own may take: some 20 million entries. */
export const CHECK_MS_MAX = 120_000

/** Entries that a scan of checksums reads between two reports: a millisecond of work. */
export const SCAN_SLICE_ENTRIES = 4_096
