/** The lens of a question that names none. Votes are how readers who do not curate say what they hold right. */
export const DEFAULT_RESOLVE_LENS = 'vote-aware-consensus'

/** The default cut is a whole multiple of so many milliseconds: what is written within a minute leaves the bytes of other answers alone. */
export const CUT_STEP_MS = 60_000

/** Authors that one vector of trust may name. */
export const TRUST_ENTRIES_MAX = 10_000

/** Answers that are kept. */
export const VIEWS_MAX = 10_000

/** Bytes that kept answers may take together, as {@link VIEW_BYTES} and its neighbours estimate them. */
export const VIEW_BYTES_MAX = 16 * 1024 * 1024

/** Bytes of memory that a kept answer takes, a side that it lists, and a side that it was made of. */
export const VIEW_BYTES = 1_024
export const VIEW_SIDE_BYTES = 768
export const VIEW_TAG_BYTES = 160

/** Names that are noted while an answer is worked out; beyond them it counts as touched. */
export const NOTED_TAGS_MAX = 10_000
