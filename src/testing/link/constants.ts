import type { LinkState } from './interface.ts'

/** A link that nobody set: nothing is late, nothing is lost, no bound on bytes. */
export const PERFECT: LinkState = { latencyMs: 0, jitterMs: 0, bytesPerSecond: Infinity, loss: 0, isCut: false }

/** Largest latency and jitter in milliseconds. Above it every protocol has given up. */
export const LATENCY_MAX_MS = 60_000

/** Least bandwidth in bytes a second. Below it one segment takes longer than a person waits. */
export const BYTES_PER_SECOND_MIN = 1_000

/** Bytes of one segment, as TCP over Ethernet sends them. Each may be lost by itself. */
export const SEGMENT_BYTES_MAX = 1_460

/** Bytes of one write of a connection; a longer one is taken in parts. */
export const WRITE_BYTES_MAX = 65_536

/** Bytes of one direction of one connection that were written and have not arrived, before its writer has to wait. */
export const PIPE_BYTES_MAX = 1_048_576

/** Bytes that a connection keeps for a writer that does not wait; above it the connection is aborted. */
export const CONNECTION_WRITE_BUFFER_BYTES_MAX = 8_388_608

/** Milliseconds above a round trip after which a lost segment is sent again: the least wait of TCP. It doubles with each loss. */
export const RETRANSMIT_WAIT_MS = 200

/** Longest wait in milliseconds for the same segment to be sent once more, as in TCP. */
export const RETRANSMIT_WAIT_MAX_MS = 120_000

/** Times that a segment is lost at most; TCP gives up after as many. */
export const RETRANSMITS_MAX = 15

/** The name under which the choice of a protocol on a new stream is counted. */
export const NEGOTIATION_PROTOCOL = '/multistream/1.0.0'
