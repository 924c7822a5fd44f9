/** Milliseconds between two runs with one peer in one scope; each wait is spread by {@link INTERVAL_JITTER}. */
export const DEFAULT_SYNC_INTERVAL_MS = 5_000

/** Share by which an interval is longer or shorter by chance, so that nodes do not beat in time. */
export const INTERVAL_JITTER = 0.2

/** Runs at once over all peers, scopes and roles. */
export const DEFAULT_RUNS_MAX = 8

/** Streams that one connection may have open towards us: those of its runs, and as many that wait for the next run. */
export const INBOUND_STREAMS_MAX = 16

/** Streams to one peer that are kept for the next run. A peer with more scopes opens some of them again. */
export const KEPT_STREAMS_MAX = 8

/** Milliseconds without a run after which a stream is closed. */
export const STREAM_IDLE_MS = 600_000

/** Bytes of a digest or hash that travel in the first walk of a run. */
export const NARROW_BYTES = 8

/** Bytes of a digest or hash that travel when a walk was fruitless: all of them. */
export const WIDE_BYTES = 32

/** Bytes of the nonce, and of the tag, that a HELLO carries. */
export const TAG_BYTES = 8

/** Cells in a HELLO where the sets are probably equal: they tell of one or two differences. */
export const QUIET_CELLS = 4

/** Cells in a HELLO where a difference is likely: they tell of up to ten. */
export const FULL_CELLS = 15

/** Bytes of a cell in a HELLO. */
export const HELLO_CELL_BYTES = 6

/** How often a side asks for more cells in a round. */
export const MORE_MAX = 2

/** Sets of a scope that runs found equal, of which the newest are remembered. Each may hold 512 KiB of cells and the pages that changed since. */
export const KNOWN_SETS_MAX = 4

/** Share of the cells that there are up to which a difference is read from them. */
export const SKETCH_SHARE = 0.8

/** Bytes of cells in one frame. */
export const CELLS_BYTES_MAX = 65_536

/** Bytes of a list, so that it fits into one frame. */
export const LIST_BYTES_MAX = 120_000

/** Turns after which a run ends, both sides counted. */
export const TURNS_MAX = 96

/** Rounds of one run. Each but the first needs the one before it to have moved a bundle, or to have looked less closely. */
export const ROUNDS_MAX = 8

/** Descriptions of subtrees in one turn. */
export const ENTRIES_PER_TURN_MAX = 4_096

/** Wants in one turn. */
export const WANTS_PER_TURN_MAX = 4_096

/** Subtrees in one turn up to which each is described down to its newest leaf. More of them, and the differences are spread. */
export const NEWEST_OPEN_MAX = 2

/** Subtrees that may wait for their description. Bounds memory against a peer that lies. */
export const OPEN_MAX = 262_144

/** Bytes of cells, lists, requests, descriptions and wants that travel, both ways, without any bundle moving. */
export const SEARCH_BYTES_FREE = 1_048_576

/** Further bytes of these for each bundle that moved. */
export const SEARCH_BYTES_PER_BUNDLE = 512

/**
 * Bytes of these, beside {@link SEARCH_BYTES_PER_BUNDLE}, above which a run that found no end and that nothing on our side
 * explains was not worth them.
 */
export const SEARCH_BYTES_UNEXPLAINED = 65_536

/** Share of the own set that one run sends at most; a guess of the sketch may send a bundle for nothing. */
export const SENT_SHARE_MAX = 1.25

/** Bundles beside these. */
export const SENT_BUNDLES_FREE = 64

/** How often the own set is sent to one peer within {@link SENT_MEMORY_MS}. A peer that lost its disk needs it once more. */
export const SENT_COPIES_MAX = 3

/** Milliseconds for which it is remembered what was sent to a peer. */
export const SENT_MEMORY_MS = 600_000

/** Bytes of bundles that may turn out useless (known or declined), beside as many as were of use. */
export const USELESS_BYTES_FREE = 262_144

/** Declined or absent hashes that one run remembers. Bounds memory; later ones are asked again. */
export const DECLINED_MAX = 16_384

/** Frames of bundles that may be under way in the pipeline while the next one is read. */
export const INTAKE_FRAMES_MAX = 4

/** Bytes of bundles that one read from the store aims at. */
export const READ_BYTES_TARGET = 262_144

