import type { FactQuery, FactRecord } from '../query/interface.ts'
import type { AbortOptions } from '@libp2p/interface'

/** What may change. */
export type ChangeType = 'fact' | 'retraction' | 'vote' | 'statement' | 'conflict' | 'scope' | 'erase'

/** Which changes to tell. Filters are joined by "and". */
export interface ChangeQuery extends Pick<FactQuery, 'entity' | 'entityPrefix' | 'relation' | 'source' | 'scope' | 'author' | 'minConfidence'> {
  /** Absent: all. */
  readonly types?: readonly ChangeType[]
}

/**
 * Why changes are left out.
 *
 * - `unknown_id`: nothing in the journal has the id to begin behind.
 * - `compacted`: the journal has left out what stood there.
 * - `too_far_behind`: more bytes lie behind the id than a reader may catch up on.
 * - `slow_reader`: a reader that followed has fallen that far behind.
 * - `damaged`: the disk has changed what stood there.
 */
export type GapReason = 'unknown_id' | 'compacted' | 'too_far_behind' | 'slow_reader' | 'damaged'

/** One thing that changed. Its id is a place in the journal of this node, and a later one is greater. */
export type Change =
  { readonly type: 'fact' | 'retraction' | 'vote' | 'statement', readonly id: string, readonly record: FactRecord } |
  {
    readonly type: 'conflict'
    readonly id: string
    /** Id of the conflict. */
    readonly conflict: string
    readonly entity: string
    readonly relation: string
    readonly scope: string
    readonly status: 'unresolved' | 'resolved'
  } |
  /** Acts changed which facts have effect in a closed scope: ask for facts to know what appeared and what vanished. */
  { readonly type: 'scope', readonly id: string, readonly scope: string } |
  /** Content was taken out: of these facts of one bundle none is here any more. */
  { readonly type: 'erase', readonly id: string, readonly facts: readonly string[], readonly scope: string } |
  /** What came between `from` and `id` is left out; ask for facts to know it. */
  { readonly type: 'gap', readonly id: string, readonly from: string, readonly reason: GapReason }

/** Where to begin. */
export interface ChangeOptions extends AbortOptions {
  /** Id of the last change that was seen; absent: begin now. */
  readonly after?: string
  /** Told the id that a reader begins behind when it begins without one: whoever leaves before the first change goes on there. */
  onBegin? (id: string): void
}
