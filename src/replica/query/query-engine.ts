import { parseFactId } from '../../model/bundle/index.ts'
import { toHex } from '../../model/bytes/index.ts'
import { KIND_ASSERTION } from '../../model/fact/index.ts'
import { LENSES } from '../../policy/lens/index.ts'
import { BUNDLE_KEY_BYTES, textKey, uriInIndex } from '../index/index.ts'
import { compileQuery } from './compiled-query.ts'
import { TOTAL_MAX } from './constants.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { ContentMissingError, UnknownScopeError } from './errors.ts'
import { FactReader } from './fact-reader.ts'
import { recordOf } from './fact-record.ts'
import { isVersionOf, Resolver } from './resolver.ts'
import { searchBundles } from './search/bundle-search.ts'
import { searchEntity } from './search/entity-search.ts'
import { MissingBundles } from './search/missing-bundles.ts'
import type { CompiledQuery } from './compiled-query.ts'
import type { Position } from './cursor.ts'
import type { FactReaderComponents, StoredFact } from './fact-reader.ts'
import type { FactPage, FactQuery, FactRecord } from './interface.ts'
import type { Answer } from './resolver.ts'
import type { Match } from './search/search.ts'
import type { Clock, Crc32c } from '../../platform/interface.ts'
import type { Journal } from '../../storage/journal/interface.ts'
import type { Claim, FactIndex } from '../index/index.ts'

/** What queries stand on. */
export interface QueryEngineComponents {
  readonly index: FactIndex
  readonly journal: Journal
  readonly clock: Clock
  readonly crc32c: Crc32c
  readonly scopes: ScopeNames
  /** Whether a source lies in a namespace that its author owns or declared. */
  isAttested (source: string, author: Uint8Array): boolean
  /** Runs for a bundle whose record cannot be read as it was written. */
  readonly onDamage?: FactReaderComponents['onDamage']
  /** Whether the content of a bundle (first 16 bytes of its hash) is asked for from peers. */
  isWanted? (bundle: Uint8Array): boolean
}

/** Names of the scopes of this node. */
export interface ScopeNames {
  /** Id of a scope, or undefined when this node holds none of that name. */
  idOf (name: string): Uint8Array | undefined
  nameOf (id: Uint8Array): string
}

/** Every live side of a contradiction, as of now. */
const ALL_SIDES = { asOf: undefined, lens: LENSES[0], includeContradicted: true, includeExpired: false, includeRetracted: false }

/** The claims about one entity and relation, and which of them stand. */
interface ClaimView {
  readonly claims: readonly Claim[]
  readonly answers: readonly Answer[]
}

/** Answers queries over the index and the journal. */
export class QueryEngine {
  private readonly components: QueryEngineComponents
  /** Reads single facts. */
  public readonly reader: FactReader

  constructor (components: QueryEngineComponents) {
    this.components = components
    this.reader = new FactReader({ ...components, index: components.index.read })
  }

  /**
   * A fact by its id, or undefined when this node knows no such fact.
   *
   * @throws {ContentMissingError} when it is known and its content cannot be read.
   */
  async get (id: string): Promise<FactRecord | undefined> {
    const parts = parseFactId(id)

    if (parts == null) {
      return undefined
    }

    const stored = await this.reader.read(parts.hash, parts.index)

    if (stored == null && await this.isMissing(parts.hash, parts.index)) {
      throw new ContentMissingError(id)
    }

    if (stored?.head.id !== id.slice(0, id.lastIndexOf('.'))) {
      return undefined
    }

    const [record] = await this.recordsNow([stored])
    return record
  }

  /** The record of a fact that nobody else speaks about and that nothing has replaced. */
  lone (stored: StoredFact): FactRecord {
    return this.record(stored, { contradicted: false, current: true })
  }

  /** Records of facts, with what the set says about them now. Facts about one entity and relation are judged together. */
  async recordsNow (facts: readonly StoredFact[]): Promise<FactRecord[]> {
    const keys = new Map<string, Uint8Array>()

    for (const stored of facts) {
      const key = this.claimKey(stored)

      if (key != null) {
        keys.set(nameOf(stored), key)
      }
    }

    const views = await this.viewsOf(keys)
    return facts.map(stored => this.recordIn(stored, views.get(nameOf(stored))))
  }

