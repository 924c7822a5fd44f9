/** Longest wait for something that has to come, in milliseconds. Nothing is measured by it. */
export const WAIT_MS = 120_000

/** Milliseconds between two looks. */
export const LOOK_MS = 50

/** How long the link of the split brain is cut: more than five minutes, in milliseconds. */
export const PARTITION_MS = 301_000

/** Milliseconds between two looks at both sides while the link is cut for real. */
export const PARTITION_LOOK_MS = 10_000

/** Lines of the log of a node that stay as evidence. */
export const LOG_LINES = 200

/** Milliseconds of a second. */
export const SECOND_MS = 1_000
