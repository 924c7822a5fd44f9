/** Bytes of a file that stand under one key: an append writes its last one anew, and a scan reads one after another. */
export const CHUNK_BYTES = 8_192

/** Chunks kept in memory after they were read or written: 2 MiB of what is read most. */
export const CACHED_CHUNKS_MAX = 256

/** Milliseconds for which a folder that another tab owns is waited for: a page that is loaded again ends its last life meanwhile. */
export const LOCK_MS_MAX = 1_000

/** Milliseconds after which a browser that does not open a database has failed: it waits for other pages without end. */
export const OPEN_MS_MAX = 10_000
