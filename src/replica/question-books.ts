import { openAnswers } from './query/index.ts'
import type { ConflictBook, CurationBook, VoteBook } from './conflicts/index.ts'
import type { Answers } from './query/index.ts'
import type { ReplicaQuestionsComponents } from './questions.ts'

/** What answers questions about what the set says, beyond the facts themselves. */
export interface QuestionBooks extends Answers {
  readonly conflicts: ConflictBook
  readonly votes: VoteBook
  readonly curations: CurationBook
}

/** Loads the books, and makes them: a page that never asks does not load them. */
export async function openBooks (components: ReplicaQuestionsComponents): Promise<QuestionBooks> {
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
