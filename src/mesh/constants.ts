/** Network that a node joins when none is named. */
export const DEFAULT_NET = 'main'

/** TCP and WebSockets on any free port of all interfaces. */
export const DEFAULT_LISTEN = ['/ip4/0.0.0.0/tcp/0', '/ip4/0.0.0.0/tcp/0/ws']

/** Ports that a node chooses from where any will do: above those of well-known services, below those of outgoing connections. */
export const PORT_MIN = 20_000

/** The last of them; Linux lends those from 32,768 on. */
export const PORT_MAX = 32_767

/** Starts that are tried while a port that was chosen is somebody else's. */
export const PORT_ATTEMPTS_MAX = 8

/** Whether peers are taken without a word of the operator, unless configured. */
export const DEFAULT_APPROVAL = 'automatic'

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

/** File below `home` that says how far the audit log had come. */
export const AUDIT_ANCHOR = 'audit.json'

/** Folder below `home` that holds copies of damaged bytes. */
export const QUARANTINE_FOLDER = 'quarantine'

/** Bytes of a segment of local records and of the audit log: only full ones are compacted, and a start reads the newest. */
export const RECORD_SEGMENT_BYTES_MAX = 1_048_576

/** Folder below `home` that holds the index. */
export const INDEX_FOLDER = 'index'

/** Folder below `home` that holds what libp2p remembers. */
export const PEER_FOLDER = 'libp2p'

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

/** This node carries no connections of others. */
export const DEFAULT_RELAY = false

/** The listening address of a node that is reached through whichever relay it meets. */
export const RELAYED_LISTEN = '/p2p-circuit'

/** What a page listens on: whichever relay it meets, and WebRTC with that relay for the first words. */
export const PAGE_LISTEN = [RELAYED_LISTEN, '/webrtc']

/** Dials under way at once. libp2p's own 100 would let one answer of the hash table open more sockets than we keep connections. */
export const PARALLEL_DIALS_MAX = 32

/** Dials that wait. A caller beyond them waits for its turn. */
export const DIAL_QUEUE_MAX = 256

/** Addresses of one peer that one dial tries. As many as the dial loop keeps. */
export const PEER_ADDRESSES_MAX = 16

/** Milliseconds in which one address must have answered, so that a silent one leaves time for the others. */
export const ADDRESS_DIAL_TIMEOUT_MS = 6_000

/** Milliseconds in which a dial must have become a connection, its handshakes included. */
export const DIAL_TIMEOUT_MS = 10_000

/** Milliseconds in which a connection from outside must have done its handshakes. A slow phone needs two of them. */
export const UPGRADE_INBOUND_TIMEOUT_MS = 10_000

/** Milliseconds in which both sides must have agreed on the protocol of a new stream. */
export const NEGOTIATION_TIMEOUT_MS = 10_000

/** Milliseconds after which a TCP socket that carries nothing is closed. Pings cross a live one every 3 s. */
export const SOCKET_INACTIVITY_MS = 60_000

/** Handshakes that the operating system may hold for a TCP listener. */
export const SOCKET_BACKLOG = 128

/** Streams of one connection whose protocol is known before anybody handles it; they wait for their handler. */
export const EARLY_STREAMS_MAX = 10

/** Streams that we may have open towards one peer on one connection: twice what a peer of our kind takes in. */
export const OUTBOUND_STREAMS_MAX = 64

/** Bytes of one message on a stream; yamux cuts what is longer. */
export const MUXER_MESSAGE_BYTES_MAX = 64 * 1024

/** Streams of identify, each way: one question and one push at a time. */
export const IDENTIFY_STREAMS_MAX = 1

/** Bytes of one message of identify: a signed peer record with dozens of addresses. */
export const IDENTIFY_MESSAGE_BYTES_MAX = 8 * 1024

/** Addresses at which peers claim to see us that are kept, until a probe confirms or drops them. */
export const OBSERVED_ADDRESSES_MAX = 10