  /**
   * One page of answers.
   *
   * @throws {InvalidQueryError}
   * @throws {UnknownScopeError}
   */
  async page (query: FactQuery): Promise<FactPage> {
    const compiled = compileQuery(query)
    const start = query.cursor == null ? undefined : decodeCursor(query.cursor, compiled.fingerprint)
    const missing = new MissingBundles({ index: this.components.index.read })
    const facts: FactRecord[] = []
    let last: Position | undefined
    let count = 0
    let passed = 0

    for await (const match of this.matches(compiled, missing, start?.position)) {
      count++

      if (facts.length < compiled.limit) {
        const record = await this.recordOf(match, missing)
        facts.push(...record == null ? [] : [record])
        last = match.position
        passed = count
      } else if (start != null || count > TOTAL_MAX) {
        break
      }
    }

    const { total, totalCapped } = start ?? { total: Math.min(count, TOTAL_MAX), totalCapped: count > TOTAL_MAX }
    const cursor = last == null || count === passed ? null : encodeCursor({ position: last, total, totalCapped }, compiled.fingerprint)
    const page = { facts, total, totalCapped, cursor }

    return missing.isEmpty ? page : { ...page, partial: true, missing: await missing.ids() }
  }

  /**
   * Every answer, one after another. Facts whose content is not here are passed over.
   *
   * @throws {InvalidQueryError}
   * @throws {UnknownScopeError}
   */
  async * scan (query: FactQuery): AsyncGenerator<FactRecord> {
    const missing = new MissingBundles({ index: this.components.index.read })

    for await (const match of this.matches(compileQuery(query), missing)) {
      const record = await this.recordOf(match, missing)

      if (record != null) {
        yield record
      }
    }
  }

  /** Key of the claims about a fact's entity and relation; undefined for a fact that claims nothing. */
  private claimKey ({ fact: { kind, entity, relation }, head: { header } }: StoredFact): Uint8Array | undefined {
    const scope = this.components.index.scopeNumber(header.scope)

    return kind !== KIND_ASSERTION || scope == null ? undefined : textKey('claim', scope, uriInIndex(entity), relation)
  }

  /** All sides of each group of claims. */
  private async viewsOf (keys: ReadonlyMap<string, Uint8Array>): Promise<Map<string, ClaimView>> {
    const groups = await this.components.index.read.claims([...keys.values()])
    const resolver = this.resolver(ALL_SIDES)
    const views = new Map<string, ClaimView>()

    for (const [name, key] of keys) {
      const claims = groups[views.size]
      views.set(name, { claims, answers: claims.length > 1 ? await resolver.resolve(key, claims) : [] })
    }

    return views
  }

  private recordIn (stored: StoredFact, view: ClaimView | undefined): FactRecord {
    return this.record(stored, {
      contradicted: view?.answers.find(answer => isVersionOf(answer, stored))?.contradicted === true,
      current: view == null || view.claims.some(claim => isVersionOf(claim, stored))
    })
  }

  private async * matches (query: CompiledQuery, missing: MissingBundles, from?: Position): AsyncGenerator<Match> {
    const components = { index: this.components.index.read, reader: this.reader, resolver: this.resolver(query, missing), missing }

    for (const scope of this.scopesOf(query)) {
      const search = { scope, from: from?.scope === scope ? from : undefined }

      if (scope >= (from?.scope ?? 0)) {
        yield * query.entity == null
          ? searchBundles(components, query, search)
          : searchEntity(components, query, { ...search, entity: query.entity })
      }
    }
  }

  /** Numbers of the scopes to search, ascending. */
  private scopesOf ({ scope }: CompiledQuery): number[] {
    if (scope == null) {
      return [...this.components.index.scopeIds().keys()]
    }

    const id = this.components.scopes.idOf(scope)

    if (id == null) {
      throw new UnknownScopeError(scope)
    }

    const number = this.components.index.scopeNumber(id)

    return number == null ? [] : [number]
  }

  /** Whether a fact that cannot be read is one that this node knows. */
  private async isMissing (hash: Uint8Array, index: number): Promise<boolean> {
    return await this.reader.expects(hash, index) || this.components.isWanted?.(hash.subarray(0, BUNDLE_KEY_BYTES)) === true
  }

  private async recordOf ({ answer, position, stored }: Match, missing: MissingBundles): Promise<FactRecord | undefined> {
    const { version: { bundle, hlc, index }, contradicted, current } = answer
    const fact = stored ?? await this.reader.read(bundle, index, () => { missing.add(bundle, position.scope, hlc) })

    return fact == null ? undefined : this.record(fact, { contradicted, current })
  }

  private record (stored: StoredFact, standing: { contradicted: boolean, current: boolean }): FactRecord {
    const { header } = stored.head

    return recordOf(stored, this.components.scopes.nameOf(header.scope), {
      ...standing,
      visible: true,
      attested: this.components.isAttested(stored.fact.source, header.author)
    })
  }

  private resolver (query: Pick<CompiledQuery, 'asOf' | 'lens' | 'includeContradicted' | 'includeExpired' | 'includeRetracted'>, missing?: MissingBundles): Resolver {
    return new Resolver({ index: this.components.index.read, reader: this.reader, missing }, { ...query, nowMs: this.components.clock.nowMs() })
  }
}

/** Scope, entity and relation of a fact as text. */
function nameOf ({ fact, head }: StoredFact): string {
  return `${toHex(head.header.scope)} ${fact.entity}\0${fact.relation}`
}
