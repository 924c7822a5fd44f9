/** Steps of a walk when nobody says how many. */
export const DEFAULT_DEPTH = 1

/** Most steps of a walk: a fourth one leads nearly everywhere. */
export const DEPTH_MAX = 3

/** Edges in a page when nobody says how many, and at most. */
export const DEFAULT_EDGES_LIMIT = 20
export const EDGES_LIMIT_MAX = 200

/** Confidence below which a fact is no edge, when nobody says which. */
export const EDGE_CONFIDENCE_MIN = 0.1

/** Facts that one request may look at: about a tenth of a second of work. */
export const FACTS_WALKED_MAX = 10_000

/** Facts, and relations, that are looked at together. */
export const WALKED_TOGETHER = 256
