/** Live facts that the record of one conflict names. */
export const FACTS_NAMED_MAX = 100

/** Groups that are judged together. */
export const JUDGED_TOGETHER = 64

/** Groups that one page looks at, whether they fit or not: a page that finds little is short, and its cursor goes on. */
export const GROUPS_LOOKED_AT_MAX = 5_000

/** Heaviest vote. */
export const VOTE_WEIGHT_MAX = 1_000

/** What a derived record names as its source. */
export const SYSTEM_URI = 'system:stigmem'
