import { openAnswers } from './query/index.ts'
import type { ConflictBook, CurationBook, VoteBook } from './conflicts/index.ts'
import type { Curation } from './curation/index.ts'
import type { FactIndex } from './index/index.ts'
import type { AppendResult } from './interface.ts'
import type { Answers, QueryEngine, ScopeNames } from './query/index.ts'
import type { Fact } from '../model/fact/index.ts'
import type { Clock } from '../platform/interface.ts'
import type { LensRegistry } from '../policy/lens/index.ts'
import type { Logger } from '@libp2p/interface'

/** What the books stand on. */
export interface QuestionBooksComponents {
  readonly clock: Clock
  readonly curation: Curation
  readonly engine: QueryEngine
  readonly index: FactIndex
  readonly lenses: LensRegistry
  readonly scopes: ScopeNames
  /** The source of statements that name none. */
  readonly defaultSource: string
  readonly log: Logger
  /** Writes a fact of any kind, and answers once it is durable. */
  append (fact: Fact, scope: string): Promise<AppendResult>
}

/** What answers questions about what the set says, beyond the facts themselves. */
export interface QuestionBooks extends Answers {
  readonly conflicts: ConflictBook
  readonly votes: VoteBook
  readonly curations: CurationBook
}

/** Loads the books, and makes them: a page that never asks does not load them. */
export async function openBooks (components: QuestionBooksComponents): Promise<QuestionBooks> {
  const { engine, log } = components
  const { effect, judge, reader } = engine
  const shared = { ...components, effect, judge, reader }
  const onFutureView = (aheadMs: number): void => { log.error('a kept answer bears a time %d ms ahead, because the clock was set back; it is made anew', aheadMs) }
  const [{ ConflictBook, CurationBook, VoteBook }, answers] = await Promise.all([
    import('./conflicts/index.ts'),
    openAnswers({ ...shared, records: engine, onFutureView })
  ])

  return { ...answers, conflicts: new ConflictBook(shared), votes: new VoteBook(shared), curations: new CurationBook(shared) }
}
