/** Topics begin with this; the base32 of the scope id follows. */
export const TOPIC_PREFIX = '/factmesh/gossip/1.0.0/'

/** Name of the scope whose topic and messages everybody may read. No closed scope can have it. */
export const OPEN_SCOPE = 'public'

/** Bundles up to this many bytes travel whole, larger ones as header and signature. */
export const WHOLE_BYTES_MAX = 16_384

/** Most bytes of one message: the largest whole bundle in its list. Headers are smaller. */
export const MESSAGE_BYTES_MAX = WHOLE_BYTES_MAX + 8

/** Bytes of whole bundles per second that one node publishes; while it writes more, the rest travel as headers. */
export const DEFAULT_WHOLE_BYTES_PER_SECOND = 65_536

/** Messages that may be under examination at once. Further ones are dropped, and sync brings what they said. */
export const PENDING_MAX = 256

/** How many of them one peer may have passed on, so that a peer whose announcements lead nowhere leaves room for others. */
export const PENDING_OF_PEER_MAX = 128

/** Own messages that may wait for a new neighbour to join. Further ones go to whoever is there. */
export const WAITING_MAX = 1_024

/** Neighbours that did not join a topic and are remembered for it. Bounds memory. */
export const DEAF_MAX = 1_024

/** Milliseconds in which the content of an announced bundle must have come for the announcement to be passed on. */
export const CONTENT_TIMEOUT_MS = 2_500

/** Ids of bundles here that are remembered beside the index. Bounds memory: some 100 bytes each. */
export const RECENT_MAX = 4_096