/** Bundles in one read from the store. */
export const READ_BUNDLES_MAX = 512

/** Bundles in the first read from the store, before their size is known. Bounds it by 16 bundles of 96 KiB. */
export const READ_BUNDLES_FIRST = 16

/** Parcels that one frame holds at most. Keeps a frame below the item limit of canonical CBOR. */
export const PARCELS_PER_FRAME_MAX = 4_096

/** Milliseconds for which a run may go on without a turn or a bundle that counts. */
export const STALL_TIMEOUT_MS = 60_000

/** Milliseconds for which a run may go on without any bundle that moves. Within them the whole free search passes at 6 kB/s. */
export const SEARCH_TIMEOUT_MS = 180_000

/** Milliseconds of the first wait after a failed run; doubles with each further failure. */
export const BACKOFF_FIRST_MS = 2_000

/** Milliseconds of the longest wait after a failed run. */
export const BACKOFF_MAX_MS = 300_000

/** Milliseconds after its last fault at which the faults of a peer are forgotten. Twice the longest wait, so that nobody waits them away. */
export const FAULT_MEMORY_MS = 600_000

/** Milliseconds for which a stream of a peer that rests waits for its answer. With the bound of its streams, it cannot ask often. */
export const RESTING_ANSWER_MS = 1_000

/** Peers whose faults are remembered. Bounds memory: some 200 bytes each. */
export const FAULTY_PEERS_MAX = 1_024

/** Milliseconds after which a run that met a busy peer is tried again; doubles each time, spread by {@link BUSY_JITTER}. */
export const BUSY_RETRY_MS = 200

/** Milliseconds of the longest wait for a busy peer. */
export const BUSY_RETRY_MAX_MS = 5_000

/** Share by which the wait for a busy peer is longer or shorter by chance, so that two that crossed do not cross again. */
export const BUSY_JITTER = 0.5

/** Bundles taken in by a run, or announced by its peer, from which on it has its scope for itself. */
export const BULK_BUNDLES = 64

/** Bytes of new bundles that count as much as {@link BULK_BUNDLES}: one frame. */
export const BULK_BYTES = 65_536

/** Milliseconds without so many new bundles, or bytes of them, after which a run no longer has its scope for itself. */
export const BULK_IDLE_MS = 5_000

/** Milliseconds for which the listening side of a new connection leaves the first run to the dialler. */
export const LISTENER_WAIT_MS = 1_000

/** Milliseconds between the first runs with two peers that came at once, as after a heal: the first of them tells most of what is new. */
export const FIRST_RUN_GAP_MS = 50

/** Milliseconds over which the first runs are spread at most, however many peers come at once. */
export const FIRST_RUN_SPREAD_MS = 3_000

/** Milliseconds between two events that tell how far a run is. */
export const PROGRESS_INTERVAL_MS = 500

/** Milliseconds for which a pair of roots of a partial end is remembered, unless a retry time comes earlier. */
export const PARTIAL_MEMORY_MS = 600_000

/** Pairs of peer and scope that are remembered after the peer left. Bounds memory. */
export const PAIRS_MAX = 4_096

/** Bits of the short id of a bundle: the beginning of its hash. */
export const SHORT_ID_BITS = 40

/** Bits of a short id in a request above those that tell the bundles of the peer apart: one number in 8,192 names one too many. */
export const REQUEST_BITS_SPARE = 13

/** Bits of a short id in a request at least: those for a peer with two bundles. */
export const REQUEST_BITS_MIN = 14

/** Short ids in one request, so that it fits into a frame. There may be several in a turn. */
export const REQUEST_ENTRIES_MAX = 16_384

/** Requests of one round beyond those that name every bundle once. */
export const REQUESTS_SPARE = 2

/** Values in a salted list, and keys that are held against one. */
export const LIST_ENTRIES_MAX = 131_072

/** Bits of a value in a salted list at least. */
export const LIST_BITS_MIN = 12

/** Bits of a value in a salted list at most: those of a salted hash. */
export const LIST_BITS_MAX = 48

/** Places for values, for each key that a list names, at least. */
export const LIST_SPACE_MIN = 4_096

/** One list in so many may hide a difference, which the comparison of roots finds. */
export const LIST_MISS_ONE_IN = 64
