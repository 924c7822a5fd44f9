import { isTakenBack, readBody, scopeUri, statementKind } from '../../model/body/index.ts'
import { factId } from '../../model/bundle/index.ts'
import { KIND_ASSERTION } from '../../model/fact/index.ts'
import { advanceHlc } from '../../model/hlc/index.ts'
import { placeOf } from '../../policy/scope/index.ts'
import { claimantOf, uriInIndex } from '../index/index.ts'
import { READ_TOGETHER } from './constants.ts'
import { ScopeCuration } from './scope-curation.ts'
import { StatementView } from './statement-view.ts'
import type { CuratingKind, CurationEntry, CurationRights, CurationView, HeldKind } from './interface.ts'
import type { Statement } from './statement-log.ts'
import type { Bodies } from '../../model/body/interface.ts'
import type { Bundle, BundleHeader } from '../../model/bundle/index.ts'
import type { Fact } from '../../model/fact/index.ts'
import type { Hlc } from '../../model/hlc/index.ts'
import type { FactIndex } from '../index/index.ts'

/** Reads facts by the places that the index names. */
export interface StatementReader {
  readEach (refs: ReadonlyArray<{ readonly bundle: Uint8Array, readonly index: number }>): Promise<Array<StoredStatement | undefined>>
}

/** A fact and the bundle that it stands in. */
export interface StoredStatement {
  readonly fact: Fact
  readonly index: number
  readonly head: { readonly header: BundleHeader, readonly hash: Uint8Array }
}

/** What the curation stands on. */
export interface CurationComponents {
  readonly index: Pick<FactIndex, 'read' | 'scopeIds' | 'scopeNumber'>
  readonly reader: StatementReader
  readonly rights: CurationRights
}

const NO_VIEW: CurationView = new StatementView([])

/**
 * What the scopes' curating statements come to: which names mean one entity, which relations have many values, which
 * editions are replaced. It is small and lives in memory; the journal has the statements, and the index leads to them.
 */
export class Curation {
  private readonly components: CurationComponents
  /** By number of the scope. */
  private readonly scopes = new Map<number, ScopeCuration>()

  constructor (components: CurationComponents) {
    this.components = components
  }

  /** Reads what the index leads to. It may be called again once the index has been built anew. */
  async start (): Promise<void> {
    this.reset()

    for (const [scope, id] of this.components.index.scopeIds().entries()) {
      await this.load(scope, id)
    }
  }

  /** Forgets everything. */
  reset (): void {
    this.scopes.clear()
  }

  /** Takes note of the statements in a bundle that the index has; a bundle that was seen before changes nothing. */
  add (bundle: Bundle): void {
    const { decoded, hash, header } = bundle

    for (const [index, fact] of decoded.entries()) {
      if (fact != null && fact.kind !== KIND_ASSERTION) {
        const scope = this.components.index.scopeNumber(header.scope)

        if (scope != null) {
          this.note({ scope, id: header.scope }, { fact, index, head: { header, hash } })
        }
      }
    }
  }

  /**
   * What the statements of a scope come to.
   *
   * @param scope - number of the scope in the index
   * @param asOf - without what was stated later
   */
  view (scope: number, asOf?: Hlc): CurationView {
    return this.scopes.get(scope)?.view(asOf) ?? NO_VIEW
  }

  /** The statements of one kind that stand in a scope, in the order of their times. */
  entries<K extends HeldKind> (scope: number, kind: K): ReadonlyArray<CurationEntry<K>> {
    const found = this.scopes.get(scope)
    const entries: Array<CurationEntry<K>> = []

    for (const statement of found == null ? [] : found.view().standing()) {
      if (statement.kind === kind) {
        const { author, body, bundle, hlc, index, source } = statement as Statement<K>
        entries.push({ kind, body, id: factId(bundle, index), author, source, hlc })
      }
    }

    return entries
  }

  /** Whether the resolutions of an author may count in a scope; in a closed one, where each of them stands decides. */
  mayResolve (scope: number, author: Uint8Array): boolean {
    const id = this.components.index.scopeIds().at(scope)
    return id != null && this.components.rights.mayCurate(id, author, 'resolution')
  }

  /** A number that changes with each statement that comes, and with the acts that say which have effect. */
  version (scope: number): number {
    return this.scopes.get(scope)?.version ?? 0
  }

  /** Statements that found no room and have no effect. */
  get overflow (): number {
    return [...this.scopes.values()].reduce((sum, { overflow }) => sum + overflow, 0)
  }

  private async load (scope: number, id: Uint8Array): Promise<void> {
    let refs: Array<{ bundle: Uint8Array, index: number }> = []

    for await (const { author, bundle, index, kind } of this.components.index.read.curations(scope)) {
      if (kind !== 'vote' && this.counts(id, author, kind)) {
        refs.push({ bundle, index })
      }

      if (refs.length === READ_TOGETHER) {
        await this.read({ scope, id }, refs)
        refs = []
      }
    }

    await this.read({ scope, id }, refs)
  }

  /** What cannot be read comes back with its bundle, once a peer has brought it. */
  private async read (scope: { scope: number, id: Uint8Array }, refs: ReadonlyArray<{ bundle: Uint8Array, index: number }>): Promise<void> {
    for (const stored of refs.length === 0 ? [] : await this.components.reader.readEach(refs)) {
      if (stored != null) {
        this.note(scope, stored)
      }
    }
  }

  private note ({ scope, id }: { scope: number, id: Uint8Array }, stored: StoredStatement): void {
    const statement = statementOf(stored, id)

    if (statement == null || !this.counts(id, stored.head.header.author, statement.kind)) {
      return
    }

    const found = this.scopes.get(scope) ?? new ScopeCuration(this.components, { scope: id })
    this.scopes.set(scope, found)
    found.add(statement)
  }

  private counts (scope: Uint8Array, author: Uint8Array, kind: CuratingKind): boolean {
    return this.components.rights.mayCurate(scope, author, kind)
  }
}

/** The statement that a fact makes in a scope, with its names as the index spells them; undefined for one without effect. */
function statementOf ({ fact, head: { hash, header }, index }: StoredStatement, scope: Uint8Array): Statement | undefined {
  const kind = statementKind(fact.kind)

  if (kind == null || kind === 'vote' || kind === 'resolution') {
    return undefined
  }

  const body = readBody(kind, fact)

  // What speaks of a scope as a whole has to stand in it.
  if (body == null || (kind !== 'alias' && fact.entity !== scopeUri(scope))) {
    return undefined
  }

  const spelled = inIndex(body)

  return {
    kind,
    body: spelled,
    name: `${kind}\0${claimantOf(header.author, uriInIndex(fact.source)).text}\0${subjectOf(spelled)}`,
    stands: !isTakenBack(fact),
    author: header.author,
    source: fact.source,
    number: fact.kind,
    place: placeOf({ header, hash }),
    hlc: advanceHlc(header.hlc, index),
    bundle: hash,
    index
  }
}

function inIndex (body: Bodies[HeldKind]): Bodies[HeldKind] {
  return 'alias' in body ? { canonical: uriInIndex(body.canonical), alias: uriInIndex(body.alias) } : body
}

/** What a statement is about: a second one about the same replaces the first one of its claimant. */
function subjectOf (body: Bodies[HeldKind]): string {
  if ('alias' in body) {
    return `${body.canonical}\0${body.alias}`
  }

  return 'relation' in body ? body.relation : body.name
}
