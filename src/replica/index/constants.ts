/**
 * The one list of key spaces in the index. The number is the first byte of every key of the bucket. A number that was
 * ever given away stays given away: a bucket that goes leaves a line here that says so. What is sealed stands below 64.
 */
export const BUCKETS = {
  /** `name` → format of the index, and the watermark. */
  meta: 1,
  /** `scope id 32` → number of the scope, in order of first appearance. */
  scope: 2,
  /** `scope 2` → how many facts and bundles it holds, and the heads of other chains that our next bundle names as parents. */
  count: 3,
  /** `bundle 16` → where the bundle and its facts lie in the journal, and the rest of its tree key. */
  bundle: 4,
  /** `scope 2 | hlc 8 | hash 32` → nothing: the order of bundles, and the keys of the tree. */
  time: 5,
  /** `author 32 | scope 2 | lane 8 | seq 8` → `bundle 16` for each of the first bundles at that place; `… | bundle 16` → nothing for each further one. */
  chain: 6,
  /** `scope 2 | entity 00 relation 00` → the one claimant and its current version, or the mark of several; behind that one entry per `claimant 8`. */
  claim: 7,
  /** `scope 2 | entity 00 relation 00 | claimant 8 | order 26` → a version that a newer one of its claimant replaced. */
  history: 8,
  /** `scope 2 | relation 00 | hlc 8 | bundle 16` → which facts of the bundle carry the relation. */
  relation: 9,
  /** `scope 2 | source 00 | hlc 8 | bundle 16` → which facts of the bundle carry the source. */
  source: 10,
  // 11 is not given away again.
  /** `scope 2 | conflict id 16` → `entity 00 relation 00` where several claimants and several values were ever seen. */
  contest: 12,
  /** `scope 2 | fact 18 | claimant 8` → the claimant's current vote on the fact; older ones stand behind it, newest first. */
  vote: 13,
  /** `scope 2 | fact 18` → number and weight of the current votes for and against the fact. */
  tally: 14,
  /** `scope 2 | entity 00 relation 00 | order 26` → a resolution of what is said there. */
  ruling: 15,
  /** `scope 2 | kind 1 | order 26` → an alias, a relation rule or an edition. */
  curation: 16,
  /** `scope 2 | ref 00 | hlc 8 | bundle 16` → which facts of the bundle refer to the entity. */
  target: 17,
  /** `hash 32 | bundle 16` → `scope 2 | received 6`, and its place, for each bundle that names a parent or predecessor which is not here. */
  absent: 18,
  /** `bundle 16` → nothing: some assertion of the bundle is not the only one that was ever made about its entity and relation. */
  shared: 19,
  /** `bundle 16` → numbers of the facts that were not in the bundle when it came, and to which no entry leads. */
  gap: 20,
  /** `scope 2 | equivocation id 16` → a place in a chain at which several bundles stand, and how many. */
  equivocation: 21,
  /** `scope 2 | order 26` → nothing: a genesis, grant, revocation or scope key of a closed scope, in the order in which acts are judged. */
  act: 22,
  /** `scope 2 | bundle 16 | author 32 | order 26` → where an erasure stands that names a fact of the bundle, or all of them. */
  erasure: 24,
  /** Rows of the stored trees; `docs/formats/tree.md` tells what is in them. They stand behind everything that is sealed. */
  tree: 64
} as const

/**
 * Version of the layout below. An index with another one is thrown away and built again from the journal.
 */
export const INDEX_FORMAT = 1

/**
 * Bytes of a bundle's hash that stand for it in keys. Sixteen suffice: to take the place of a given bundle somebody
 * would have to find a second preimage of 128 bits.
 */
export const BUNDLE_KEY_BYTES = 16

/**
 * Bytes of the digest of (author, source) that stand for a claimant. Claimants are compared only within one entity and
 * relation, or one fact that is voted on, where a chosen partner costs 2^64 hashes.
 */
export const CLAIMANT_BYTES = 8

/** Bundles at one place of a chain that stand in one row, so that no flood of them makes it long. */
export const CHAIN_ROW_BUNDLES_MAX = 16

/** Bytes that name a fact in keys: its bundle 16 and its number 2. */
export const FACT_KEY_BYTES = BUNDLE_KEY_BYTES + 2

/** Bytes of a conflict's id. */
export const CONFLICT_ID_BYTES = 16

/** Bytes of a version's place in the order of versions: time 8, bundle 16, index of the fact 2. */
export const ORDER_BYTES = 26

/** Operations up to which a batch can be read before the store has written it: a bundle of some facts. */
export const BEHIND_OPERATIONS_MAX = 64

/**
 * Operations that are gathered for one batch of the store: some tens of lone facts. A start after a crash applies so
 * many again from the journal at most, which takes it some milliseconds.
 */
export const GATHERED_OPERATIONS_MAX = 256

/** Entries on their way to the store, beyond which a batch waits for those before it. */
export const BEHIND_ENTRIES_MAX = 4_096

/** Bytes that must be free before a store that failed is opened anew: LevelDB writes its log into a file of its own then. */
export const RESUME_BYTES_MIN = 32 * 2 ** 20

/** Beginnings of hashes that are looked up at once. */
export const PREFIX_LANES = 4

/** Keys of which a pass over all of them reads so many in the time in which one beginning of a hash is looked up. */
export const PREFIX_SHARE = 50
/** Pairs of a bundle and an absent one that it names that stand in memory: some 60 MiB. Beyond them nothing is held back, and whoever is waited for is looked up in the index. */
export const ABSENT_PAIRS_MAX = 65_536

/** Bundles named by erasures that stand in memory: some 8 MiB. Beyond them the index is asked about every bundle. */
export const DOOMED_MAX = 65_536

/** Bytes of a scope's number in keys. */
export const SCOPE_NUMBER_BYTES = 2
