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

/** Prefix of every ticket of a closed scope: the format and its version. */
export const SCOPE_TICKET_PREFIX = 'fms1'

/** Longest text of such a ticket that is read, in characters: a genesis, and sixteen addresses of 400 bytes. */
export const SCOPE_TICKET_LENGTH_MAX = 16_384

/** Bytes of the genesis in such a ticket. The fact alone, with header and signature, takes about 600. */
export const GENESIS_BYTES_MAX = 3_072

/** Text before a scope id in what its key in the hash table is the digest of. */
export const SCOPE_KEY_DOMAIN = 'factmesh/scope/1\n'

/** Accepted peers that hold a scope; below it the hash table is asked for more. */
export const HOLDERS_WANTED = 4

/** Milliseconds after which the hash table is told again that we hold a scope: a quarter of the time a record is kept. */
export const PROVIDE_INTERVAL_MS = 12 * 3_600_000

/** Milliseconds for which the hash table keeps who holds a scope (Kademlia DHT specification of libp2p). */
export const PROVIDER_VALIDITY_MS = 48 * 3_600_000

/** Wait before the first look at whether the hash table has to be told or asked, in milliseconds. Chance shortens each wait by up to a half. */
export const PROVIDER_ROUND_FIRST_MS = 1_000

/** Longest wait between two such looks, in milliseconds. */
export const PROVIDER_ROUND_MAX_MS = 60_000

/** Longest that one question to the hash table, or one announcement, may take, in milliseconds. */
export const PROVIDER_QUERY_TIMEOUT_MS = 15_000
