import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { KIND_ALIAS, scopeUri, statementFact } from '../../src/model/body/index.ts'
import { compareHlc } from '../../src/model/hlc/index.ts'
import { Curation, curationRights } from '../../src/replica/curation/index.ts'
import { seededBytes } from '../fixtures/bundles.ts'
import type { Bodies } from '../../src/model/body/index.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { CurationComponents, CurationView, HeldKind } from '../../src/replica/curation/index.ts'

const SEED = 40_404
const SCOPE = seededBytes('scope')
const SELF = seededBytes('self')
const FRIEND = seededBytes('friend')
const STRANGER = seededBytes('stranger')

/** One statement on its way: who says what when. */
interface Said<K extends HeldKind = HeldKind> {
  readonly kind: K
  readonly body: Bodies[K]
  readonly at: number
  readonly author?: Uint8Array
  readonly confidence?: 0 | 1
  readonly scope?: Uint8Array
}

describe('curation', () => {
  it('joins two names under the canonical one', () => {
    const view = viewOf([alias('user:alice', 'user:al', 1)])

    expect(view.names('user:al')).to.deep.equal(['user:alice', 'user:al'])
    expect(view.names('user:alice')).to.deep.equal(['user:alice', 'user:al'])
    expect(view.canonical('user:al')).to.equal('user:alice')
    expect([...view.classes()]).to.deep.equal([['user:alice', 'user:al']])
    expect(view.names('user:bob')).to.deep.equal(['user:bob'])
  })

  it('joins classes, and names them all by what the canonical one goes by', () => {
    const view = viewOf([alias('b:1', 'a:1', 1), alias('c:1', 'b:1', 2), alias('a:1', 'd:1', 3)])

    for (const name of ['a:1', 'b:1', 'c:1', 'd:1']) {
      expect(view.names(name)).to.deep.equal(['c:1', 'a:1', 'b:1', 'd:1'])
    }
  })

  it('gives an alias that closes a circle no effect', () => {
    const view = viewOf([alias('a:1', 'b:1', 1), alias('b:1', 'c:1', 2), alias('c:1', 'a:1', 3)])

    expect(view.names('c:1')).to.deep.equal(['a:1', 'b:1', 'c:1'])
  })

  it('comes to the same whatever the order of arrival', () => {
    const name = fc.constantFrom('a:1', 'b:1', 'c:1', 'd:1', 'e:1')
    const said = fc.record({ canonical: name, alias: name, author: fc.constantFrom(SELF, FRIEND), takenBack: fc.boolean() })
      .filter(({ alias, canonical }) => alias !== canonical)
    const run = fc.array(said, { maxLength: 12 }).chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all.map((_, i) => i), { minLength: all.length })))

    fc.assert(fc.property(run, ([all, order]) => {
      const statements = all.map(({ canonical, alias: other, author, takenBack }, i) => {
        return alias(canonical, other, i + 1, { author, confidence: takenBack ? 0 : 1 })
      })
      const straight = shapeOf(viewOf(statements))
      const asked = curationOf(order.map(i => statements[i]), curation => { curation.view(0) })

      expect(shapeOf(viewOf(order.map(i => statements[i])))).to.deep.equal(straight)
      expect(shapeOf(asked.view(0))).to.deep.equal(straight)

      for (const at of [0, 3, 7]) {
        const then = statements.filter(one => one.at <= at)
        expect(shapeOf(asked.view(0, { wallMs: at, counter: 0xFFFF }))).to.deep.equal(shapeOf(viewOf(then)))
      }
    }), { seed: SEED })
  })

  it('takes an alias back for its claimant only', () => {
    const both = [alias('a:1', 'b:1', 1), alias('a:1', 'b:1', 2, { author: FRIEND })]

    expect(viewOf([...both, alias('a:1', 'b:1', 3, { confidence: 0 })]).names('b:1')).to.deep.equal(['a:1', 'b:1'])
    expect(viewOf([both[0], alias('a:1', 'b:1', 3, { confidence: 0 })]).names('b:1')).to.deep.equal(['b:1'])
  })

  it('tells the past as it was', () => {
    const curation = curationOf([alias('a:1', 'b:1', 1), alias('a:1', 'b:1', 5, { confidence: 0 }), rule('memory:tag', 'many', 7)])

    expect(curation.view(0, { wallMs: 0, counter: 9 }).names('b:1')).to.deep.equal(['b:1'])
    expect(curation.view(0, { wallMs: 4, counter: 0 }).names('b:1')).to.deep.equal(['a:1', 'b:1'])
    expect(curation.view(0, { wallMs: 6, counter: 0 }).names('b:1')).to.deep.equal(['b:1'])
    expect(curation.view(0, { wallMs: 6, counter: 0 }).isMany('memory:tag')).to.equal(false)
    expect(curation.view(0).isMany('memory:tag')).to.equal(true)
  })

  it('lets the newest rule for a relation win', () => {
    expect(viewOf([rule('memory:tag', 'many', 1)]).isMany('memory:tag')).to.equal(true)
    expect(viewOf([rule('memory:tag', 'many', 1), rule('memory:tag', 'one', 2, { author: FRIEND })]).isMany('memory:tag')).to.equal(false)
    expect(viewOf([rule('memory:tag', 'many', 2), rule('memory:tag', 'one', 1, { author: FRIEND })]).isMany('memory:tag')).to.equal(true)
    expect(viewOf([rule('memory:tag', 'many', 1), rule('memory:tag', 'many', 2, { confidence: 0 })]).isMany('memory:tag')).to.equal(false)
    expect(viewOf([]).isMany('memory:tag')).to.equal(false)
  })

  it('judges editions', () => {
    const view = viewOf([edition({ name: 'spring' }, 1), edition({ name: 'summer', supersedes: 'spring', type: 'temporal' }, 2)])

    expect([...view.editions.known]).to.have.members(['spring', 'summer'])
    expect([...view.editions.superseded]).to.deep.equal(['spring'])
  })

  it('takes no word of strangers, and none of friends who were not chosen', () => {
    const said = [alias('a:1', 'b:1', 1, { author: STRANGER }), rule('memory:tag', 'many', 2, { author: STRANGER }), edition({ name: 'x' }, 3, { author: STRANGER })]
    const view = viewOf(said)

    expect(view.names('b:1')).to.deep.equal(['b:1'])
    expect(view.isMany('memory:tag')).to.equal(false)
    expect(view.editions.known.size).to.equal(0)
  })

  it('lets everybody resolve until curators are chosen', () => {
    const open = curationRights({ self: SELF })
    const chosen = curationRights({ self: SELF, curators: [FRIEND] })

    expect(open.mayCurate(SCOPE, STRANGER, 'resolution')).to.equal(true)
    expect(open.mayCurate(SCOPE, STRANGER, 'alias')).to.equal(false)
    expect([SELF, FRIEND, STRANGER].map(author => chosen.mayCurate(SCOPE, author, 'resolution'))).to.deep.equal([true, true, false])
    expect(curationOf([]).mayResolve(0, STRANGER)).to.equal(false)
    expect(curationOf([]).mayResolve(7, SELF)).to.equal(false)
  })

  it('gives no effect to rules that speak of another scope, and to malformed statements', () => {
    const good = statementFact('alias', { body: { canonical: 'a:1', alias: 'b:1' }, entity: 'a:1', source: sourceOf(SELF) })
    const curation = curationOf([rule('memory:tag', 'many', 1, { scope: seededBytes('elsewhere') })])
    curation.add(bundleOf([{ ...good, extras: { body: { canonical: 'a:1' } } }, { ...good, kind: KIND_ALIAS + 100 }, { ...good, confidence: 500_000 }], 2))

    expect(curation.view(0).isMany('memory:tag')).to.equal(false)
    expect(curation.view(0).names('b:1')).to.deep.equal(['b:1'])
  })

  it('lists what stands, oldest first', () => {
    const curation = curationOf([alias('a:1', 'c:1', 3), alias('a:1', 'b:1', 1), alias('a:1', 'd:1', 2), alias('a:1', 'd:1', 4, { confidence: 0 }), rule('memory:tag', 'many', 5)])
    const entries = curation.entries(0, 'alias')

    expect(entries.map(({ body }) => body.alias)).to.deep.equal(['b:1', 'c:1'])
    expect(compareHlc(entries[0].hlc, entries[1].hlc)).to.be.below(0)
    expect(entries[0]).to.include({ kind: 'alias', source: sourceOf(SELF) })
    expect(curation.entries(0, 'rule').map(({ body }) => body)).to.deep.equal([{ relation: 'memory:tag', cardinality: 'many' }])
    expect(curation.entries(9, 'edition')).to.deep.equal([])
  })

  it('reads at the start what the index leads to, and forgets at the reset', async () => {
    const bundles = Array.from({ length: 1_200 }, (_, no) => toBundle(alias('a:1', `b:${no}`, no + 1)))
    const curation = new Curation(componentsOf(bundles))
    await curation.start()
    expect(curation.view(0).names('a:1')).to.have.lengthOf(1_201)
    curation.add(bundles[7])
    await curation.start()
    expect(curation.view(0).names('b:7')).to.have.lengthOf(1_201)
    curation.reset()
    expect(curation.view(0).names('a:1')).to.deep.equal(['a:1'])
  })

  it('takes statements that come one by one in their order without working all of it out again', function () {
    this.timeout(60_000) // it is done in a second, or in an hour
    const curation = curationOf([])

    for (let no = 0; no < 20_000; no++) {
      curation.add(toBundle(alias('a:1', `b:${no}`, no + 1)))
      curation.view(0).canonical(`b:${no}`)
    }

    expect(curation.view(0).names('a:1')).to.have.lengthOf(20_001)
  })

  it('has room for so many statements, and counts the rest', () => {
    const curation = curationOf([])
    const facts = (start: number): Array<ReturnType<typeof statementFact>> => Array.from({ length: 512 }, (_, i) => {
      return statementFact('rule', { body: { relation: `x-r:${start + i}`, cardinality: 'many' }, entity: scopeUri(SCOPE), source: sourceOf(SELF) })
    })

    for (let no = 0; no < 129; no++) {
      curation.add(bundleOf(facts(no * 512), no + 1))
    }

    expect(curation.entries(0, 'rule')).to.have.lengthOf(65_536)
    expect(curation.overflow).to.equal(512)
    expect(curation.view(0).isMany('x-r:65535')).to.equal(true)
    expect(curation.view(0).isMany('x-r:65536')).to.equal(false)
  })

  it('keeps some versions of a statement and no more', () => {
    const curation = curationOf([])

    for (let no = 1; no <= 500; no++) {
      curation.add(toBundle(rule('memory:tag', no % 2 === 0 ? 'many' : 'one', no)))
    }

    expect(curation.view(0).isMany('memory:tag')).to.equal(true)
    expect(curation.view(0, { wallMs: 499, counter: 0 }).isMany('memory:tag')).to.equal(false)
    expect(curation.view(0, { wallMs: 2, counter: 0 }).isMany('memory:tag')).to.equal(false)
  })
})

