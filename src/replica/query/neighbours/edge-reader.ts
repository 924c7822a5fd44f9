import { factId } from '../../../model/bundle/index.ts'
import { CONFIDENCE_ONE, KIND_ASSERTION } from '../../../model/fact/index.ts'
import { uriInIndex } from '../../index/index.ts'
import { InvalidQueryError } from '../errors.ts'
import { isCandidate } from '../resolve/side-reader.ts'
import { FACTS_WALKED_MAX, WALKED_TOGETHER } from './constants.ts'
import type { CompiledNeighbours } from './compiled-neighbours.ts'
import type { FactIndex } from '../../index/index.ts'
import type { FactReader, StoredFact } from '../fact-reader.ts'
import type { GroupJudge, GroupName, Judgement, KnownGroup, Moment } from '../group-judge.ts'
import type { Edge } from '../interface.ts'

/** What edges are read from. */
export interface EdgeReaderComponents {
  readonly index: Pick<FactIndex, 'read'>
  readonly reader: Pick<FactReader, 'readEach' | 'readMany'>
  readonly judge: GroupJudge
  /** Name of a scope by its number. */
  scopeName (scope: number): string
}

/** An edge, before it is known how far away it lies. */
export type FoundEdge = Omit<Edge, 'depth'>

/** Where edges are looked for. */
export interface NearEnd {
  /** Number of the scope. */
  readonly scope: number
  readonly entity: string
}

/**
 * Reads the edges at an entity: live facts whose value refers to another one. One of these serves one request, and looks
 * at a bounded number of facts.
 */
export class EdgeReader {
  private readonly components: EdgeReaderComponents
  private readonly query: Pick<CompiledNeighbours, 'confidenceMin'>
  private readonly moment: Moment
  private walked = 0

  constructor (components: EdgeReaderComponents, query: Pick<CompiledNeighbours, 'confidenceMin'>, moment: Moment) {
    this.components = components
    this.query = query
    this.moment = moment
  }

  /** The name under which edges speak of an entity. */
  canonical ({ scope, entity }: NearEnd): string {
    return this.components.judge.view(scope, this.moment).canonical(entity)
  }

  /** Edges that lead away from an entity, by relation and claimant. */
  async * out ({ scope, entity }: NearEnd): AsyncGenerator<FoundEdge> {
    for await (const groups of inRuns(this.relationsOf({ scope, entity }))) {
      for (const judgement of await this.components.judge.judge(groups, this.moment)) {
        yield * this.edgesOf(judgement)
      }
    }
  }

  /** Edges that lead to an entity, in the order of time. */
  async * in ({ scope, entity }: NearEnd): AsyncGenerator<FoundEdge> {
    for await (const facts of inRuns(this.referring({ scope, entity }))) {
      this.spend(facts.length)
      const judgements = await this.components.judge.judge(facts.map(one => groupOf(one, scope)), this.moment)

      for (const [i, stored] of facts.entries()) {
        const ref = { bundle: stored.head.hash, index: stored.index }
        const isLive = judgements[i].live.some(candidate => isCandidate(candidate, ref))
        yield * isLive && stored.fact.confidence >= this.query.confidenceMin ? [this.edgeOf(stored, scope)] : []
      }
    }
  }

  /** Everything that is said about an entity under any of its names, relation by relation. */
  private async * relationsOf ({ scope, entity }: NearEnd): AsyncGenerator<KnownGroup> {
    const { index, judge } = this.components
    const names = judge.view(scope, this.moment).names(entity)
    const told = new Set<string>()

    for (const name of names) {
      for await (const { claims, relation } of index.read.claimGroups(scope, name)) {
        if (names.length === 1) {
          yield { scope, entity, relation, claims }
        } else if (!told.has(relation)) {
          told.add(relation)
          this.spend(1)
          yield { scope, entity, relation }
        }
      }
    }
  }

  private async * edgesOf ({ live, name: { scope } }: Judgement): AsyncGenerator<FoundEdge> {
    const strong = live.filter(({ version }) => version.confidence >= this.query.confidenceMin)

    for (let at = 0; at < strong.length; at += WALKED_TOGETHER) {
      const run = strong.slice(at, at + WALKED_TOGETHER)
      this.spend(run.length)

      for (const stored of await this.components.reader.readEach(run.map(({ version }) => version))) {
        yield * stored?.fact.value.type === 'ref' ? [this.edgeOf(stored, scope)] : []
      }
    }
  }

  /** Facts, replaced ones included, whose value is a reference to an entity under any of its names. */
  private async * referring ({ scope, entity }: NearEnd): AsyncGenerator<StoredFact> {
    const { index, judge, reader } = this.components

    for (const name of judge.view(scope, this.moment).names(entity)) {
      for await (const hit of index.read.hits({ by: 'target', scope, text: name })) {
        for (const stored of await reader.readMany(hit.bundle, hit.numbers)) {
          if (stored.fact.kind === KIND_ASSERTION && stored.fact.value.type === 'ref' && uriInIndex(stored.fact.value.v) === name) {
            yield stored
          }
        }
      }
    }
  }

  private edgeOf ({ fact, head, index }: StoredFact, scope: number): FoundEdge {
    return {
      from: this.canonical({ scope, entity: uriInIndex(fact.entity) }),
      relation: fact.relation,
      to: this.canonical({ scope, entity: uriInIndex(String(fact.value.v)) }),
      fact: factId(head.hash, index),
      confidence: fact.confidence / CONFIDENCE_ONE,
      scope: this.components.scopeName(scope)
    }
  }

  private spend (facts: number): void {
    this.walked += facts

    if (this.walked > FACTS_WALKED_MAX) {
      throw new InvalidQueryError('depth', `leads past more than ${FACTS_WALKED_MAX} facts; ask for fewer steps, one direction, one scope, or a higher minConfidence`)
    }
  }
}

function groupOf ({ fact: { entity, relation } }: StoredFact, scope: number): GroupName {
  return { scope, entity: uriInIndex(entity), relation }
}

/** Items in runs that are looked up together. */
async function * inRuns<Item> (items: AsyncIterable<Item>): AsyncGenerator<Item[]> {
  let run: Item[] = []

  for await (const item of items) {
    run.push(item)

    if (run.length === WALKED_TOGETHER) {
      yield run
      run = []
    }
  }

  if (run.length > 0) {
    yield run
  }
}
