/** Network that a node joins when none is named. */
export const DEFAULT_NET = 'main'

/** TCP and WebSockets on any free port of all interfaces. */
export const DEFAULT_LISTEN = ['/ip4/0.0.0.0/tcp/0', '/ip4/0.0.0.0/tcp/0/ws']

/** Queries leave no entry in the audit log. */
export const DEFAULT_AUDIT_QUERIES = false

/** Gossip is on: new facts reach connected peers at once. */
export const DEFAULT_GOSSIP = true

/** Milliseconds between two reconciliations with one peer. */
export const DEFAULT_SYNC_INTERVAL_MS = 5_000

/** A write is answered after the sync that makes it durable, and an idle node syncs at once. */
export const DEFAULT_DURABILITY = 'immediate'

/** The local network is not searched: a node contacts nobody it was not told of. */
export const DEFAULT_MDNS = false

/** The distributed hash table is on, under the project's own prefix. */
export const DEFAULT_DHT = true

/** Connections at once. With 32 inbound streams each, of 1 MiB at most, they bound receive buffers at 4 GiB in the worst case. */
export const CONNECTIONS_MAX = 128

/** Connections that one remote host may open in a second. */
export const INBOUND_CONNECTIONS_PER_SECOND_MAX = 64

/** Inbound connections that are still in their handshake. */
export const INBOUND_PENDING_MAX = 64

/** Streams that one peer may have open towards us on one connection. */
export const INBOUND_STREAMS_MAX = 32

/** Bytes that a peer may send on a new stream before we grant it more; what yamux begins with. */
export const STREAM_WINDOW_BYTES = 256 * 1024

/** Bytes written to one stream before the writer has to wait for the peer. */
export const STREAM_WRITE_BUFFER_BYTES_MAX = 1024 * 1024

/** Milliseconds between two pings of one connection, and the longest wait for an answer. */
export const PING_INTERVAL_MS = 3_000

/**
 * Pings of one connection at once, each way. The connection monitor and the hash table both ping, and the monitor takes
 * a stream that it may not open for a dead connection: libp2p's own limit of one would close healthy ones.
 */
export const PING_STREAMS_MAX = 8

/** Bytes of one gossip message that is taken in. */
export const GOSSIP_MESSAGE_BYTES_MAX = 1024 * 1024

/** Version of the layout below `home` that this program writes. */
export const HOME_FORMAT_VERSION = 1

/** Folder below `home` that holds the journal. */
export const JOURNAL_FOLDER = 'journal'

/** Folder below `home` that holds what the node remembers for itself: nonces, wanted bundles, states of peers. */
export const LOCAL_FOLDER = 'local'

/** Folder below `home` that holds the audit log. */
export const AUDIT_FOLDER = 'audit'

/** Folder below `home` that holds copies of damaged bytes. */
export const QUARANTINE_FOLDER = 'quarantine'

/** Bytes of a segment of local records and of the audit log: only full ones are compacted, and a start reads the newest. */
export const RECORD_SEGMENT_BYTES_MAX = 1_048_576

/** Folder below `home` that holds the index. */
export const INDEX_FOLDER = 'index'

/** File below `home` that says how the index was left at a clean stop. */
export const INDEX_MARKER = 'index.json'

/** Permission bits of a new home: only the owner may enter. */
export const HOME_MODE = 0o700

/** Permission bits of what only the owner may read. */
export const SECRET_MODE = 0o600

/** Milliseconds for which the addresses of a peer that we met are kept: a week. libp2p would forget them after an hour. */
export const PEER_MEMORY_MS = 7 * 24 * 3_600_000

/** Peers refused at hello that the list of peers names. Bounds memory; the oldest goes first. */
export const REFUSED_PEERS_MAX = 64

/** Most names that one node may claim; its peers take no longer hello. */
export const NAMES_MAX = 16

/** Milliseconds without a successful reconciliation with a connected peer, or with anybody, after which a person is told. */
export const SILENCE_MS = 60_000

/** Name of the program in what nodes tell each other. */
export const PROGRAM = 'factmesh'

/** Version of the package; a test compares it with `package.json`. */
export const VERSION = '0.1.0'
