import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { expectedAnswers } from '../fixtures/query-oracle.ts'
import { openWorld, someWorld, sourceOf } from '../fixtures/query-worlds.ts'
import type { FactQuery, FactRecord } from '../../src/replica/index.ts'
import type { OpenWorld } from '../fixtures/query-worlds.ts'

const SEED = 41_004

/** Filters by name, each with what it may be set to in a world. */
type Filters = Array<readonly [string, FactQuery[]]>

describe('replica query against an oracle', () => {
  it('answers as a walk over all facts would: each filter alone, and all pairs of them', async function () {
    this.timeout(600_000)

    await fc.assert(fc.asyncProperty(someWorld(), fc.nat(1e6), async (draw, choice) => {
      const open = await openWorld(draw)
      const filters = filtersOf(open)
      let next = choice

      try {
        for (const [i, [, alone]] of filters.entries()) {
          for (const query of alone) {
            await compare(open, query)
            const [, others] = filters[(i + 1 + next % (filters.length - 1)) % filters.length]
            await compare(open, { ...query, ...others[next++ % others.length] })
          }
        }

        for (const [i, [, some]] of filters.entries()) {
          for (const [, others] of filters.slice(i + 1)) {
            await compare(open, { ...some[next % some.length], ...others[next++ % others.length] })
          }
        }
      } finally {
        await open.stop()
      }
    }), { seed: SEED, numRuns: 4, endOnFailure: true })
  })

  it('answers as a walk over all facts would, with any number of filters', async function () {
    this.timeout(600_000)

    await fc.assert(fc.asyncProperty(someWorld(), fc.array(fc.array(fc.nat(1e6), { minLength: 3, maxLength: 6 }), { minLength: 20, maxLength: 20 }), async (draw, choices) => {
      const open = await openWorld(draw)
      const filters = filtersOf(open)

      try {
        for (const some of choices) {
          const parts = some.map(no => filters[no % filters.length][1]).map((values, i) => values[some[i] % values.length])
          await compare(open, Object.assign({}, ...parts))
        }
      } finally {
        await open.stop()
      }
    }), { seed: SEED, numRuns: 30 })
  })
})

/** Every filter there is, with the values that this world has something for. */
function filtersOf ({ peers, world }: OpenWorld): Filters {
  const times = world.facts.map(({ hlc }) => hlc).sort()
  const at = (share: number): string => times[Math.floor(share * (times.length - 1))]
  const each = <K extends keyof FactQuery> (field: K, ...values: Array<FactQuery[K]>): readonly [string, FactQuery[]] => [field, values.map(value => ({ [field]: value }))]

  return [
    each('entity', 'code://rust/app', 'user:a', 'user:ab', 'user:nobody'),
    each('entityPrefix', 'code://rust/app', 'code://rust/app/', 'code://rust', 'user:', 'user:a'),
    each('aliases', false, true),
    each('relation', 'memory:role', 'memory:tag'),
    each('relations', ['memory:rolex', 'memory:role'], ['rel:x']),
    each('target', 'user:a', 'code://rust/app', 'code://rust/app2'),
    each('source', `stigmem://${peers[0]}/agent/0`, sourceOf(1, 1)),
    each('scope', 'public', 'local'),
    each('author', peers[0], peers[1]),
    each('minConfidence', 0.5, 0.9, 0.95),
    each('includeContradicted', true),
    each('includeExpired', true),
    each('includeRetracted', true),
    each('contradicted', true, false),
    each('lifecycle', 'approved', 'any'),
    each('sourceClass', 'regulatory', 'expert', 'anecdotal', 'clinical'),
    each('edition', '2025', '2026'),
    each('after', at(0.2), at(0.7)),
    each('asOf', at(0.3), at(0.6), at(1)),
    each('lens', ...world.lenses.names, 'epoch-aware(vote-aware-consensus)', 'skeptic(agreed-below=900000)')
  ]
}

/** Compares a scan with the oracle, and pages with the scan. */
async function compare ({ engine, world }: OpenWorld, query: FactQuery): Promise<void> {
  if (query.relation != null && query.relations != null) {
    return
  }

  const answers: FactRecord[] = []

  for await (const record of engine.scan(query)) {
    answers.push(record)
  }

  const found = answers.map(({ id, contradicted }) => ({ id, contradicted })).sort((a, b) => a.id < b.id ? -1 : 1)
  expect(found, JSON.stringify(query)).to.deep.equal(expectedAnswers(world, query))

  const limit = answers.length % 4 + 1
  const ids: string[] = []
  let page = await engine.page({ ...query, limit })
  ids.push(...page.facts.map(({ id }) => id))

  while (page.cursor != null) {
    page = await engine.page({ ...query, limit, cursor: page.cursor })
    ids.push(...page.facts.map(({ id }) => id))
    expect(page.total).to.equal(answers.length)
  }

  expect(ids, JSON.stringify({ ...query, limit })).to.deep.equal(answers.map(({ id }) => id))
}
