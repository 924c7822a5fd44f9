import type { ConstraintRelations } from './interface.ts'

/** Weights, shares, trust and confidence are integers of this many parts, so that sums of them are exact. */
export const MILLION = 1_000_000

/**
 * Entries of the EigenTrust vector and factors of decay are integers of this many parts: the vector sums to one over all
 * agents there are, and millionths would leave little of it.
 */
export const TRILLION = 1_000_000_000_000

/** Reputation in millionths of an author of whom nothing is known. */
export const TRUST_UNKNOWN = 500_000

const DAY_MS = 86_400_000

/**
 * Half-life by source class in milliseconds, in the order of `SOURCE_CLASSES`: regulatory statements stand for ever,
 * anecdotes halve in a month.
 */
export const DEFAULT_HALF_LIVES_MS: readonly number[] = [0, 730 * DAY_MS, 365 * DAY_MS, 180 * DAY_MS, 90 * DAY_MS, 30 * DAY_MS]

/** Number of source classes; candidates without one count as the last. */
export const SOURCE_CLASS_COUNT = 6

/** Below this conflict score in millionths, candidates with several values count as agreed. */
export const DEFAULT_AGREED_BELOW = 500_000

/** The relations under which rules for an agent stand. */
export const DEFAULT_CONSTRAINT_RELATIONS: ConstraintRelations = { mustUse: 'constraint:must-use', forbidden: 'constraint:forbidden' }

/** Longest expression that names a lens, in characters, and how many lenses may stand inside each other. */
export const EXPRESSION_CHARACTERS_MAX = 256
export const EXPRESSION_DEPTH_MAX = 4

/** Longest name of a lens in characters. */
export const LENS_NAME_CHARACTERS_MAX = 64

/** How many names a note spells out; it always says how many there are. */
export const NAMES_IN_NOTE_MAX = 8
