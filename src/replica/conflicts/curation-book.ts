import { scopeUri } from '../../model/body/index.ts'
import { normaliseUri } from '../../model/fact/index.ts'
import { formatHlc } from '../../model/hlc/index.ts'
import { peerIdText } from '../../model/identity/index.ts'
import { DEFAULT_SCOPE, UnknownScopeError } from '../query/index.ts'
import { FactRefusedError } from './errors.ts'
import { StatementWriter } from './statement-writer.ts'
import type { AliasDraft, CurationRecord, Curations, EditionDraft, RuleDraft } from './interface.ts'
import type { StatementWriterComponents } from './statement-writer.ts'
import type { Curation, HeldKind } from '../curation/index.ts'
import type { FactIndex } from '../index/index.ts'
import type { FactRecord, ScopeNames } from '../query/index.ts'

/** What the book of curating statements stands on. */
export interface CurationBookComponents extends StatementWriterComponents {
  readonly index: Pick<FactIndex, 'scopeNumber'>
  readonly curation: Pick<Curation, 'entries' | 'view'>
  readonly scopes: ScopeNames
}

/** Writes aliases, relation rules and editions, and lists those that stand. */
export class CurationBook implements Curations {
  private readonly components: CurationBookComponents
  private readonly writer: StatementWriter

  constructor (components: CurationBookComponents) {
    this.components = components
    this.writer = new StatementWriter(components)
  }

  async alias ({ canonical, alias, scope = DEFAULT_SCOPE, source, takeBack }: AliasDraft): Promise<FactRecord> {
    const number = this.components.index.scopeNumber(this.scopeId(scope))

    if (takeBack !== true && number != null && this.closesCircle(number, canonical, alias)) {
      throw new FactRefusedError('alias_cycle', `${canonical} is named by ${alias} already. Take that alias back first, or leave it.`, 'alias')
    }

    return this.writer.state('alias', { body: { canonical, alias }, entity: canonical, source, takeBack }, scope)
  }

  async rule ({ relation, cardinality, scope = DEFAULT_SCOPE, source, takeBack }: RuleDraft): Promise<FactRecord> {
    return this.writer.state('rule', { body: { relation, cardinality }, entity: scopeUri(this.scopeId(scope)), source, takeBack }, scope)
  }

  async edition ({ name, supersedes, type, scope = DEFAULT_SCOPE, source, takeBack }: EditionDraft): Promise<FactRecord> {
    return this.writer.state('edition', { body: { name, supersedes, type }, entity: scopeUri(this.scopeId(scope)), source, takeBack }, scope)
  }

  async list (kind: HeldKind, { scope = DEFAULT_SCOPE }: { readonly scope?: string } = {}): Promise<CurationRecord[]> {
    const number = this.components.index.scopeNumber(this.scopeId(scope))
    const entries = number == null ? [] : this.components.curation.entries(number, kind)

    return entries.map(({ id, author, source, hlc, body }) => {
      return { id, kind, scope, author: peerIdText(author), source, hlc: formatHlc(hlc), statement: textsOf(body) }
    })
  }

  /** Whether an alias is what the canonical name goes by. */
  private closesCircle (scope: number, canonical: string, alias: string): boolean {
    const view = this.components.curation.view(scope)

    try {
      const name = normaliseUri(alias)
      return name !== normaliseUri(canonical) && view.canonical(normaliseUri(canonical)) === name
    } catch {
      // The writer refuses what is no URI, and says why.
      return false
    }
  }

  private scopeId (name: string): Uint8Array {
    const id = this.components.scopes.idOf(name)

    if (id == null) {
      throw new UnknownScopeError(name)
    }

    return id
  }
}

function textsOf (body: object): Record<string, string> {
  const texts = Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(texts)
}
