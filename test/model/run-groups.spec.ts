import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { BUNDLE_FACTS_BYTES_TARGET, encodeRun, groupRuns, treeKey } from '../../src/model/bundle/index.ts'
import { compareBytes, toHex } from '../../src/model/bytes/index.ts'
import { someBundle, someChain, seededBytes } from '../fixtures/bundles.ts'
import { someFact, someFacts } from '../fixtures/facts.ts'
import { linkedChain, signed } from '../fixtures/runs.ts'
import type { Bundle, SignedBundle } from '../../src/model/bundle/index.ts'

/** Numbers of the chains of this file, so that each has a lane of its own. */
let chains = 0

/** A chain of lone facts in a lane of its own. */
function lane (length: number): Bundle[] {
  return someChain(Array.from({ length }, () => someFacts(1)), { lane: seededBytes(`lane ${chains++}`, 8) })
}

const long = lane(150)

/** The lengths of the parcels, in their order. */
function lengths (bundles: ReadonlyArray<SignedBundle<Bundle>>): number[] {
  return groupRuns(bundles).parcels.map(parcel => parcel.length)
}

function namesOf (bundles: readonly Bundle[]): string[] {
  return bundles.map(({ hash }) => toHex(hash)).sort()
}

describe('model/bundle groups of runs', () => {
  it('makes runs of up to 64 bundles', () => {
    const { parcels, unchecked } = groupRuns(signed(long))

    expect(parcels.map(parcel => parcel.length)).to.deep.equal([64, 64, 22])
    expect(parcels.flat()).to.deep.equal(long)
    expect(unchecked).to.deep.equal([])
  })

  it('leaves a bundle alone that nothing follows', () => {
    expect(lengths(signed(long.slice(0, 65)))).to.deep.equal([64, 1])
    expect(lengths(signed(long.slice(0, 1)))).to.deep.equal([1])
    expect(lengths([])).to.deep.equal([])
  })

  it('begins a new run behind a gap', () => {
    expect(lengths(signed([...long.slice(0, 3), ...long.slice(4, 6), long[9]]))).to.deep.equal([3, 2, 1])
  })

  it('finds the bundles of a chain between those of others, and keeps the order of their first ones', () => {
    const [a, b, c] = [lane(3), lane(3), lane(1)]

    expect(groupRuns(signed([a[0], b[0], c[0], b[1], a[1], a[2], b[2]])).parcels).to.deep.equal([a, b, c])
  })

  it('follows one of two bundles that stand at the same place', () => {
    const [first, second, third] = long
    const rival = someBundle(someFacts(2), { ...second.header, hlc: { ...second.header.hlc, counter: 1 } })

    expect(groupRuns(signed([first, second, rival, third])).parcels).to.deep.equal([[first, second, third], [rival]])
    expect(groupRuns(signed([first, rival, second, third])).parcels).to.deep.equal([[first, rival], [second, third]])
  })

  it('does not join what names the bundle before and is not next', () => {
    const [first] = long
    const stranger = someBundle(someFacts(1), { ...first.header, seq: 3, prev: first.hash })

    expect(groupRuns(signed([first, stranger, long[1]])).parcels).to.deep.equal([[first, long[1]], [stranger]])
  })

  it('keeps the bundles of a run within 64 KiB, and sends larger ones alone', () => {
    const text = (bytes: number): Bundle['decoded'][0] => someFact(1, { value: { type: 'text', v: 'x'.repeat(bytes) } })
    const chain = someChain([20_000, 20_000, 20_000, 20_000, 65_536, 1_000, 1_000].map(bytes => [text(bytes)].filter(fact => fact !== null)))

    expect(groupRuns(signed(chain)).parcels.map(parcel => parcel.length)).to.deep.equal([3, 1, 1, 2])
    expect(groupRuns(signed(chain), { bytesMax: BUNDLE_FACTS_BYTES_TARGET, bundlesMax: 2 }).parcels.map(parcel => parcel.length)).to.deep.equal([2, 2, 1, 2])
  })

  it('ends a run with a good signature, and sets aside what no good one follows', () => {
    const [a, b, c, d] = long
    const both = groupRuns(signed([a, b, c, d], 'unchecked', 'good', 'unchecked'))

    expect(both).to.deep.equal({ parcels: [[a, b]], unchecked: [c, d] })
    expect(groupRuns(signed([a, b, c, d], 'good', 'unchecked'))).to.deep.equal({ parcels: [[a]], unchecked: [b, c, d] })
    expect(groupRuns(signed([a, b, c, d], 'unchecked', 'unchecked', 'unchecked', 'good'))).to.deep.equal({ parcels: [[a, b, c, d]], unchecked: [] })
    expect(groupRuns(signed([a], 'unchecked'))).to.deep.equal({ parcels: [], unchecked: [a] })
  })

  it('gives the unchecked bundles at the end of a full run to the next', () => {
    const standings = long.map((_, i) => i === 60 || i === 149 ? 'good' as const : 'unchecked' as const)
    const { parcels, unchecked } = groupRuns(signed(long, ...standings))

    // 64 that nobody vouches for stand between the first run and the last.
    expect(parcels.map(parcel => parcel.length)).to.deep.equal([61, 25])
    expect(unchecked).to.deep.equal(long.slice(61, 125))

    const near = long.slice(0, 100)
    const vouched = groupRuns(signed(near, ...near.map((_, i) => i === 60 || i === 99 ? 'good' as const : 'unchecked' as const)))

    expect(vouched).to.deep.equal({ parcels: [near.slice(0, 61), near.slice(61)], unchecked: [] })
  })

  it('loses none, repeats none, and makes runs that can be encoded, whatever the list', () => {
    const pool = [lane(12), lane(9), linkedChain([{ facts: 3 }, { facts: 2, gone: [0] }, { facts: 1 }]), long.slice(0, 80)].flat()
    const list = fc.uniqueArray(fc.tuple(fc.nat({ max: pool.length - 1 }), fc.boolean()), { selector: ([place]) => place, maxLength: pool.length })

    fc.assert(fc.property(list, fc.integer({ min: 2, max: 64 }), (picks, bundlesMax) => {
      const sorted = picks.map(([place, good]) => ({ bundle: pool[place], signature: good ? 'good' as const : 'unchecked' as const }))
        .sort((a, b) => compareBytes(treeKey(a.bundle.header.hlc, a.bundle.hash), treeKey(b.bundle.header.hlc, b.bundle.hash)))
      const { parcels, unchecked } = groupRuns(sorted, { bundlesMax })
      const good = new Set(sorted.filter(({ signature }) => signature === 'good').map(({ bundle }) => bundle))

      expect(namesOf([...parcels.flat(), ...unchecked])).to.deep.equal(namesOf(sorted.map(({ bundle }) => bundle)))
      expect(parcels.every(parcel => good.has(parcel[parcel.length - 1]))).to.equal(true)
      expect(unchecked.some(bundle => good.has(bundle))).to.equal(false)
      parcels.filter(parcel => parcel.length > 1).forEach(parcel => { encodeRun(parcel, { bundlesMax }) })
    }), { numRuns: 100 })
  })
})
