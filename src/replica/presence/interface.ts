/**
 * What this node has of a fact, or of all facts of a bundle.
 *
 * - `here`: the content.
 * - `wanted`: not the content, and it would take it.
 * - `refused`: it had the content, and a local decision dropped it.
 * - `erased`: an erasure with effect names it.
 */
export type PresenceState = 'here' | 'wanted' | 'refused' | 'erased'

/** What this node has of a fact or bundle, and why not more. */
export interface Presence {
  readonly state: PresenceState
  /** Peer id of who wrote it, base36 text. */
  readonly author: string
  /** Why it is `erased` or `refused`, in the words of whoever said so; may be empty. */
  readonly reason?: string
  /** The erasure that has effect, where one is known. */
  readonly erasure?: {
    /** Fact id. */
    readonly id: string
    /** Peer id of its author, base36 text. */
    readonly author: string
  }
}

/** How content is to be forgotten. */
export interface ForgetOptions {
  /** Why, at most 1,024 bytes of text; it travels with an erasure. */
  readonly reason?: string
  /**
   * Drop the content on this node alone, in place of asking all nodes for it.
   *
   * @default false
   */
  readonly hereOnly?: boolean
}

/** What came of it. */
export interface Forgotten {
  /** What was named. */
  readonly id: string
  readonly state: PresenceState
  /** Fact id of the erasure that was written for it. */
  readonly erasure?: string
}

/** Forgets content, and tells what is here. Ids are those of facts or bundles. */
export interface Forgetting {
  /** What is here of a fact or bundle; undefined for one that this node knows nothing of. */
  presence (id: string): Promise<Presence | undefined>

  /**
   * Takes content out of the journal, and answers once that is durable: by an erasure, which travels, or here alone. Undefined
   * for something that this node does not know.
   *
   * @throws {ErasureRefusedError} when this node may not erase it, or nobody may.
   */
  forget (id: string, options?: ForgetOptions): Promise<Forgotten | undefined>

  /** Undoes a local decision: the content is wanted again. An erasure stays. Undefined when there was no such decision. */
  remember (id: string): Promise<Forgotten | undefined>
}

/** How many bundles of a scope lack content, by the reason. */
export interface AbsenceCount {
  readonly refused: number
  readonly erased: number
}
