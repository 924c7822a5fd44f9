import { expect } from 'aegir/chai'
import { SimulatedClock } from '../../src/platform/index.ts'
import { ResolveViews } from '../../src/replica/query/resolve/views.ts'
import { START_MS } from '../fixtures/bundles.ts'
import { claim, clockAt, openCopy, said, state, vote } from '../fixtures/copies.ts'
import type { ResolveAnswer } from '../../src/replica/query/index.ts'
import type { ViewsInit } from '../../src/replica/query/index.ts'
import type { MadeAnswer } from '../../src/replica/query/resolve/interface.ts'
import type { Copy } from '../fixtures/copies.ts'

const ALICE = { entity: 'user:alice', relation: 'memory:role', lens: 'recency' }

describe('views of resolve', () => {
  describe('over facts', () => {
    let copy: Copy

    beforeEach(async () => {
      copy = await openCopy()
      await copy.take([said({ by: 1, at: 0 }, [claim(1, 'engineer')]), said({ by: 2, at: 1 }, [claim(2, 'manager')])])
    })

    afterEach(async () => {
      await copy.stop()
    })

    it('give an answer again as long as nothing touches it', async () => {
      const answer = await copy.resolve.resolve(ALICE)
      copy.clock.advance(5_000_000)
      await copy.take([said({ by: 1, at: 2 }, [claim(1, 'something else', { entity: 'user:bob' }), claim(1, 'something else', { relation: 'memory:mood' })])])

      expect(await copy.resolve.resolve(ALICE)).to.equal(answer)
      expect(copy.resolve.counters()).to.include({ hits: 1, made: 1, kept: 1 })
    })

    it('are made anew once older than was asked for', async () => {
      const answer = await copy.resolve.resolve(ALICE)
      copy.clock.advance(1_000)
      expect(await copy.resolve.resolve({ ...ALICE, maxStaleMs: 1_000 })).to.equal(answer)
      copy.clock.advance(1)
      const anew = await copy.resolve.resolve({ ...ALICE, maxStaleMs: 1_000 })
      expect(anew).to.not.equal(answer)
      expect(anew).to.deep.equal(answer)
      expect(copy.resolve.counters()).to.include({ hits: 1, made: 2, kept: 1 })
    })

    it('are touched by facts, votes, resolutions, aliases, rules, and nothing else', async () => {
      const rival = said({ by: 3, at: 2 }, [claim(3, 'pilot')])
      const touching = [
        rival,
        said({ by: 4, at: 3 }, [vote(4, rival)]),
        said({ by: 4, at: 4 }, [state(4, 'resolution', { body: { relation: 'memory:role', winner: { hash: rival.hash, index: 0 }, values: [] } })]),
        said({ by: 0, at: 5 }, [state(0, 'alias', { body: { canonical: 'user:alice', alias: 'user:al' } })]),
        said({ by: 5, at: 6 }, [claim(5, 'judge', { entity: 'user:al' })]),
        said({ by: 0, at: 7 }, [state(0, 'rule', { body: { relation: 'memory:role', cardinality: 'many' } })]),
        said({ by: 1, at: 8 }, [claim(1, 'engineer', { confidence: 0 })]),
        said({ by: 6, at: 60_001 }, [claim(6, 'of the next minute', { entity: 'user:bob' })])
      ]
      const idle = [
        said({ by: 7, at: 9 }, [vote(7, said({ by: 9, at: 0 }, [claim(9, 'nobody knows this')]))]),
        said({ by: 7, at: 10 }, [claim(7, 'engineer', { entity: 'user:bob' })]),
        said({ by: 7, at: 11, scope: 'local' }, [claim(7, 'engineer')])
      ]

      for (const [i, bundle] of [...idle, ...touching].entries()) {
        const before = await copy.resolve.resolve(ALICE)
        await copy.take([bundle])
        const after = await copy.resolve.resolve(ALICE)

        expect(after === before, `bundle ${i}`).to.equal(i < idle.length)
        expect(after).to.deep.equal(await copy.resolve.resolve({ ...ALICE, cut: after.cut }))
      }
    })

    it('expire with what they were made of', async () => {
      await copy.take([said({ by: 3, at: 2 }, [claim(3, 'guest', { extras: { until: START_MS + 3_700_000 } })])])
      expect((await copy.resolve.resolve(ALICE)).winner?.value.v).to.equal('guest')
      copy.clock.advance(100_001)
      expect((await copy.resolve.resolve(ALICE)).winner?.value.v).to.equal('manager')
    })

    it('from the future are rejected and told of', async () => {
      const answer = await copy.resolve.resolve(ALICE)
      copy.clock.jump(-60_000)
      const anew = await copy.resolve.resolve({ ...ALICE, maxStaleMs: 86_400_000 })

      expect(anew).to.not.equal(answer)
      expect(anew).to.deep.equal(answer)
      expect(copy.futures).to.deep.equal([60_000])
      expect(copy.resolve.counters()).to.include({ future: 1, hits: 0, made: 2 })
    })

    it('that are touched serve who takes old answers, and the next one has the new', async () => {
      const before = await copy.resolve.resolve(ALICE)
      await copy.take([said({ by: 3, at: 2 }, [claim(3, 'pilot')])])
      expect(await copy.resolve.resolve({ ...ALICE, maxStaleMs: 10_000 })).to.equal(before)
      expect(await copy.resolve.resolve({ ...ALICE, maxStaleMs: 0 })).to.not.equal(before)
      expect((await copy.resolve.resolve({ ...ALICE, maxStaleMs: 10_000 })).winner?.value.v).to.equal('pilot')
    })

    it('are whole while writers go on', async () => {
      const answers: Promise<ResolveAnswer>[] = []

      for (let no = 0; no < 60; no++) {
        const writing = copy.take([said({ by: 3, at: 100 + no }, [claim(3, `value ${no}`, { confidence: 0.5 + no / 1_000 })])])

        for (const maxStaleMs of [undefined, 0, 60_000]) {
          answers.push(copy.resolve.resolve({ ...ALICE, maxStaleMs }))
        }

        await writing
        // Who asks behind a write meets it.
        expect((await copy.resolve.resolve(ALICE)).winner?.value.v).to.equal(`value ${no}`)
      }

      for (const { candidates, winner } of await Promise.all(answers)) {
        const no = /^value (\d+)$/.exec(String(winner?.value.v))?.[1]
        expect(candidates[0]).to.deep.equal(winner)
        expect(candidates).to.have.lengthOf(no == null ? 2 : 3)
        expect(winner?.confidence).to.equal(no == null ? 0.8 : 0.5 + Number(no) / 1_000)
        expect(winner?.timestampMs).to.equal(no == null ? START_MS + 1 : START_MS + 100 + Number(no))
      }
    })
  })

  describe('over anything', () => {
    const clock = new SimulatedClock()

    it('are bounded in number and bytes, and the one asked for last stays longest', async () => {
      const views = open({ viewsMax: 3 })
      for (const key of ['a', 'b', 'c', 'a', 'd', 'e']) {
        await ask(views, key)
      }
      expect(views.counters()).to.include({ kept: 3, hits: 1, made: 5 })
      await ask(views, 'a')
      await ask(views, 'b')
      expect(views.counters()).to.include({ kept: 3, hits: 2, made: 6 })

      const small = open({ bytesMax: 5_000 })
      for (let no = 0; no < 100; no++) {
        await ask(small, `${no}`)
        expect(small.counters().bytes).to.be.at.most(5_000)
      }
      await ask(small, 'large', { length: 5_000 })
      expect(small.counters().kept).to.be.within(1, 4)
    })

    it('are made once for all who ask at the same state, and again for who asks behind a touch', async () => {
      const views = open()
      const gate = Promise.withResolvers<MadeAnswer>()
      const asking = [ask(views, 'a', { make: gate.promise }), ask(views, 'a', { make: gate.promise })]
      await Promise.resolve()
      views.touch(new Set(['tag a']))
      const behind = ask(views, 'a')
      gate.resolve(made('old', 'a'))

      expect((await Promise.all(asking)).map(({ entity }) => entity)).to.deep.equal(['old', 'old'])
      expect((await behind).entity).to.equal('a')
      expect((await ask(views, 'a')).entity).to.equal('a')
      expect(views.counters()).to.include({ made: 2, hits: 1, kept: 1 })
    })

    it('do not take what was touched under its making for current', async () => {
      const views = open()
      const gate = Promise.withResolvers<MadeAnswer>()
      const asking = ask(views, 'a', { make: gate.promise })
      await Promise.resolve()
      views.touch(new Set(Array.from({ length: 20_000 }, (_, no) => `tag ${no}`)))
      gate.resolve(made('old', 'a'))
      await asking

      expect((await ask(views, 'a')).entity).to.equal('a')
    })

    it('do not keep failures', async () => {
      const views = open()
      const failure = new TypeError('no')
      await expect(ask(views, 'a', { make: Promise.reject(failure) })).to.eventually.be.rejectedWith(failure)
      expect(views.isIdle).to.equal(true)
      expect((await ask(views, 'a')).entity).to.equal('a')
    })

    function open (init?: ViewsInit): ResolveViews {
      return new ResolveViews({ clock }, init)
    }

    async function ask (views: ResolveViews, key: string, { make, length }: { make?: Promise<MadeAnswer>, length?: number } = {}): Promise<ResolveAnswer> {
      return views.answer({ key, maxStaleMs: undefined, baseMs: 0, make: async () => make ?? made(key, key, length) })
    }
  })

  it('are made for the minute of the newest fact', async () => {
    const copy = await openCopy({ clock: clockAt(0) })
    await copy.take([said({ by: 1, at: 0 }, [claim(1, 'engineer')])])
    expect((await copy.resolve.resolve(ALICE)).cut).to.equal(`${START_MS}.00000`)
    await copy.take([said({ by: 1, at: 59_999 }, [claim(1, 'other', { entity: 'user:bob' })])])
    expect((await copy.resolve.resolve(ALICE)).cut).to.equal(`${START_MS}.00000`)
    await copy.take([said({ by: 1, at: 60_000 }, [claim(1, 'another', { entity: 'user:bob' })])])
    expect((await copy.resolve.resolve(ALICE)).cut).to.equal(`${START_MS + 60_000}.00000`)
    await copy.stop()
  })
})

function made (entity: string, name: string, length = 0): MadeAnswer {
  const answer: ResolveAnswer = {
    entity,
    relation: 'r',
    scope: 'public',
    lens: 'recency',
    cut: '0000000000000.00000',
    winner: null,
    candidates: [],
    candidatesCount: 0,
    truncated: false,
    resolutionConfidence: 0,
    conflictScore: 0,
    values: Array.from({ length }, (_, no) => ({ id: `${no}`, claimants: 1, share: 0 })),
    conflict: null,
    explanation: []
  }

  return { answer, tags: [`tag ${name}`], baseMs: 0, lastsUntilMs: Infinity }
}
