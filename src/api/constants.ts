/** Bytes of a body of facts. Counted while reading, so a longer one costs no more than this. */
export const FACTS_BODY_BYTES_MAX = 16 * 1024 * 1024

/** Facts in one request. */
export const FACTS_PER_REQUEST_MAX = 10_000

/** Bytes of every other body: addresses and identifiers, never payloads. */
export const BODY_BYTES_MAX = 64 * 1024

/** Arrays and objects inside one another in a JSON body. Facts need four. */
export const JSON_DEPTH_MAX = 32

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
