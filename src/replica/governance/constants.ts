/**
 * What the acts of one author in one scope may weigh in memory: an act weighs 1, a revocation 1 more for each chain that
 * it names. It is some 16 MiB at most. Of an author who wrote more, those that come first in the order of judgement
 * count, which are the same on every node; the others have no effect and are counted.
 */
export const AUTHOR_ACTS_MAX = 32_768

/** Acts that are read from the journal together at the start. */
export const READ_TOGETHER = 512

/**
 * Most by which the number of a scope key may lie above the highest one with effect before it. A key with a number
 * beyond that has no effect, so no admin uses up the numbers of a scope.
 */
export const KEY_NUMBER_STEP_MAX = 1_000_000

/**
 * Bundles of one author's forked chains in one scope that are kept in memory, some 20 MiB. In the chains of an author who
 * wrote more in them no bundle leads to another one, so a revocation cuts them whole.
 */
export const FORK_LINKS_MAX = 65_536
