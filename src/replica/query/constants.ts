/** Name of the scope that facts go to, and questions are about, when nobody names one. */
export const DEFAULT_SCOPE = 'public'

/** Facts in a page when the query names no limit. */
export const DEFAULT_PAGE_LIMIT = 50

/** Most facts in a page. */
export const PAGE_LIMIT_MAX = 500

/** Facts up to which the total of a query is counted exactly. */
export const TOTAL_MAX = 10_000

/** Facts that a scan looks at together: enough that one lookup serves many, few enough that memory stays small. */
export const CHUNK_FACTS = 512

/** Groups that are judged side by side, each of them with a scan of its own. */
export const JUDGED_TOGETHER = 16

/** Bundles whose places are looked up together. */
export const HITS_TOGETHER = 64

/** Facts that a scan reads from the journal together. */
export const READ_TOGETHER = 64

/** Bytes that places and heads of bundles take which stay in memory between reads, as {@link HEAD_BYTES} estimates them. */
export const KNOWN_BYTES_MAX = 16 * 2 ** 20

/** Bytes of memory that a decoded head takes, with all that leads to it. */
export const HEAD_BYTES = 1_536

/** Facts of one closed scope of which it is remembered whether they have effect: some 10 MB. */
export const EFFECTS_KEPT_MAX = 65_536

/** Facts that are read together to learn whether they have effect. */
export const EFFECTS_READ_TOGETHER = 512

/** Answers that one query remembers of entities and relations where several claimants speak. */
export const ANSWERS_KEPT_MAX = 65_536

/** Bundles without content that one answer names. */
export const MISSING_MAX = 100

/** Relations that one query may name. */
export const RELATIONS_MAX = 32
