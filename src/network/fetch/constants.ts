/** Hashes of one request. */
export const HASHES_MAX = 64

/** Most bytes of one request: 64 hashes, the scope, and the heads of the lists. */
export const REQUEST_BYTES_MAX = 4_096

/** Bytes of bundles behind which an answer ends. With the largest bundle this bounds it by 1.2 MiB. */
export const ANSWER_BYTES_MAX = 1_048_576

/** Bundles that one read from the store asks for. Bounds it by 8 bundles of 96 KiB. */
export const READ_BUNDLES = 8

/** Requests that one connection may have open towards us. */
export const INBOUND_STREAMS_MAX = 2

/** Milliseconds that a missing parent is waited for before anybody is asked. */
export const SEEK_DELAY_MS = 100

/** Requests of a seeker that may be under way at once, each to another peer. */
export const REQUESTS_MAX = 4

/** Milliseconds for which other peers are not asked for content that one is asked for. */
export const HOLD_MS = 10_000

/** Milliseconds after which a peer that does not have content is asked for it again; doubled with each time that it brings nothing. */
export const ASK_AGAIN_FIRST_MS = 600_000

/** Longest time in milliseconds until it is asked again. */
export const ASK_AGAIN_MAX_MS = 3_600_000

/** Parents that are looked for at once. Bounds memory: some 300 bytes each, and the peers that were asked. */
export const SOUGHT_MAX = 4_096

/** Milliseconds for which a peer is left alone after a request failed; doubled with each further failure. */
export const BACKOFF_FIRST_MS = 1_000

/** Longest time in milliseconds for which a peer is left alone. */
export const BACKOFF_MAX_MS = 60_000

/** Milliseconds between two sync runs that gaps ask for with one peer in one scope. */
export const GAP_INTERVAL_MS = 1_000

/** Milliseconds until such a run is given up waiting for. */
export const GAP_TIMEOUT_MS = 60_000
