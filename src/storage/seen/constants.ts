/** First byte of a journal record that holds a nonce. */
export const RECORD_TYPE_NONCE = 16

/** First byte of a journal record that says up to when nonces were forgotten. */
export const RECORD_TYPE_NONCE_HORIZON = 17

/** Longest issuer and longest nonce, in bytes: their lengths stand in one byte. */
export const NAME_BYTES_MAX = 255

/** Latest time that a record holds, in milliseconds since 1970. */
export const TIME_MS_MAX = 2 ** 48 - 1

/** For how long a nonce is kept at least by default, in milliseconds: until its own end alone. */
export const DEFAULT_KEPT_MS_MIN = 0

/** Nonces of one issuer that are kept by default: a peer that opens three streams a second, for five minutes. */
export const DEFAULT_NONCES_PER_ISSUER_MAX = 1024

/** Nonces that are kept in all by default, about 20 MB of memory. */
export const DEFAULT_NONCES_MAX = 65_536

/** Nonces of all new issuers together that are kept by default: an eighth of all, so a crowd of them leaves room for those that are known. */
export const DEFAULT_NONCES_OF_NEW_MAX = 8_192
