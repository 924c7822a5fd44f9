import { expect } from 'aegir/chai'
import { valueDigest } from '../../src/model/body/index.ts'
import { bundleId, factId } from '../../src/model/bundle/index.ts'
import { toHex } from '../../src/model/bytes/index.ts'
import { ContentMissingError } from '../../src/replica/query/index.ts'
import { START_MS } from '../fixtures/bundles.ts'
import { claim, claimWith, openCopy, peerOf, said, sourceOf, state, vote } from '../fixtures/copies.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { FactWhy } from '../../src/replica/query/index.ts'
import type { Copy } from '../fixtures/copies.ts'

describe('why', () => {
  let copy: Copy

  beforeEach(async () => {
    copy = await openCopy()
  })

  afterEach(async () => {
    await copy.stop()
  })

  it('says who signed a fact, and how it came', async () => {
    const bundle = said({ by: 1, at: 0 }, [claim(1, 'tea', { relation: 'memory:drink' }), claim(1, 'engineer')])
    await copy.take([bundle], { via: 'gossip', peer: peerOf(7), receivedMs: START_MS + 5 })
    const why = await whyOf(bundle, 1)

    expect(why.record).to.deep.include({ id: factId(bundle.hash, 1), value: { type: 'string', v: 'engineer' }, current: true, contradicted: false })
    expect(why.proof).to.deep.equal({
      bundle: bundleId(bundle.hash), author: peerOf(1), lane: toHex(bundle.header.lane), seq: 1, hlc: `${START_MS}.00001`, parents: [], facts: 2
    })
    expect(why.arrival).to.deep.equal({ via: 'gossip', peer: peerOf(7), ms: START_MS + 5 })
    expect(why).to.deep.include({ replaces: [], rivals: [], derivedFrom: [], votes: { for: 0, against: 0, forCount: 0, againstCount: 0 } })
    expect(why).to.not.have.any.keys('conflict', 'replacedBy')
  })

  it('says that a fact was written here', async () => {
    const bundle = said({ by: 1, at: 0 }, [claim(1, 'engineer')])
    await copy.take([bundle], { via: 'local', peer: '' })

    expect((await whyOf(bundle)).arrival).to.deep.include({ via: 'local', peer: null })
  })

  it('follows the statements of one claimant, retractions among them', async () => {
    const versions = [claim(1, 'trainee'), claim(1, 'engineer'), claim(1, 'engineer', { confidence: 0 }), claim(1, 'manager')]
      .map((fact, at) => said({ by: 1, at }, [fact]))
    const ids = versions.map(({ hash }) => factId(hash, 0))
    await copy.take([versions[2], versions[0], versions[3], versions[1]])

    for (const [i, bundle] of versions.entries()) {
      const why = await whyOf(bundle)
      expect(why.replaces, ids[i]).to.deep.equal(ids.slice(0, i).reverse())
      expect(why.replacedBy).to.equal(i === 3 ? undefined : ids[3])
      expect(why.record.current).to.equal(i === 3)
      expect(why.rivals).to.deep.equal([])
    }
  })

  it('lists the newest fifty of many older statements', async () => {
    const versions = Array.from({ length: 70 }, (_, at) => said({ by: 1, at }, [claim(1, `value ${at}`)]))
    await copy.take(versions)

    expect((await whyOf(versions[60])).replaces).to.deep.equal(versions.slice(10, 60).reverse().map(({ hash }) => factId(hash, 0)))
  })

  it('lists live rivals, the strongest first, and the conflict with its resolution', async () => {
    const one = said({ by: 1, at: 0 }, [claim(1, 'engineer')])
    const two = said({ by: 2, at: 1 }, [claim(2, 'manager', { confidence: 0.3 })])
    const same = said({ by: 3, at: 2 }, [claim(3, 'engineer')])
    const four = said({ by: 4, at: 3 }, [claim(4, 'pilot', { confidence: 0.9 })])
    const expired = said({ by: 5, at: 4 }, [claimWith(5, 'guest', { until: START_MS + 100 })])
    await copy.take([one, two, same, four, expired])
    const why = await whyOf(one)

    expect(why.rivals.map(({ id }) => id)).to.deep.equal([factId(four.hash, 0), factId(two.hash, 0)])
    expect(why.rivals.every(({ contradicted }) => contradicted)).to.equal(true)
    expect(why.conflict).to.deep.include({ open: true })
    expect((await whyOf(expired)).rivals).to.have.lengthOf(4)

    const values = ['engineer', 'manager', 'pilot'].map(v => valueDigest({ type: 'string', v })).sort((a, b) => toHex(a) < toHex(b) ? -1 : 1)
    const ruling = said({ by: 6, at: 5 }, [state(6, 'resolution', { body: { relation: 'memory:role', winner: { hash: one.hash, index: 0 }, values } })])
    await copy.take([ruling])
    expect((await whyOf(two)).conflict).to.deep.include({ open: false, resolution: { id: factId(ruling.hash, 0), resolver: peerOf(6), winner: factId(one.hash, 0) } })

    // Where nothing contradicts any more, the resolution is still told.
    await copy.take([said({ by: 2, at: 6 }, [claim(2, 'manager', { confidence: 0 })]), said({ by: 4, at: 7 }, [claim(4, 'pilot', { confidence: 0 })])])
    expect((await whyOf(one)).conflict).to.deep.include({ open: false })
    expect((await whyOf(one)).rivals).to.deep.equal([])
  })

  it('lists fifty of a hundred rivals', async () => {
    const one = said({ by: 1, at: 0 }, [claim(1, 'engineer')])
    await copy.take([one, said({ by: 2, at: 1 }, Array.from({ length: 100 }, (_, no) => claim(2, `value ${no}`, { source: sourceOf(2, `s-${no}`) })))])

    expect((await whyOf(one)).rivals).to.have.lengthOf(50)
  })

  it('names no rivals where a relation may have many values', async () => {
    const one = said({ by: 1, at: 0 }, [claim(1, 'engineer')])
    await copy.take([
      one, said({ by: 2, at: 1 }, [claim(2, 'manager')]),
      said({ by: 0, at: 2 }, [state(0, 'rule', { body: { relation: 'memory:role', cardinality: 'many' } })])
    ])
    const why = await whyOf(one)

    expect(why.rivals).to.deep.equal([])
    expect(why).to.not.have.property('conflict')
  })

  it('sums the votes, those of the fact\'s own claimant left out', async () => {
    const one = said({ by: 1, at: 0 }, [claim(1, 'engineer')])
    await copy.take([
      one,
      said({ by: 1, at: 1 }, [vote(1, one, { weight: 100 })]),
      said({ by: 2, at: 2 }, [vote(2, one, { weight: 2 })]),
      said({ by: 3, at: 3 }, [vote(3, one, { weight: 0.5, stance: 'against' })]),
      said({ by: 2, at: 4 }, [vote(2, one, { weight: 3 })])
    ])

    expect((await whyOf(one)).votes).to.deep.equal({ for: 3_000_000, forCount: 1, against: 500_000, againstCount: 1 })
  })

  it('tells which origins are here', async () => {
    const origin = said({ by: 1, at: 0 }, [claim(1, 'engineer')])
    const absent = said({ by: 1, at: 1 }, [claim(1, 'elsewhere')])
    const from = [factId(origin.hash, 0), factId(origin.hash, 1), factId(absent.hash, 0), 'doi:10.1000/182']
    const derived = said({ by: 2, at: 2 }, [claimWith(2, 'engineer', { from })])
    await copy.take([origin, derived])

    expect((await whyOf(derived)).derivedFrom).to.deep.equal(from.map((id, i) => ({ id, here: i === 0 })))
  })

  it('explains a vote, and knows nothing of what is not here', async () => {
    const one = said({ by: 1, at: 0 }, [claim(1, 'engineer')])
    const voted = said({ by: 2, at: 2 }, [vote(2, one)])
    await copy.take([one, voted])

    expect(await whyOf(voted)).to.deep.include({ rivals: [], replaces: [], derivedFrom: [] })
    expect(await copy.why.why(factId(one.hash, 3))).to.equal(undefined)
    expect(await copy.why.why('nonsense')).to.equal(undefined)
  })

  it('fails for a fact that is known and whose content is gone', async () => {
    const one = said({ by: 1, at: 0 }, [claim(1, 'engineer')])
    await copy.take([one])
    await damageJournal()
    await expect(copy.why.why(factId(one.hash, 0))).to.eventually.be.rejectedWith(ContentMissingError)
  })

  /** Turns a bit in the last fact of the journal. */
  async function damageJournal (): Promise<void> {
    const [name] = await copy.files.list('/journal')
    const handle = await copy.files.open(`/journal/${name}`, 'write')
    await handle.write([Uint8Array.of(0xFF)], await handle.size() - 6)
    await handle.sync()
    await handle.close()
  }

  async function whyOf (bundle: Bundle, index = 0): Promise<FactWhy> {
    const why = await copy.why.why(factId(bundle.hash, index))

    if (why == null) {
      throw new TypeError('The fact is not here')
    }

    return why
  }
})
