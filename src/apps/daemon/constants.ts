/** Where the API listens. */
export const DEFAULT_HTTP = '127.0.0.1:7117'

/** Requests need the token of api.json. */
export const DEFAULT_AUTH = 'token'

/** What is logged. */
export const DEFAULT_LOG = 'info'

/** Milliseconds in which the headers of a request must have come. */
export const HEADERS_TIMEOUT_MS = 10_000

/** Milliseconds in which a whole request must have come: 16 MiB at 280 kB/s. */
export const REQUEST_TIMEOUT_MS = 60_000

/** Milliseconds that a body may pause, and that a reader may leave an answer in its buffers. */
export const DEFAULT_PAUSE_MS = 30_000

/** Milliseconds that a connection without a request stays open. */
export const IDLE_TIMEOUT_MS = 30_000

/** Connections to the API at once: a thousand writers, each on a connection of its own, and room for readers. */
export const CONNECTIONS_MAX = 2_048

/** Bytes of all headers of one request. */
export const HEADER_BYTES_MAX = 16_384

/** Bytes of randomness in a token. */
export const TOKEN_BYTES = 32

/** Milliseconds that running requests get to finish when the daemon stops. */
export const DRAIN_TIMEOUT_MS = 3_000

/** Milliseconds between two looks for connections that became idle meanwhile. */
export const SWEEP_INTERVAL_MS = 20

/** Milliseconds after which a daemon that does not come to rest is ended; nothing acknowledged is lost by that. */
export const STOP_TIMEOUT_MS = 9_500

/** Where other nodes reach a daemon: TCP, and what pages can dial, on any free port of all interfaces. */
export const DEFAULT_DAEMON_LISTEN = ['/ip4/0.0.0.0/tcp/0', '/ip4/0.0.0.0/tcp/0/ws', '/ip4/0.0.0.0/udp/0/webrtc-direct']

/** Milliseconds that a link to the dashboard is good, once: five minutes. */
export const LOGIN_LIFE_MS = 5 * 60 * 1_000

/** Links that are good at once; one more, and the oldest ends. */
export const LOGINS_MAX = 16

/** Bytes of chance in the code of a link. */
export const LOGIN_CODE_BYTES = 16

/** Milliseconds that a session of the dashboard is good: twelve hours. */
export const SESSION_LIFE_MS = 12 * 60 * 60 * 1_000

/** Where a link is asked for with a token of the API that has the right `admin`. */
export const LINK_PATH = '/ui/links'

/** Where a page takes its code to. */
export const SESSION_PATH = '/ui/sessions'
