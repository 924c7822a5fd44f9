/** First wait between two dials of one target, in milliseconds. Chance shortens each wait by up to a half. */
export const REDIAL_FIRST_WAIT_MS = 500

/** Longest wait between two dials of a target that someone named and that answers but never passes hello, in milliseconds. */
export const REDIAL_NAMED_WAIT_MAX_MS = 15_000

/**
 * Longest wait between two dials of a target that someone named and that cannot be reached, in milliseconds: as often as a
 * live connection is pinged, so that a cut that lasted long heals as soon as a short one.
 */
export const REDIAL_UNREACHABLE_WAIT_MAX_MS = 3_000

/** That wait is at least so many milliseconds for each target that is kept, so that all together are dialled 133 times a second at most. */
export const REDIAL_TARGET_SHARE_MS = 15

/** Longest wait between two dials of a peer that we only met before, in milliseconds. */
export const REDIAL_RECENT_WAIT_MAX_MS = 120_000

/** Wait before a peer that was refused at hello is dialled again, in milliseconds: it may have been set up anew. */
export const REDIAL_REFUSED_WAIT_MS = 60_000

/** Longest that one dial may take over all addresses of its target, in milliseconds; libp2p gives each address six seconds. */
export const DIAL_TIMEOUT_MS = 100_000

/** Addresses of one target that are kept. Bounds what one dial tries; the latest stay. */
export const TARGET_ADDRESSES_MAX = 16

/** Peers met before that are dialled again after a restart. Bounds the dial loop. */
export const RECENT_PEERS_MAX = 64

/** Targets of all kinds that are kept at once. Bounds the dial loop. */
export const TARGETS_MAX = 1_024

/** A peer that discovery found is dialled only below this number of connections and dials. */
export const DISCOVERED_CONNECTIONS_MAX = 24

/** Tag in the peer store of peers that passed hello. Not a `keep-alive` tag: libp2p forgets those after five dials. */
export const RECENT_PEER_TAG = 'factmesh-recent'

/** Longest address text that is read, in characters. */
export const ADDRESS_LENGTH_MAX = 1_024

/** Prefix of every ticket: the format and its version. */
export const TICKET_PREFIX = 'fm1'

/** Longest ticket text that is read, in characters. */
export const TICKET_LENGTH_MAX = 4_096

/** Addresses in one ticket. */
export const TICKET_ADDRESSES_MAX = 16
