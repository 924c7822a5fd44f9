/** Facts in a page when the query names no limit. */
export const DEFAULT_PAGE_LIMIT = 50

/** Most facts in a page. */
export const PAGE_LIMIT_MAX = 500

/** Facts up to which the total of a query is counted exactly. */
export const TOTAL_MAX = 10_000

/** Facts that a scan looks at together: enough that one lookup serves many, few enough that memory stays small. */
export const CHUNK_FACTS = 512

/** Heads of bundles that stay decoded between reads; one takes about a kilobyte. */
export const HEADS_MAX = 2_048

/** Contested entities and relations whose outcome one query remembers. */
export const OUTCOMES_MAX = 1_024

/** Bytes up to which a bundle's head and one of its facts are read together. */
export const SMALL_READ_BYTES = 2_048

/** Bundles without content that one answer names. */
export const MISSING_MAX = 100
