/** First bytes of every segment: "FMJOURNL" in ASCII. */
export const MAGIC = Uint8Array.of(0x46, 0x4d, 0x4a, 0x4f, 0x55, 0x52, 0x4e, 0x4c)

/** The version of the format that is written and read. */
export const FORMAT_VERSION = 2

/** Bytes of the header of a segment. */
export const SEGMENT_HEADER_BYTES = 32

/** Form of a segment in which every record stands where it was appended. */
export const PLAIN_FORM = 0

/** Form of a segment from which records were left out; a map tells which bytes are gone. */
export const COMPACTED_FORM = 1

/** Bytes behind the second map of a compacted segment: the length of the map, and the header again. */
export const TRAILER_BYTES = 36

/** Bytes of the payload of a map before its first gap: the extent of the segment. */
export const MAP_HEAD_BYTES = 4

/** Bytes of a gap in a map: where it begins and how long it is. */
export const GAP_BYTES = 8

/**
 * Largest size that may be set for a segment, in bytes. It bounds what a damaged map can cost, and lets a map count with
 * 32 bits.
 */
export const SEGMENT_BYTES_LIMIT = 268_435_456

/** End of the name of a compacted segment that is being written. */
export const UNFINISHED_SUFFIX = '.seg.tmp'

/** Bytes that a compaction copies or collects before it writes. */
export const COPY_BYTES = 1_048_576

/** Damaged ranges that are copied to quarantine at most. */
export const QUARANTINE_RANGES_MAX = 1000

/** Bytes that are copied to quarantine in all, at most. */
export const QUARANTINE_BYTES_MAX = 16_777_216

/** Bytes of the header of a record: length, checksum, hash. */
export const RECORD_HEADER_BYTES = 40

/** Digits of the base offset in the name of a segment: enough for 64 bits. */
export const NAME_DIGITS = 20

/** End of the name of a segment. */
export const NAME_SUFFIX = '.seg'

/**
 * Longest payload that a reader believes in, in bytes. It is part of the format, and it bounds what a damaged length
 * can cost.
 */
export const RECORD_BYTES_LIMIT = 262_144

/** Longest payload that may be appended by default, in bytes: the largest bundle and room for what stands before it. */
export const DEFAULT_RECORD_BYTES_MAX = 131_072

/** Size at which the next segment is begun by default, in bytes: a minute to copy over a slow line, 16 of them to a gigabyte. */
export const DEFAULT_SEGMENT_BYTES_MAX = 67_108_864

/** The level of durability by default: every answer is kept, and a lone append is answered as fast as the disk allows. */
export const DEFAULT_DURABILITY = 'immediate'

/** How long a `batched` group waits for company by default, in milliseconds: a few syncs of a slow disk. */
export const DEFAULT_BATCH_MS = 5

/** The longest time that a `batched` group may wait, in milliseconds. */
export const BATCH_MS_LIMIT = 1_000

/** How long an `eventual` record waits for its sync by default, in milliseconds: what a power cut may take. */
export const DEFAULT_EVENTUAL_MS = 200

/** The longest time that an `eventual` record may wait for its sync, in milliseconds. */
export const EVENTUAL_MS_LIMIT = 60_000

/** Payload bytes after which a group takes no further waiter. One sync of this much costs little more than one of nothing. */
export const GROUP_BYTES_MAX = 4_194_304

/** Bytes that are handed to the file system in one write at most, if no single record is longer. */
export const WRITE_BYTES_MAX = 1_048_576

/**
 * Bytes that are written on the caller's thread at most: the page cache takes so few faster than another thread is
 * woken, and nobody notices the time.
 */
export const WRITE_SYNC_BYTES_MAX = 65_536

/**
 * Bytes that stand unsynced in a segment at most; a writer that would exceed it syncs first. So it is known how much a
 * failed sync can have lost, and a start writes this much again. It holds two groups of the usual records.
 */
export const UNSYNCED_BYTES_MAX = 8_388_608

/** Bytes that a scan keeps in memory: more than any record, so that each one is seen whole. */
export const WINDOW_BYTES = 1_048_576

/** Bytes that a read takes in at first: most records fit, and the page cache answers in one call. */
export const READ_AHEAD_BYTES = 2048

/** Segments that are kept open for reading. */
export const OPEN_FILES_MAX = 32

/** Damaged ranges that are kept and reported one by one; more are counted. */
export const DAMAGE_LISTED_MAX = 1000