function alias (canonical: string, other: string, at: number, more: Partial<Said> = {}): Said {
  return { kind: 'alias', body: { canonical, alias: other }, at, ...more }
}

function rule (relation: string, cardinality: 'one' | 'many', at: number, more: Partial<Said> = {}): Said {
  return { kind: 'rule', body: { relation, cardinality }, at, ...more }
}

function edition (body: Bodies['edition'], at: number, more: Partial<Said> = {}): Said {
  return { kind: 'edition', body, at, ...more }
}

function sourceOf (author: Uint8Array): string {
  return `stigmem://node-${author[0]}/agent/scribe`
}

function toBundle ({ kind, body, at, author = SELF, confidence, scope = SCOPE }: Said): Bundle {
  const entity = 'canonical' in body ? body.canonical : scopeUri(scope)
  return bundleOf([statementFact(kind, { body, entity, source: sourceOf(author), confidence })], at, author)
}

/** As much of a bundle as the room looks at. */
function bundleOf (decoded: Bundle['decoded'], at: number, author = SELF): Bundle {
  return { header: { author, scope: SCOPE, hlc: { wallMs: at, counter: 0 } }, hash: seededBytes(`bundle ${at} ${author[0]}`), decoded } as unknown as Bundle
}

function componentsOf (bundles: readonly Bundle[]): CurationComponents {
  const rows = bundles.map(({ hash, header }) => ({ kind: 'alias', author: header.author, hlc: header.hlc, bundle: hash.slice(0, 16), index: 0 }))
  const read = { async * curations () { yield * rows } } as unknown as CurationComponents['index']['read']

  return {
    index: { read, scopeIds: () => [SCOPE], scopeNumber: () => 0 },
    reader: {
      readEach: async refs => refs.map(ref => {
        const bundle = bundles[rows.findIndex(row => row.bundle === ref.bundle)]
        const [fact] = bundle.decoded
        return fact == null ? undefined : { fact, index: ref.index, head: bundle }
      })
    },
    rights: curationRights({ self: SELF, curators: [FRIEND] })
  }
}

function curationOf (said: readonly Said[], between: (curation: Curation) => void = () => {}): Curation {
  const curation = new Curation(componentsOf([]))

  for (const one of said) {
    curation.add(toBundle(one))
    between(curation)
  }

  return curation
}

function viewOf (said: readonly Said[]): CurationView {
  return curationOf(said).view(0)
}

/** Everything that a view says about aliases, in an order that does not depend on it. */
function shapeOf (view: CurationView): string[] {
  return [...view.classes()].map(names => names.join(' ')).sort()
}
