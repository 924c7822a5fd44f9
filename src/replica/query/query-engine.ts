import { parseFactId } from '../../model/bundle/index.ts'
import { equalBytes } from '../../model/bytes/index.ts'
import { KIND_ASSERTION } from '../../model/fact/index.ts'
import { lensRegistry } from '../../policy/lens/index.ts'
import { BUNDLE_KEY_BYTES, IndexWaitsError, uriInIndex } from '../index/index.ts'
import { compileQuery } from './compiled-query.ts'
import { CHUNK_FACTS, READ_TOGETHER, TOTAL_MAX } from './constants.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { Effect } from './effect/effect.ts'
import { ContentMissingError } from './errors.ts'
import { FactReader } from './fact-reader.ts'
import { recordOf } from './fact-record.ts'
import { GroupJudge } from './group-judge.ts'
import { Rulings } from './judge/rulings.ts'
import { QueryRun } from './search/query-run.ts'
import type { CompiledQuery } from './compiled-query.ts'
import type { Cursor, Snapshot } from './cursor.ts'
import type { EffectGovernance } from './effect/effect.ts'
import type { FactReaderComponents, StoredFact } from './fact-reader.ts'
import type { GroupName } from './group-judge.ts'
import type { FactPage, FactQuery, FactRecord } from './interface.ts'
import type { Candidate } from './judge/interface.ts'
import type { Answer } from './judge/outcome.ts'
import type { QueryRunComponents } from './search/query-run.ts'
import type { Match } from './search/search.ts'
import type { Hlc } from '../../model/hlc/index.ts'
import type { Clock, Crc32c } from '../../platform/interface.ts'
import type { LensRegistry } from '../../policy/lens/index.ts'
import type { Journal } from '../../storage/journal/interface.ts'
import type { CurationView } from '../curation/interface.ts'
import type { FactIndex } from '../index/index.ts'

/** What queries stand on. */
export interface QueryEngineComponents {
  readonly index: FactIndex
  readonly journal: Journal
  readonly clock: Clock
  readonly crc32c: Crc32c
  readonly scopes: ScopeNames
  /** The lenses that queries may name; without it, those that every node has. */
  readonly lenses?: LensRegistry
  /** What curating statements come to, and whose resolutions count; without it every entity has one name, and everybody resolves. */
  readonly curation?: QueryCuration
  /** What the acts of closed scopes come to; without it every scope is open. */
  readonly governance?: EffectGovernance
  /** Whether a source in an open scope lies in a namespace that its author owns or declared. */
  isAttested (source: string, author: Uint8Array): boolean
  /** Runs for a bundle whose record cannot be read as it was written. */
  readonly onDamage?: FactReaderComponents['onDamage']
  /** Whether the content of a bundle (first 16 bytes of its hash) is asked for from peers. */
  isWanted? (bundle: Uint8Array): boolean
}

/** What queries ask about curating statements. Scopes are numbers of the index. */
export interface QueryCuration {
  view (scope: number, asOf?: Hlc): CurationView
  /** Whether the resolutions of an author (public key) count in a scope. */
  mayResolve (scope: number, author: Uint8Array): boolean
}

/** Names of the scopes of this node. */
export interface ScopeNames {
  /** Id of a scope, or undefined when this node holds none of that name. */
  idOf (name: string): Uint8Array | undefined
  nameOf (id: Uint8Array): string
}

/** An offset that lies behind every record. */
const EVERYTHING = Number.MAX_SAFE_INTEGER

/** Answers queries over the index and the journal. */
export class QueryEngine {
  private readonly components: QueryEngineComponents
  private readonly lenses: LensRegistry
  /** Reads single facts. */
  public readonly reader: FactReader
  /** Tells which facts have effect. */
  public readonly effect: Effect
  /** Decides about groups. */
  public readonly judge: GroupJudge

