import { UnknownScopeError } from '../errors.ts'
import { compileNeighbours } from './compiled-neighbours.ts'
import { EdgeReader } from './edge-reader.ts'
import { decodeWalkCursor, encodeWalkCursor } from './walk-cursor.ts'
import type { CompiledNeighbours } from './compiled-neighbours.ts'
import type { FoundEdge } from './edge-reader.ts'
import type { WalkCursor } from './walk-cursor.ts'
import type { Clock } from '../../../platform/interface.ts'
import type { FactIndex } from '../../index/index.ts'
import type { FactReader } from '../fact-reader.ts'
import type { GroupJudge } from '../group-judge.ts'
import type { Edge, EdgePage, NeighbourQuery } from '../interface.ts'
import type { ScopeNames } from '../query-engine.ts'

/** What walks stand on. */
export interface NeighboursComponents {
  readonly index: Pick<FactIndex, 'read' | 'scopeIds' | 'scopeNumber' | 'watermark'>
  readonly reader: FactReader
  readonly judge: GroupJudge
  readonly scopes: ScopeNames
  readonly clock: Clock
}

/** Where a walk goes. */
interface Walk {
  readonly compiled: CompiledNeighbours
  /** Numbers of the scopes. */
  readonly scopes: readonly number[]
  readonly edges: EdgeReader
}

/** Walks from an entity along facts whose values refer to entities. */
export class Neighbours {
  private readonly components: NeighboursComponents

  constructor (components: NeighboursComponents) {
    this.components = components
  }

  /**
   * One page of edges, near ones first. All pages of a walk look at the set as it was when the first one was asked.
   *
   * @throws {InvalidQueryError} for a field that cannot be read, for more than three steps, and for a walk past too many facts.
   * @throws {UnknownScopeError}
   */
  async page (query: NeighbourQuery): Promise<EdgePage> {
    const { clock, index } = this.components
    const compiled = compileNeighbours(query)
    const start: WalkCursor = query.cursor == null
      ? { passed: 0, atMs: clock.nowMs(), before: index.watermark }
      : decodeWalkCursor(query.cursor, compiled.fingerprint)
    const edges = new EdgeReader({ ...this.components, scopeName: scope => this.nameOf(scope) }, compiled, { atMs: start.atMs, before: start.before })
    const page: Edge[] = []
    let passed = 0

    for await (const edge of walk({ compiled, scopes: this.scopesOf(compiled), edges })) {
      if (passed >= start.passed + compiled.limit) {
        return { edges: page, cursor: encodeWalkCursor({ ...start, passed }, compiled.fingerprint) }
      }

      if (passed++ >= start.passed) {
        page.push(edge)
      }
    }

    return { edges: page, cursor: null }
  }

  private nameOf (scope: number): string {
    const { index, scopes } = this.components
    return scopes.nameOf(index.scopeIds()[scope])
  }

  /** Numbers of the scopes to walk in, ascending. */
  private scopesOf ({ scope }: CompiledNeighbours): number[] {
    const { index, scopes } = this.components

    if (scope == null) {
      return [...index.scopeIds().keys()]
    }

    const id = scopes.idOf(scope)

    if (id == null) {
      throw new UnknownScopeError(scope)
    }

    const number = index.scopeNumber(id)
    return number == null ? [] : [number]
  }
}

/** Step by step: the edges of all entities that are so far away, in the order of their names. No fact and no entity comes twice. */
async function * walk ({ compiled, edges, scopes }: Walk): AsyncGenerator<Edge> {
  const seen = new Set<string>()
  // Edges name entities by their canonical names.
  const visited = new Set([compiled.entity, ...scopes.map(scope => edges.canonical({ scope, entity: compiled.entity }))])
  let near = [compiled.entity]

  for (let depth = 1; depth <= compiled.depth; depth++) {
    const far = new Set<string>()

    for await (const edge of edgesAt(near, { compiled, edges, scopes })) {
      if (!seen.has(edge.fact)) {
        seen.add(edge.fact)
        far.add(edge.from).add(edge.to)
        yield { from: edge.from, relation: edge.relation, to: edge.to, fact: edge.fact, confidence: edge.confidence, scope: edge.scope, depth }
      }
    }

    near = [...far].filter(entity => !visited.has(entity)).sort()
    near.forEach(entity => { visited.add(entity) })
  }
}

async function * edgesAt (entities: readonly string[], { compiled, edges, scopes }: Walk): AsyncGenerator<FoundEdge> {
  for (const entity of entities) {
    for (const scope of scopes) {
      if (compiled.goesOut) {
        yield * edges.out({ scope, entity })
      }

      if (compiled.goesIn) {
        yield * edges.in({ scope, entity })
      }
    }
  }
}