/** Streams of the hash table that one peer may have open towards us. A query opens one for each question. */
export const TABLE_INBOUND_STREAMS_MAX = 8

/** Streams of the hash table that we open towards one peer. */
export const TABLE_OUTBOUND_STREAMS_MAX = 8

/** Milliseconds between two messages on a stream of the hash table. */
export const TABLE_MESSAGE_TIMEOUT_MS = 10_000

/** Peers that one path of a query asks at once (α of Kademlia). */
export const TABLE_PARALLEL_QUERIES = 3

/** Paths of one query that share no peer (S/Kademlia), so that one liar does not decide it. */
export const TABLE_PATHS = 3

/** Milliseconds between two looks for provider records that are past their time. */
export const PROVIDER_CLEANUP_MS = 3_600_000

/** Provider records that one node keeps for others: about 3 MB of memory and of disk. */
export const PROVIDER_RECORDS_MAX = 16_384

/** Provider records of one peer. A node holds few scopes, and each peer asks many others to keep its records. */
export const PROVIDER_RECORDS_PER_PEER_MAX = 64

/** Peers that a relay reserves a place for. */
export const RELAY_RESERVATIONS_MAX = 64

/** Milliseconds for which a place is reserved. A client asks again five minutes before the end; whoever left gives its place back at the latest then. */
export const RELAY_RESERVATION_MS = 20 * 60_000

/** Milliseconds after which a relay ends a connection that it carries. Both ends come back by themselves. */
export const RELAYED_CONNECTION_MS = 30 * 60_000

/** Bytes that a relay carries over one connection, both ways together. Sync goes on over the next one where it was cut. */
export const RELAYED_BYTES_MAX = 64 * 1024 * 1024

/** Connections of one peer through one relay, each way. Half of the streams that a connection may have. */
export const RELAYED_CONNECTIONS_PER_PEER_MAX = 16

/** Milliseconds in which a request to a relay must be through. */
export const RELAY_MESSAGE_TIMEOUT_MS = 10_000

/** Milliseconds in which a relay must have answered a request for a place. */
export const RELAY_RESERVE_TIMEOUT_MS = 10_000

/** Relays that wait to be asked for a place. */
export const RELAY_QUEUE_MAX = 16

/** Streams on which one peer may ask us to dial its addresses back. */
export const PROBE_INBOUND_STREAMS_MAX = 1

/** Streams on which we ask one peer to dial ours. */
export const PROBE_OUTBOUND_STREAMS_MAX = 1

/** Bytes of one question about addresses. */
export const PROBE_MESSAGE_BYTES_MAX = 8 * 1024

/** Milliseconds in which an address must have been dialled back. */
export const PROBE_TIMEOUT_MS = 15_000

/** Streams on which two peers agree on when to dial each other directly. */
export const UPGRADE_STREAMS_MAX = 1

/** Attempts to replace a relayed connection by a direct one (DCUtR specification of libp2p). */
export const UPGRADE_ATTEMPTS_MAX = 3

/** Milliseconds for one such attempt. */
export const UPGRADE_TIMEOUT_MS = 5_000

/** Closed scopes that every node has from its first start on, with itself as their only member. */
export const FOUNDED_SCOPES: readonly string[] = ['team', 'company']

/** The protocol by which two peers agree on a WebRTC connection (WebRTC specification of libp2p). */
export const SIGNALING_PROTOCOL = '/webrtc-signaling/0.0.1'

/** Milliseconds in which a direct connection must stand once it is tried. */
export const DIRECT_DIAL_TIMEOUT_MS = 20_000

/** Milliseconds between the first failed attempt to reach a relayed peer directly and the next; each wait is twice the one before. */
export const DIRECT_WAIT_FIRST_MS = 5_000

/** The longest of these waits, in milliseconds. */
export const DIRECT_WAIT_MAX_MS = 32 * 60_000
