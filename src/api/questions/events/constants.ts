/** Media type of server-sent events (WHATWG HTML, section 9.2). */
export const EVENT_STREAM_MEDIA = 'text/event-stream'

/**
 * Milliseconds between two signs of life of a stream in which nothing happens. Proxies and firewalls forget silent
 * connections after 30 s at the earliest.
 */
export const HEARTBEAT_MS = 15_000

/** Milliseconds that a client waits before it asks again once a stream has broken off. */
export const RETRY_MS = 2_000

/** Characters of the id of a change. */
export const CHANGE_ID_CHARACTERS_MAX = 64

/** Header of a request that goes on behind a change, and of the answer, which names the id that it begins behind. */
export const LAST_EVENT_ID = 'last-event-id'
