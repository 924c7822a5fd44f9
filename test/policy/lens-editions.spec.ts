import { expect } from 'aegir/chai'
import { judgeEditions, lensRegistry } from '../../src/policy/lens/index.ts'
import { CONTEXT, candidate } from '../fixtures/lens-candidates.ts'
import type { Edition, LensCandidate, Resolution } from '../../src/policy/lens/index.ts'

const RECORDS: Readonly<Record<string, Edition>> = {
  2024: {},
  2025: { supersedes: '2024', type: 'temporal' },
  2026: { supersedes: '2025', type: 'temporal' },
  left: { supersedes: 'right', type: 'invalidate' },
  right: { supersedes: 'left', type: 'invalidate' },
  self: { supersedes: 'self', type: 'invalidate' },
  tail: { supersedes: 'left', type: 'invalidate' },
  draft: { supersedes: '2026' }
}

describe('judgeEditions', () => {
  const verdicts = judgeEditions(new Map(Object.entries(RECORDS)))

  it('knows every edition with a record', () => {
    expect([...verdicts.known]).to.have.members(Object.keys(RECORDS))
  })

  it('takes an edition as superseded that a sound record replaces', () => {
    expect([...verdicts.superseded].sort()).to.deep.equal(['2024', '2025', 'left'])
  })

  it('voids what editions on a circle say of each other, and no more', () => {
    expect([...verdicts.cyclic].sort()).to.deep.equal(['left', 'right', 'self'])
    expect([...verdicts.spared]).to.deep.equal(['2026'])
  })

  it('is the same in any order of the records', () => {
    const reversed = judgeEditions(new Map(Object.entries(RECORDS).reverse()))

    for (const set of ['known', 'superseded', 'spared', 'cyclic'] as const) {
      expect([...reversed[set]].sort()).to.deep.equal([...verdicts[set]].sort())
    }
  })

  it('walks a chain of ten thousand editions', () => {
    const chain = judgeEditions(new Map(Array.from({ length: 10_000 }, (_, no) => [`${no}`, { supersedes: `${no + 1}`, type: 'temporal' }])))

    expect(chain.superseded.size).to.equal(10_000)
    expect(chain.cyclic.size).to.equal(0)
  })
})

describe('epoch-aware', () => {
  it('hides the facts of a superseded edition', () => {
    const resolution = resolve('epoch-aware(recency)', [of('2025', 9), of('2026', 1)], { ...RECORDS, draft: {} })

    expect(resolution.candidates.map(({ value }) => value.v)).to.deep.equal(['2026'])
    expect(resolution.candidatesCount).to.equal(2)
    expect(resolution.explanation.map(({ code }) => code)).to.deep.equal(['edition-superseded', 'sole-candidate'])
    expect(resolution.explanation.map(({ level }) => level)).to.deep.equal(['info', 'info'])
  })

  it('counts both of two editions that replace each other, with one warning', () => {
    const resolution = resolve('epoch-aware(recency)', [of('A', 1), of('B', 2)], {
      A: { supersedes: 'B', type: 'temporal' },
      B: { supersedes: 'A', type: 'temporal' }
    })
    const warnings = resolution.explanation.filter(({ level }) => level === 'warning')

    expect(resolution.candidates).to.have.length(2)
    expect(warnings.map(({ code, params }) => ({ code, params }))).to.deep.equal([{ code: 'edition-cycle', params: { count: 2, names: 'A, B' } }])
  })

  it('counts facts of an edition without a record or behind a broken one, with a warning each', () => {
    const resolution = resolve('epoch-aware(recency)', [of('nowhere', 1), of('2026', 2), candidate(3, 'none')], RECORDS)

    expect(resolution.candidates).to.have.length(3)
    expect(resolution.explanation.filter(({ level }) => level === 'warning').map(({ code }) => code)).to.deep.equal(['edition-unknown', 'edition-broken'])
  })

  it('warns only of editions that candidates belong to', () => {
    expect(resolve('epoch-aware', [of('2025', 1)], { ...RECORDS, 2026: {} }).explanation.map(({ level }) => level)).to.deep.equal(['info'])
  })

  it('spells out eight names of many', () => {
    const all = Array.from({ length: 40 }, (_, no) => of(`edition-${String(no).padStart(2, '0')}`, no))
    const [{ params }] = resolve('epoch-aware', all, RECORDS).explanation

    expect(params.count).to.equal(40)
    expect(params.names).to.equal('edition-00, edition-01, edition-02, edition-03, edition-04, edition-05, edition-06, edition-07, …')
  })

  it('is the lens inside where there is nothing to leave out, and stigmem-default where none is named', () => {
    const all = [candidate(1, 'a', { confidence: 1 }), candidate(2, 'b')]
    const [outer, inner] = ['epoch-aware', 'stigmem-default'].map(lens => resolve(lens, all, {}))

    expect({ ...outer, lens: '' }).to.deep.equal({ ...inner, lens: '' })
    expect(resolve('epoch-aware(skeptic)', all, {}).status).to.equal('Agreed')
  })

  it('answers from one edition when the context asks for it, superseded or not', () => {
    const lens = lensRegistry().get('epoch-aware(recency)')
    const resolution = lens.resolve([of('2025', 1), of('2026', 2)], { ...CONTEXT, edition: '2025', editions: judgeEditions(new Map(Object.entries(RECORDS))) })

    expect(resolution.winner?.value.v).to.equal('2025')
    expect(resolution.explanation[0]).to.deep.include({ code: 'edition-only', params: { count: 1, edition: '2025' } })
  })
})

function resolve (lens: string, all: readonly LensCandidate[], records: Readonly<Record<string, Edition>>): Resolution {
  return lensRegistry().get(lens).resolve(all, { ...CONTEXT, editions: judgeEditions(new Map(Object.entries(records))) })
}

function of (edition: string, no: number): LensCandidate {
  return candidate(no, edition, { edition })
}