  constructor (components: QueryEngineComponents) {
    const { curation, governance, index } = components
    this.components = components
    this.lenses = components.lenses ?? lensRegistry()
    this.reader = new FactReader({ ...components, index: index.read })
    this.effect = new Effect({ index, reader: this.reader, governance })

    const mayResolve = (scope: number, author: Uint8Array): boolean => curation?.mayResolve(scope, author) ?? true
    const parts = { index, reader: this.reader, effect: this.effect }
    this.judge = new GroupJudge({ ...parts, curation, rulings: new Rulings({ ...parts, mayResolve }) })
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

    const stored = await this.reader.read(parts.hash, parts.index) ?? await this.readMissing(id, parts)

    if (stored?.head.id !== id.slice(0, id.lastIndexOf('.'))) {
      return undefined
    }

    if (this.isAlone(stored)) {
      return this.lone(stored)
    }

    const [record] = await this.recordsNow([stored])
    return record
  }

  /** The record of a fact that nobody else speaks about and that nothing has replaced. */
  lone (stored: StoredFact): FactRecord {
    return this.record(stored, { contradicted: false, current: true })
  }

  /** Records of facts, with what the set says about them now. */
  async recordsNow (facts: readonly StoredFact[]): Promise<FactRecord[]> {
    const groups = facts.map(stored => this.groupOf(stored))
    const judgements = await this.judge.judge(groups.filter(group => group != null), { atMs: this.components.clock.nowMs() })
    let next = 0

    return facts.map((stored, i) => {
      const judgement = groups[i] == null ? undefined : judgements[next++]
      const isLive = judgement?.live.some(candidate => isVersion(candidate, stored)) === true

      return this.record(stored, {
        contradicted: isLive && judgement?.isOpen === true,
        current: isLive || judgement == null || judgement.ended.some(candidate => isVersion(candidate, stored))
      })
    })
  }

  /**
   * One page of answers.
   *
   * @throws {InvalidQueryError}
   * @throws {UnknownScopeError}
   */
  async page (query: FactQuery): Promise<FactPage> {
    const compiled = this.compile(query)
    const start = query.cursor == null ? undefined : decodeCursor(query.cursor, compiled.fingerprint())

    if (start == null && compiled.entity != null && compiled.relations?.length === 1) {
      const page = await this.pageFrom(compiled, { snapshot: { atMs: this.components.clock.nowMs(), before: EVERYTHING } })

      // Where nothing is left for a later page, nobody asks what this one looked at.
      if (page.cursor == null) {
        return page
      }
    }

    return this.pageFrom(compiled, start ?? { snapshot: await this.snapshot() })
  }

  /**
   * Every answer, one after another, over what is here when it begins. Facts whose content is not here are passed over.
   *
   * @throws {InvalidQueryError}
   * @throws {UnknownScopeError}
   */
  async * scan (query: FactQuery): AsyncGenerator<FactRecord> {
    const compiled = this.compile(query)
    const run = new QueryRun(this.parts(), compiled, { snapshot: await this.snapshot(), chunk: CHUNK_FACTS })

    for await (const matches of run.matches()) {
      for (let at = 0; at < matches.length; at += READ_TOGETHER) {
        yield * await this.recordsOf(run, matches.slice(at, at + READ_TOGETHER))
      }
    }
  }

  private async pageFrom (query: CompiledQuery, { cut, position, snapshot, total, totalCapped = false }: Pick<Cursor, 'snapshot'> & Partial<Cursor>): Promise<FactPage> {
    const { limit } = query
    const run = new QueryRun(this.parts(), query, { snapshot, cut, from: position, chunk: total == null ? CHUNK_FACTS : limit + 1 })
    const matches: Match[] = []
    let count = 0

    for await (const more of run.matches()) {
      matches.push(...more.slice(0, limit - matches.length))
      count += more.length

      if (count > (total == null ? TOTAL_MAX : limit)) {
        break
      }
    }

    const { scope = 0 } = matches.at(-1)?.position ?? {}
    const facts = await this.recordsOf(run, matches)
    const counted = total == null ? { total: Math.min(count, TOTAL_MAX), totalCapped: count > TOTAL_MAX } : { total, totalCapped }
    const cursor = count <= limit ? null : encodeCursor({ ...counted, snapshot, position: matches[limit - 1].position, cut: run.cutOf(scope) }, query.fingerprint())
    const page = { facts, ...counted, cursor }

    return run.missing.isEmpty ? page : { ...page, partial: true, missing: await run.missing.ids() }
  }

