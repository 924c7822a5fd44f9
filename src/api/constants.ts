/** Bytes of a body of facts. Counted while reading, so a longer one costs no more than this. */
export const FACTS_BODY_BYTES_MAX = 16 * 1024 * 1024

/** Facts in one request. */
export const FACTS_PER_REQUEST_MAX = 10_000

/** Bytes of every other body: addresses and identifiers, never payloads. */
export const BODY_BYTES_MAX = 64 * 1024

/** Arrays and objects inside one another in a JSON body. Facts need four. */
export const JSON_DEPTH_MAX = 64

/** Characters of path and query: three names of 1,024 bytes each, every byte in percent form. */
export const URL_CHARACTERS_MAX = 12_288

/** Milliseconds that a body without an announced length may pause. */
export const BODY_PAUSE_MS = 30_000

/** Milliseconds in which a whole body must have come: 16 MiB at 280 kB/s. */
export const BODY_TIMEOUT_MS = 60_000

/** Milliseconds between the end of a request and the beginning of its answer. */
export const ANSWER_TIMEOUT_MS = 30_000

/** Milliseconds between two looks at the token of a stream in which nothing happens. */
export const TOKEN_CHECK_MS = 1_000

/** Requests of one caller in a minute: 20,000 a second, which is more than one core answers, so that only a runaway program meets it. */
export const DEFAULT_RATE_PER_MINUTE = 1_200_000

/** Requests that one caller may send at once after a pause. */
export const DEFAULT_RATE_BURST = 20_000

/** Callers whose requests are counted at once; one that has been quiet for long enough is forgotten first. */
export const RATE_CALLERS_MAX = 4_096

/** Milliseconds that the answer to a request with an idempotency key is kept. */
export const KEPT_ANSWER_MS = 24 * 60 * 60 * 1_000

/** Idempotency keys that are remembered; the oldest is forgotten first. */
export const KEPT_ANSWERS_MAX = 10_000

/** Bytes of all kept answers together, and of one of them. */
export const KEPT_BYTES_MAX = 64 * 1024 * 1024
export const KEPT_ANSWER_BYTES_MAX = 1024 * 1024

/** Facts handed to the mesh in one call: one full bundle, which the mesh takes as one piece, so that calls keep their order. */
export const APPEND_BATCH_FACTS = 512

/** Calls of that size that may run at once; parsing goes on while earlier ones are made durable. */
export const APPENDS_IN_FLIGHT_MAX = 4

/** Facts on one page when the caller names no limit, and the most that a caller may name. */
export const PAGE_FACTS_DEFAULT = 50
export const PAGE_FACTS_MAX = 500

/** Bytes of streamed JSON Lines gathered before they are handed to the socket. */
export const STREAM_CHUNK_BYTES = 64 * 1024

/** Media types that the API reads and writes. */
export const JSON_MEDIA = 'application/json'
export const NDJSON_MEDIA = 'application/x-ndjson'
export const PROBLEM_MEDIA = 'application/problem+json'
export const TEXT_MEDIA = 'text/plain'

/** Where the description of one problem code is served; also the `type` of its problem documents. */
export const PROBLEM_PATH = '/.well-known/factmesh/problems/'
