/** Wanted bundles that are kept: as many as hashes that a checkpoint names without having them. */
export const WANTED_MAX = 65_536

/** Records of the journal that have been overtaken before it is worth a compaction, whatever the number that has not. */
export const DEAD_RECORDS_MIN = 4096

/** Entries that a keyed store takes by default: peers, tokens or refusals of a large node, about 30 MB of memory. */
export const DEFAULT_ENTRIES_MAX = 65_536
