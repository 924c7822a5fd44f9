import { STREAM_TOKEN_LIFE_MS_MAX } from '../../model/token/index.ts'

/** How long the tokens of this node live: as long as a stream takes them. */
export const TOKEN_LIFE_MS = STREAM_TOKEN_LIFE_MS_MAX

/** How long before the end of a token the next one is made: time for it to arrive, and for clocks that differ. */
export const TOKEN_MARGIN_MS = 60_000

/** Random bytes of a nonce. */
export const NONCE_BYTES = 16