  private compile (query: FactQuery): CompiledQuery {
    return compileQuery(query, { lenses: this.lenses, nowMs: this.components.clock.nowMs() })
  }

  private parts (): QueryRunComponents {
    return { ...this.components, reader: this.reader, effect: this.effect, judge: this.judge }
  }

  /** What is here now. Everything before the watermark can be read once the index has written what it gathered. */
  private async snapshot (): Promise<Snapshot> {
    const { clock, index } = this.components
    const snapshot = { atMs: clock.nowMs(), before: index.watermark }

    try {
      await index.flush()
    } catch (error) {
      // A store that failed leaves its entries in memory, where they are read.
      if (!(error instanceof IndexWaitsError)) {
        throw error
      }
    }

    return snapshot
  }

  /** Whether nothing in the set bears on what a fact claims, so that nobody has to be asked about it. */
  private isAlone (stored: StoredFact): boolean {
    const group = this.groupOf(stored)

    if (group == null) {
      return true
    }

    const view = this.judge.view(group.scope, {})
    return view.names(view.canonical(uriInIndex(group.entity))).length === 1 && this.reader.isAlone(stored.head.hash)
  }

  /** What a fact claims something about; undefined for a fact that claims nothing. */
  private groupOf ({ fact: { kind, entity, relation }, head: { header } }: StoredFact): GroupName | undefined {
    const scope = this.components.index.scopeNumber(header.scope)
    return kind !== KIND_ASSERTION || scope == null ? undefined : { scope, entity, relation }
  }

  /** Whether a fact that cannot be read is one that this node knows. */
  /** Reads once more a fact that is known, because it may have come since it was looked up. */
  private async readMissing (id: string, { hash, index }: { hash: Uint8Array, index: number }): Promise<StoredFact | undefined> {
    const isKnown = await this.reader.expects(hash, index) || this.components.isWanted?.(hash.subarray(0, BUNDLE_KEY_BYTES)) === true
    const stored = isKnown ? await this.reader.read(hash, index) : undefined

    if (isKnown && stored == null) {
      throw new ContentMissingError(id)
    }

    return stored
  }

  private async recordsOf (run: QueryRun, matches: readonly Match[]): Promise<FactRecord[]> {
    const facts = await run.facts(matches)

    return matches.flatMap(({ answer }, i) => {
      const stored = facts[i]
      return stored == null ? [] : [this.record(stored, answer)]
    })
  }

  private record (stored: StoredFact, { contradicted, current }: Pick<Answer, 'contradicted' | 'current'>): FactRecord {
    const { hash, header } = stored.head
    const { index, isAttested, scopes } = this.components
    const { absent } = index
    const effect = this.effect.of(header.scope)
    const outlawed = effect?.of(stored) === false

    return recordOf(stored, scopes.nameOf(header.scope), {
      contradicted,
      current: current && !outlawed,
      visible: !outlawed && !absent.hides(hash),
      outlawed,
      causallyIncomplete: absent.waits(hash),
      attested: effect == null ? isAttested(stored.fact.source, header.author) : effect.isAttested(stored)
    })
  }
}

/** Whether a candidate is this fact. */
function isVersion ({ version }: Candidate, { head, index }: StoredFact): boolean {
  return version.index === index && equalBytes(version.bundle, head.hash.subarray(0, BUNDLE_KEY_BYTES))
}
