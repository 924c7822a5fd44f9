import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { readBody } from '../../src/model/body/index.ts'
import { openCopy } from '../fixtures/copies.ts'
import { anyEffectWorld, newestOf, plainEffect, WORLD_SCOPE } from '../fixtures/effect-worlds.ts'
import { PEERS } from '../fixtures/governance.ts'
import { HandedGovernance, idIn } from '../fixtures/governed.ts'
import type { Copy } from '../fixtures/copies.ts'
import type { EffectWorld, PlainFact } from '../fixtures/effect-worlds.ts'

const SEED = 60_714
const ROLE = 'memory:role'

/** What a set of facts comes to: live facts and whether they contradict each other, and votes by fact. */
interface Outcome {
  readonly live: string[]
  readonly votes: Readonly<Record<string, number>>
}

describe('replica effect against an oracle', () => {
  it('answers as a walk over all facts and acts would, in whatever order they are learned', async function () {
    this.timeout(600_000)

    await fc.assert(fc.asyncProperty(anyEffectWorld(), fc.array(fc.nat(), { minLength: 20, maxLength: 20 }), async (world, order) => {
      const governance = new HandedGovernance(WORLD_SCOPE, PEERS[0])
      const copy = await openCopy({ governance })
      const learned = { bundles: [] as EffectWorld['bundles'][number][], acts: [] as EffectWorld['acts'][number][] }
      const steps = shuffled([...world.bundles, ...world.acts], order)

      try {
        for (const [i, step] of steps.entries()) {
          if ('kind' in step) {
            learned.acts.push(step)
            governance.learn([step])
          } else {
            learned.bundles.push(step)
            await copy.take([step])
          }

          if (i % 4 === 0 || i === steps.length - 1) {
            expect(await found(copy)).to.deep.equal(expected(learned))
          }
        }
      } finally {
        await copy.stop()
      }
    }), { seed: SEED, numRuns: 500 })
  })
})

async function found ({ engine, resolve }: Copy): Promise<Outcome> {
  const { facts, total } = await engine.page({ scope: 'public', includeContradicted: true, limit: 500 })
  const votes: Record<string, number> = {}
  const below: string[] = []

  for (const entity of ['user:a', 'user:b']) {
    const { candidates } = await resolve.resolve({ entity, relation: ROLE })
    candidates.filter(one => one.votes != null).forEach(one => { votes[one.id] = one.votes?.for ?? 0 })
    below.push(...(await engine.page({ entity, includeContradicted: true })).facts.map(({ id, contradicted }) => `${id} ${contradicted}`))
  }

  const live = facts.map(({ id, contradicted }) => `${id} ${contradicted}`).sort()
  expect(total).to.equal(live.length)
  expect(below.sort()).to.deep.equal(live)

  return { live, votes }
}

function expected ({ acts, bundles }: EffectWorld): Outcome {
  const counting = plainEffect(bundles, acts)
  const assertions = newestOf(counting.filter(({ fact }) => fact.kind === 0), ({ fact }) => fact.entity)
  const live = assertions.filter(({ fact }) => fact.confidence > 0)
  const cast = newestOf(counting.filter(({ fact }) => fact.kind !== 0), targetOf)
  const votes: Record<string, number> = {}

  for (const one of live) {
    const on = cast.filter(vote => targetOf(vote) === one.id && vote.claimant !== one.claimant)

    if (on.length > 0) {
      votes[one.id] = on.reduce((sum, { fact }) => sum + (readBody('vote', fact)?.weight ?? 0), 0)
    }
  }

  return { live: live.map(one => `${one.id} ${isContradicted(one, live)}`).sort(), votes }
}

function isContradicted ({ fact: { entity } }: PlainFact, live: readonly PlainFact[]): boolean {
  return new Set(live.filter(({ fact }) => fact.entity === entity).map(({ fact }) => fact.value.v)).size > 1
}

function targetOf ({ fact }: PlainFact): string {
  const body = readBody('vote', fact)
  return body == null ? '' : idIn(body.fact, body.fact.index)
}

function shuffled<Item> (items: readonly Item[], order: readonly number[]): Item[] {
  const left = [...items]
  return items.flatMap((_, i) => left.splice(order[i] % left.length, 1))
}
