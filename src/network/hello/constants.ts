/** Version of the hello message and of everything that is agreed by it. */
export const HELLO_VERSION = 1

/** Most bytes of a hello. */
export const HELLO_BYTES_MAX = 8_192

/** Most bytes of the answer to a hello: a declaration has up to 11 KiB. */
export const ANSWER_BYTES_MAX = 16_384

/** Most protocol ids that one peer may list. */
export const HELLO_PROTOCOLS_MAX = 32

/** Most characters of a network name, an agent text or a protocol id. */
export const HELLO_TEXT_LENGTH_MAX = 128

/** Clock skew in milliseconds above which a peer is counted and logged. */
export const CLOCK_SKEW_WARN_MS = 500

/** Milliseconds for which a stream or a message of a peer waits for the outcome of its hello. */
export const DEFAULT_OUTCOME_WAIT_MS = 5_000

/** Milliseconds before a hello that failed on the way is tried again; doubles with each failure. */
export const RETRY_FIRST_MS = 1_000

/** Hellos that may fail on the way before this side gives up until the next connection. */
export const RETRIES_MAX = 8

/** Peers whose refusal is remembered after they left. Bounds memory; the oldest goes first. */
export const REFUSALS_MAX = 1_024
