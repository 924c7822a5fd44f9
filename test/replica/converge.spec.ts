import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { openReplica, publicBundles, scanAll, someFactDraft, write } from '../fixtures/replicas.ts'
import type { Stage } from '../fixtures/replicas.ts'

const SEED = 550_17

/** One step of a script: somebody writes, or somebody carries some of his bundles to somebody else. */
type Step = { readonly writer: number, readonly subjects: readonly number[], readonly confidence: number } |
  { readonly from: number, readonly to: number, readonly pick: number }

describe('replicas that exchange bundles', () => {
  it('come to equal roots and equal answers, whatever the order and the repetitions', async () => {
    await fc.assert(fc.asyncProperty(fc.array(someStep(), { minLength: 1, maxLength: 25 }), async steps => {
      const stages = await Promise.all([1, 2, 3].map(async no => openReplica({ no })))

      for (const step of steps) {
        await perform(stages, step)
      }

      for (const to of stages) {
        await Promise.all(stages.map(async from => carry(from, to, (await publicBundles(from)).reverse())))
      }

      const [first, ...others] = await Promise.all(stages.map(viewOf))
      others.forEach(view => { expect(view).to.deep.equal(first) })
      await Promise.all(stages.map(async stage => stage.stop()))
    }), { seed: SEED, numRuns: 20 })
  })
})

function someStep (): fc.Arbitrary<Step> {
  const node = fc.integer({ min: 0, max: 2 })

  return fc.oneof(
    fc.record({ writer: node, subjects: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }), confidence: fc.constantFrom(0, 0.5, 1) }),
    fc.record({ from: node, to: node, pick: fc.integer({ min: 1, max: 4 }) })
  )
}

async function perform (stages: readonly Stage[], step: Step): Promise<void> {
  if ('writer' in step) {
    const { writer, subjects, confidence } = step
    await write(stages[writer], subjects.map(no => someFactDraft(no, { confidence, value: { type: 'number', v: writer + no } })))
  } else {
    const bundles = await publicBundles(stages[step.from])
    await carry(stages[step.from], stages[step.to], bundles.filter((_, i) => i % step.pick === 0))
  }
}

async function carry (from: Stage, to: Stage, bundles: readonly Uint8Array[]): Promise<void> {
  const verdicts = await to.replica.receive(bundles, { via: 'sync', peer: from.peer })

  expect(verdicts.every(({ result }) => result === 'accept')).to.equal(true)
}

/** Everything that must be the same everywhere. */
async function viewOf (stage: Stage): Promise<unknown> {
  const [scope] = stage.replica.scopes()
  const answers = await Promise.all([{}, { includeContradicted: true }, { includeRetracted: true }].map(async query => scanAll(stage, query)))

  return {
    scope,
    answers: answers.map(records => records.map(({ id, contradicted, current, value }) => ({ id, contradicted, current, value })))
  }
}
