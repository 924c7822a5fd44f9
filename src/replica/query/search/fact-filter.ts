import { equalBytes } from '../../../model/bytes/index.ts'
import { KIND_ASSERTION } from '../../../model/fact/index.ts'
import { compareHlc } from '../../../model/hlc/index.ts'
import { inferredSourceClass } from '../../../policy/lens/index.ts'
import { uriInIndex } from '../../index/index.ts'
import type { Names } from './names.ts'
import type { Fact } from '../../../model/fact/index.ts'
import type { EditionVerdicts } from '../../../policy/lens/index.ts'
import type { Version } from '../../index/index.ts'
import type { CompiledQuery } from '../compiled-query.ts'
import type { StoredFact } from '../fact-reader.ts'
import type { Answer } from '../judge/outcome.ts'

/** Tells which answers pass the filters of a query in one scope. */
export class FactFilter {
  private readonly query: CompiledQuery
  private readonly names: Names
  /** Editions whose facts are left out. */
  private readonly superseded: ReadonlySet<string>
  /** Whether there are filters that need the fact itself. */
  public readonly needsFact: boolean

  constructor (query: CompiledQuery, { names, editions }: { names: Names, editions: EditionVerdicts }) {
    const { author, edition, lens, source, sourceClass, target } = query
    this.query = query
    this.names = names
    // A lens is asked about contradictions only; who reads by editions wants no fact of a replaced one.
    this.superseded = lens.name.startsWith('epoch-aware') ? editions.superseded : new Set()
    this.needsFact = [author, edition, source, sourceClass, target].some(filter => filter != null) || this.superseded.size > 0
  }

  /** What can be judged of a version by itself. */
  passesVersion ({ confidence, hlc, life }: Pick<Version, 'confidence' | 'hlc' | 'life'>): boolean {
    const { after, confidenceMin, life: wanted } = this.query
    return confidence >= confidenceMin && (wanted == null || life === wanted) && (after == null || compareHlc(hlc, after) > 0)
  }

  /** What the index alone can judge. */
  passesAnswer ({ contradicted, version }: Answer): boolean {
    return (this.query.contradicted == null || contradicted === this.query.contradicted) && this.passesVersion(version)
  }

  /** Whether a group is asked for. */
  passesGroup (entity: string, relation: string): boolean {
    const { relations } = this.query
    return (relations == null || relations.includes(relation)) && this.names.matches(entity)
  }

  /** What needs the fact itself. */
  passesFact ({ fact, head }: Pick<StoredFact, 'fact' | 'head'>): boolean {
    const { author, edition, source, sourceClass } = this.query

    return fact.kind === KIND_ASSERTION &&
      (source == null || uriInIndex(fact.source) === source) &&
      (author == null || equalBytes(head.header.author, author)) &&
      (edition == null || fact.extras.edition === edition) &&
      (sourceClass == null || (fact.extras.class ?? inferredSourceClass(fact.source)) === sourceClass) &&
      (fact.extras.edition == null || !this.superseded.has(fact.extras.edition)) &&
      this.passesTarget(fact)
  }

  private passesTarget ({ value }: Fact): boolean {
    return this.names.targets == null || (value.type === 'ref' && this.names.matchesTarget(uriInIndex(value.v)))
  }
}
