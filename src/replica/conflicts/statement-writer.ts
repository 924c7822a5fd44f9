import { statementFact } from '../../model/body/index.ts'
import { createFact, InvalidFactError } from '../../model/fact/index.ts'
import { FactRefusedError } from './errors.ts'
import type { Bodies, StatementKind } from '../../model/body/interface.ts'
import type { Fact, FactInput } from '../../model/fact/index.ts'
import type { AppendResult } from '../pipeline/interface.ts'
import type { FactRecord } from '../query/interface.ts'

/** What the writer stands on. */
export interface StatementWriterComponents {
  /** Writes a checked fact of any kind, and answers once it is durable. */
  append (fact: Fact, scope: string): Promise<AppendResult>
  /** The source of statements that name none. */
  readonly defaultSource: string
}

/** A statement about something, by whom. */
export interface StatementDraft<K extends StatementKind> {
  readonly body: Bodies[K]
  readonly entity: string
  readonly source?: string
  readonly takeBack?: boolean
}

/** Makes facts of statements and writes them. */
export class StatementWriter {
  private readonly components: StatementWriterComponents

  constructor (components: StatementWriterComponents) {
    this.components = components
  }

  /**
   * Writes a statement; resolves once it is durable.
   *
   * @throws {FactRefusedError}
   */
  async state<K extends StatementKind> (kind: K, draft: StatementDraft<K>, scope: string): Promise<FactRecord> {
    const { body, entity, source = this.components.defaultSource, takeBack } = draft
    return this.write(() => statementFact(kind, { body, entity, source, confidence: takeBack === true ? 0 : 1 }), scope)
  }

  /**
   * Writes an assertion; resolves once it is durable.
   *
   * @throws {FactRefusedError}
   */
  async assert (draft: Pick<FactInput, 'entity' | 'relation' | 'value'> & { readonly source?: string }, scope: string): Promise<FactRecord> {
    return this.write(() => createFact({ ...draft, source: draft.source ?? this.components.defaultSource }), scope)
  }

  private async write (make: () => Fact, scope: string): Promise<FactRecord> {
    const result = await this.components.append(made(make), scope)

    if (result.result === 'reject') {
      throw new FactRefusedError(result.code, result.detail, result.field)
    }

    return result.record
  }
}

function made (make: () => Fact): Fact {
  try {
    return make()
  } catch (err) {
    if (err instanceof InvalidFactError) {
      throw new FactRefusedError(err.code, err.detail, err.field)
    }

    throw err
  }
}
