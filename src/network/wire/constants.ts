/** Peers tell each other version, network and limits, on each new connection. */
export const HELLO_PROTOCOL = '/factmesh/hello/1.0.0'

/** Two peers compare the sets of one scope and exchange what is missing. */
export const SYNC_PROTOCOL = '/factmesh/sync/1.0.0'

/** Bundles by hash. */
export const FETCH_PROTOCOL = '/factmesh/fetch/1.0.0'

/** Most bytes of one frame, its length prefix left out. A longer one is refused at the prefix. */
export const FRAME_BYTES_MAX = 131_072

/** Senders close a frame when the next part would bring it above this many bytes. */
export const FRAME_BYTES_TARGET = 65_536

/** Bytes of the longest length prefix: an unsigned varint that holds {@link FRAME_BYTES_MAX}. */
export const FRAME_PREFIX_BYTES_MAX = 3

/**
 * Bytes that one stream reads ahead before it asks the peer to wait. Above {@link FRAME_BYTES_MAX}, so that a stream
 * that waits always holds a whole frame for its reader.
 */
export const READ_AHEAD_BYTES_MAX = 262_144

/**
 * Bytes that a peer may have under way to us on one stream. A paused stream must be able to hold them all, so the
 * window of the stream muxer and its read buffer both have this size: what every yamux stream begins with
 * (https://github.com/hashicorp/yamux/blob/master/spec.md), and enough for 2.6 MB/s at a round trip of 100 ms.
 */
export const STREAM_WINDOW_BYTES_MAX = 262_144

/** Milliseconds until a peer must have sent the first frame of a stream. */
export const FIRST_FRAME_TIMEOUT_MS = 10_000

/** Milliseconds until each later frame must have arrived whole, and until each write must have been taken. */
export const PROGRESS_TIMEOUT_MS = 60_000

/** Milliseconds in which a stream must have been opened, and in which a close waits for bytes that are not sent yet. */
export const OPEN_TIMEOUT_MS = 10_000

/** Milliseconds for which a stream that was given up stays open, so that the peer hears the last word on it. */
export const PARTING_MS = 2_000

/** Frames of the peer that such a stream still swallows: those that were under way when it was given up. */
export const PARTING_FRAMES_MAX = 32

/** Milliseconds in which a new neighbour must have joined a topic to count as one of its neighbours there. */
export const REACH_TIMEOUT_MS = 2_000

/** Milliseconds between two looks at whether a new neighbour has joined a topic. */
export const REACH_POLL_MS = 20

/** Topics of a peer that are remembered, ours or not. It may take part in one before we know of it. Bounds memory. */
export const ANNOUNCED_MAX = 1_024

/** Longest name of a topic that is remembered, in characters; ours have fewer. */
export const TOPIC_CHARACTERS_MAX = 128

/** Seconds after which a peer that may hear a topic again may become a neighbour there. */
export const REGRAFT_SECONDS = 1

/** Streams of one protocol that one connection may have open towards us, unless the handler sets its own bound. */
export const DEFAULT_INBOUND_STREAMS_MAX = 4

/** Frames that an in-memory stream holds before its writer waits. */
export const MEMORY_FRAMES_MAX = 4
