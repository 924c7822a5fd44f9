/** Milliseconds that a token is good when nobody says how long: 30 days. */
export const DEFAULT_TOKEN_LIFE_MS = 30 * 24 * 60 * 60 * 1_000

/** The longest and the shortest life of a token, in milliseconds: 90 days, one second. */
export const TOKEN_LIFE_MS_MAX = 90 * 24 * 60 * 60 * 1_000
export const TOKEN_LIFE_MS_MIN = 1_000

/** Milliseconds that a token is listed after its end, revoked or not: 90 days. */
export const TOKEN_KEPT_MS = 90 * 24 * 60 * 60 * 1_000

/** Bytes of chance in a token. */
export const TOKEN_SECRET_BYTES = 32

/** What every token begins with, so that programs that look for secrets in texts find it. */
export const TOKEN_PREFIX = 'factmesh_'

/** Bytes of the hash of a token that are its id. */
export const TOKEN_ID_BYTES = 10

/** The form of a name: it stands in audit entries and tables. */
export const TOKEN_NAME_FORM = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/

/** Milliseconds for which a peer that was accepted for the first time counts as new among the issuers of tokens. */
export const NEW_ISSUER_MS = 3_600_000

/** Peers of whom it is remembered when they came first: about 2 MB. Whoever is forgotten is new again. */
export const MET_PEERS_MAX = 16_384
