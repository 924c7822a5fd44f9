/** First bytes of every segment: "FMJOURNL" in ASCII. */
export const MAGIC = Uint8Array.of(0x46, 0x4d, 0x4a, 0x4f, 0x55, 0x52, 0x4e, 0x4c)

/** The version of the format that is written and read. */
export const FORMAT_VERSION = 2

/** Bytes of the header of a segment. */
export const SEGMENT_HEADER_BYTES = 32

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

/** Payload bytes after which a group takes no further waiter. One sync of this much costs little more than one of nothing. */
export const GROUP_BYTES_MAX = 4_194_304

/** Bytes that are handed to the file system in one write at most, if no single record is longer. */
export const WRITE_BYTES_MAX = 1_048_576

/** Bytes that a scan keeps in memory: more than any record, so that each one is seen whole. */
export const WINDOW_BYTES = 1_048_576

/** Bytes that a read takes in at first: most records fit, and the page cache answers in one call. */
export const READ_AHEAD_BYTES = 2048

/** Segments that are kept open for reading. */
export const OPEN_FILES_MAX = 32

/** Damaged ranges that are kept and reported one by one; more are counted. */
export const DAMAGE_LISTED_MAX = 1000
