import type { CborMap } from '../model/bytes/index.ts'
import type { AuditLog } from '../replica/audit/index.ts'
import type { FactPage, FactQuery, FactRecord, Replica, ResolveAnswer, ResolveQuery } from '../replica/index.ts'

/** Facts of a page that its entry names. */
const FACTS_NAMED_MAX = 20

/** What answers queries. */
export type Asked = Pick<Replica, 'query' | 'resolve' | 'scan'>

/** What the audit of queries stands on. */
export interface QueryAuditComponents {
  readonly replica: Asked
  readonly audit: Pick<AuditLog, 'append'>
}

/** Asks a replica, and notes each question with its outcome in the audit log before anybody hears the answer. */
export class QueryAudit implements Asked {
  private readonly components: QueryAuditComponents

  constructor (components: QueryAuditComponents) {
    this.components = components
  }

  async query (query: FactQuery = {}): Promise<FactPage> {
    const page = await this.components.replica.query(query)
    await this.note('facts', query, { facts: page.facts.slice(0, FACTS_NAMED_MAX).map(({ id }) => id), total: page.total })

    return page
  }

  async resolve (query: ResolveQuery): Promise<ResolveAnswer> {
    const answer = await this.components.replica.resolve(query)
    const { candidatesCount, cut, lens, winner } = answer
    await this.note('resolve', query, { lens, cut, winner: winner?.id ?? null, candidates: candidatesCount })

    return answer
  }

  /** A stream is noted when it ends, however that is, with the number of facts that were taken. */
  async * scan (query: FactQuery = {}): AsyncGenerator<FactRecord> {
    let facts = 0

    try {
      for await (const record of this.components.replica.scan(query)) {
        facts++
        yield record
      }
    } finally {
      await this.note('stream', query, { total: facts })
    }
  }

  private async note (asked: string, query: FactQuery | ResolveQuery, outcome: CborMap): Promise<void> {
    await this.components.audit.append({ type: 'query', reason: asked, scope: query.scope, detail: { query: JSON.stringify(query), ...outcome } })
  }
}
