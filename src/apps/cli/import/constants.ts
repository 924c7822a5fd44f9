/** Bytes of the longest line that is sent: the largest fact with every character escaped. */
export const LINE_BYTES_MAX = 1024 * 1024

/** Lines and bytes of one request. Smaller than what the API takes, so that answers come often. */
export const BATCH_LINES_MAX = 4_000
export const BATCH_BYTES_MAX = 4 * 1024 * 1024

/** Bytes read from a file at a time. */
export const READ_BYTES = 256 * 1024

/** Bundles of other authors whose presence is remembered, so that each is asked for once. */
export const BUNDLES_REMEMBERED_MAX = 10_000

/** Milliseconds between two drawings of the progress bar. */
export const PROGRESS_INTERVAL_MS = 100
