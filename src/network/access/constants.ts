/** First byte of a refusal. No CBOR item and no frame of a protocol begins with it. */
export const REFUSAL_TYPE = 0xff

/** First byte of every token: the header begins with this letter. No other frame of an opener begins with it. */
export const TOKEN_TYPE = 0x65

/** Bytes of a refusal at most. */
export const REFUSAL_BYTES_MAX = 64

/** Milliseconds between two looks at whether an open stream needs its next token. */
export const RENEWAL_LOOK_MS = 10_000

/** Milliseconds for which a stream waits for its next frame beside what its reader allows; its token ends long before. */
export const HELD_READ_MS = 3_600_000
