/**
 * Length of a scope key in bytes.
 */
export const SCOPE_KEY_BYTES = 32

/**
 * Length of the nonce of a box or a payload in bytes: XChaCha20 takes one that is long enough to be drawn at random.
 */
export const NONCE_BYTES = 24

/**
 * Bytes that Poly1305 adds to what is encrypted.
 */
export const TAG_BYTES = 16

/**
 * Length of a scope key in its box, in bytes: nonce, key, tag.
 */
export const SCOPE_BOX_BYTES = NONCE_BYTES + SCOPE_KEY_BYTES + TAG_BYTES

/**
 * Most bytes of a message before it is sealed: the longest message of gossip.
 */
export const SEALED_MESSAGE_BYTES_MAX = 16_392

/**
 * Most bytes of a payload: the message, its tag and nonce, and up to 11 bytes that say number and lengths.
 */
export const PAYLOAD_BYTES_MAX = SEALED_MESSAGE_BYTES_MAX + TAG_BYTES + NONCE_BYTES + 11

/**
 * Milliseconds for which a key is still accepted after the next one became known: members learn of it one after another.
 */
export const OLD_KEY_MS = 3_600_000

/**
 * Keys of one number that are used. There are two when two admins revoke at one time; more are somebody's mischief.
 */
export const KEYS_OF_NUMBER_MAX = 4

/**
 * Numbers whose boxes a member tries to open, from the highest down, until two of them gave keys.
 */
export const NUMBERS_TRIED_MAX = 8
