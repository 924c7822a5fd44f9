import type { LensCandidate } from '../../../policy/lens/index.ts'
import type { IndexReader } from '../../index/index.ts'
import type { FactRef, StoredFact } from '../fact-reader.ts'
import type { Candidate } from '../group-judge.ts'
import type { ResolveAnswer } from '../interface.ts'

/** What the index tells of votes. */
export type VoteIndex = Pick<IndexReader, 'tallies' | 'tallyNow' | 'votes' | 'liveVote'>

/** A statement whose votes are counted. */
export interface VotedFact extends FactRef {
  /** Its own claimant, whose votes on it count nothing; undefined while the statement is not here. */
  readonly claimant: Uint8Array | undefined
}

/** One side of a question with everything that a lens may look at. */
export interface Side {
  readonly candidate: Candidate
  readonly stored: StoredFact
  readonly row: LensCandidate
}

/** An answer, and what could change it. */
export interface MadeAnswer {
  readonly answer: ResolveAnswer
  /** Names of everything that it was made of, as `tagsOf` spells them. */
  readonly tags: readonly string[]
  /** The default cut before expiry, in milliseconds: another one gives other bytes. */
  readonly baseMs: number
  /** Milliseconds since 1970 after which one of its sides has expired. */
  readonly lastsUntilMs: number
}
