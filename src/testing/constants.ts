import type { Topology } from './interface.ts'

/** Nodes of a test mesh. */
export const DEFAULT_SIZE = 3

/** Everybody dials everybody. */
export const DEFAULT_TOPOLOGY: Topology = 'full'

/** Seed of keys, lanes and salts. */
export const DEFAULT_SEED = 1

/** Journals on a simulated disk. */
export const DEFAULT_STORAGE = 'memory'

/** Folder of a node on a memory disk. */
export const HOME_IN_MEMORY = '/home'

/** Folder of a node on a platform without files, which refuses it by this name. */
export const FOLDER_OF_NO_DISK = 'disk'

/** Milliseconds between two reconciliations: short, because tests wait for them. */
export const DEFAULT_TEST_SYNC_INTERVAL_MS = 250

/** Milliseconds by which each link makes the interval longer, once that is more: all nodes share one thread. */
export const SYNC_INTERVAL_PER_LINK_MS = 10

/** Milliseconds after which a wait fails. */
export const DEFAULT_WAIT_TIMEOUT_MS = 30_000

/** Milliseconds between two looks at a condition. */
export const POLL_INTERVAL_MS = 10

/** Most milliseconds by which the clock of a node may be off, either way: ten years of 365 days. */
export const SKEW_MAX_MS = 315_360_000_000
