/**
 * Statements of one scope that are kept in memory, and so many again that have no effect. They come from this node, from curators whom
 * its operator chose, and from members of closed scopes; what is beyond it has no effect and is counted.
 */
export const STATEMENTS_MAX = 65_536

/** Versions of one statement that are kept: a view as of a moment before the oldest of them does without the statement. */
export const VERSIONS_MAX = 64

/** Statements that are read from the journal together at the start. */
export const READ_TOGETHER = 512

/** Views of the past that one scope keeps worked out. */
export const PAST_VIEWS_MAX = 8
