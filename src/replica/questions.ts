import { CONFLICT_ENTITY_START } from '../policy/conflict/index.ts'
import { ChangeFeed } from './changes/index.ts'
import { openBooks } from './question-books.ts'
import { Visibility } from './upkeep/visibility.ts'
import type { FactPage, FactQuery, Questions } from './interface.ts'
import type { Committed } from './pipeline/index.ts'
import type { PresenceBook } from './presence/index.ts'
import type { FactRecord, ScopeNames } from './query/index.ts'
import type { QuestionBooks, QuestionBooksComponents } from './question-books.ts'
import type { IndexGuard } from './upkeep/index-guard.ts'
import type { VisibilityComponents } from './upkeep/visibility.ts'
import type { Timers } from '../platform/interface.ts'
import type { LensRegistry } from '../policy/lens/index.ts'
import type { Journal } from '../storage/journal/interface.ts'

/** What the questions stand on. */
export interface ReplicaQuestionsComponents extends QuestionBooksComponents {
  readonly timers: Timers
  readonly guard: IndexGuard
  readonly journal: Journal
  readonly presence: PresenceBook
  readonly onAwait: VisibilityComponents['onAwait']
}

/** Joins what answers questions about facts beside the facts themselves; all readings pass the guard. */
export class ReplicaQuestions implements Questions {
  readonly lenses: LensRegistry
  readonly conflicts: Questions['conflicts']
  readonly votes: Questions['votes']
  readonly curations: Questions['curations']
  readonly presence: Questions['presence']
  readonly get: (id: string) => Promise<FactRecord | undefined>
  readonly why: Questions['why']
  readonly neighbours: Questions['neighbours']
  readonly resolve: Questions['resolve']
  private readonly books: () => Promise<QuestionBooks>
  private opened: QuestionBooks | undefined
  private readonly feed: ChangeFeed
  private readonly visibility: Visibility
  private readonly scopes: ScopeNames

  constructor (components: ReplicaQuestionsComponents) {
    const { engine, guard, lenses, presence } = components
    const { effect, judge } = engine
    let opening: Promise<QuestionBooks> | undefined
    const books = async (): Promise<QuestionBooks> => {
      opening ??= openBooks(components)
      this.opened = await opening
      return this.opened
    }
    const ask = async <Answer> (question: (books: QuestionBooks) => Promise<Answer>): Promise<Answer> => guard.read(async () => question(await books()))
    const state = async <Answer> (statement: (books: QuestionBooks) => Promise<Answer>): Promise<Answer> => guard.named(books().then(statement))

    this.books = books
    this.lenses = lenses
    this.scopes = components.scopes
    this.visibility = new Visibility({ ...components, onChange: () => { this.opened?.resolver.shown() } })
    this.resolve = async query => ask(async ({ resolver }) => resolver.resolve(query))
    this.get = async id => guard.read(async () => {
      await presence.check(id)
      return engine.get(id)
    })
    this.why = async id => ask(async ({ why }) => {
      await presence.check(id)
      return why.why(id)
    })
    this.presence = {
      presence: async id => guard.read(async () => presence.presence(id)),
      forget: async (id, options) => guard.named(presence.forget(id, options)),
      remember: async id => guard.named(presence.remember(id))
    }
    this.neighbours = async query => ask(async ({ neighbours }) => neighbours.page(query))
    this.conflicts = {
      list: async query => ask(async ({ conflicts }) => conflicts.list(query)),
      get: async id => ask(async ({ conflicts }) => conflicts.get(id)),
      resolve: async (id, draft) => state(async ({ conflicts }) => conflicts.resolve(id, draft))
    }
    this.votes = {
      cast: async draft => state(async ({ votes }) => votes.cast(draft)),
      of: async (fact, page) => ask(async ({ votes }) => votes.of(fact, page))
    }
    this.curations = {
      alias: async draft => state(async ({ curations }) => curations.alias(draft)),
      rule: async draft => state(async ({ curations }) => curations.rule(draft)),
      edition: async draft => state(async ({ curations }) => curations.edition(draft)),
      list: async (kind, options) => ask(async ({ curations }) => curations.list(kind, options))
    }
    this.feed = new ChangeFeed({
      ...components,
      effect,
      takenOut: async hash => guard.read(async () => presence.takenOut(hash)),
      records: { recordsNow: async facts => guard.read(async () => engine.recordsNow(facts)) },
      judge: { judge: async (groups, moment) => guard.read(async () => judge.judge(groups, moment)) }
    })
  }

  changes (...[query, options]: Parameters<Questions['changes']>): ReturnType<Questions['changes']> {
    return this.feed.changes(query, options)
  }

  /** The facts about an entity that no fact is about: those that tell of a conflict. Undefined when the query asks for others. */
  async derived ({ entity, limit, relation }: FactQuery): Promise<FactPage | undefined> {
    const told = entity?.startsWith(CONFLICT_ENTITY_START) === true ? await (await this.books()).conflicts.factsAbout(entity) : []
    const facts = told.filter(fact => relation == null || fact.relation === relation).slice(0, limit)

    return told.length === 0 ? undefined : { facts, total: facts.length, totalCapped: false, cursor: null }
  }

  /** Parents that bundles name and that are not here. */
  absentParents (): ReturnType<Visibility['absentParents']> {
    return this.visibility.absentParents()
  }

  /** The index has all that the journal has. */
  start (): void {
    this.visibility.start()
    this.feed.start()
  }

  stop (): void {
    this.feed.stop()
    this.visibility.stop()
  }

  /** Takes a bundle that is durable and indexed, in the order of the journal. */
  committed (committed: Committed): void {
    const { bundle, leaving } = committed
    this.opened?.resolver.committed(leaving == null ? bundle : { header: bundle.header, decoded: leaving })
    this.visibility.committed(committed, this.scopes.nameOf(committed.bundle.header.scope))
    this.feed.committed(committed)
  }
}
