import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { BUNDLE_FACTS_BYTES_TARGET, encodeRun, groupRuns, treeKey } from '../../src/model/bundle/index.ts'
import { compareBytes, toHex } from '../../src/model/bytes/index.ts'
import { someBundle, someChain, seededBytes } from '../fixtures/bundles.ts'
import { someFact, someFacts } from '../fixtures/facts.ts'
import { linkedChain } from '../fixtures/runs.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'

/** Numbers of the chains of this file, so that each has a lane of its own. */
let chains = 0

/** A chain of lone facts in a lane of its own. */
function lane (length: number): Bundle[] {
  return someChain(Array.from({ length }, () => someFacts(1)), { lane: seededBytes(`lane ${chains++}`, 8) })
}

const long = lane(150)

/** The lengths of the parcels, in their order. */
function lengths (bundles: readonly Bundle[]): number[] {
  return groupRuns(bundles).map(parcel => parcel.length)
}

function namesOf (bundles: readonly Bundle[]): string[] {
  return bundles.map(({ hash }) => toHex(hash)).sort()
}

describe('model/bundle groups of runs', () => {
  it('makes runs of up to 64 bundles', () => {
    const parcels = groupRuns(long)

    expect(parcels.map(parcel => parcel.length)).to.deep.equal([64, 64, 22])
    expect(parcels.flat()).to.deep.equal(long)
  })

  it('leaves a bundle alone that nothing follows', () => {
    expect(lengths(long.slice(0, 65))).to.deep.equal([64, 1])
    expect(lengths(long.slice(0, 1))).to.deep.equal([1])
    expect(lengths([])).to.deep.equal([])
  })

  it('begins a new run behind a gap', () => {
    expect(lengths([...long.slice(0, 3), ...long.slice(4, 6), long[9]])).to.deep.equal([3, 2, 1])
  })

  it('finds the bundles of a chain between those of others, and keeps the order of their first ones', () => {
    const [a, b, c] = [lane(3), lane(3), lane(1)]

    expect(groupRuns([a[0], b[0], c[0], b[1], a[1], a[2], b[2]])).to.deep.equal([a, b, c])
  })

  it('follows one of two bundles that stand at the same place', () => {
    const [first, second, third] = long
    const rival = someBundle(someFacts(2), { ...second.header, hlc: { ...second.header.hlc, counter: 1 } })

    expect(groupRuns([first, second, rival, third])).to.deep.equal([[first, second, third], [rival]])
    expect(groupRuns([first, rival, second, third])).to.deep.equal([[first, rival], [second, third]])
  })

  it('does not join what names the bundle before and is not next', () => {
    const [first] = long
    const stranger = someBundle(someFacts(1), { ...first.header, seq: 3, prev: first.hash })

    expect(groupRuns([first, stranger, long[1]])).to.deep.equal([[first, long[1]], [stranger]])
  })

  it('keeps the bundles of a run within 64 KiB, and sends larger ones alone', () => {
    const text = (bytes: number): Bundle['decoded'][0] => someFact(1, { value: { type: 'text', v: 'x'.repeat(bytes) } })
    const chain = someChain([20_000, 20_000, 20_000, 20_000, 65_536, 1_000, 1_000].map(bytes => [text(bytes)].filter(fact => fact !== null)))

    expect(groupRuns(chain).map(parcel => parcel.length)).to.deep.equal([3, 1, 1, 2])
    expect(groupRuns(chain, { bytesMax: BUNDLE_FACTS_BYTES_TARGET, bundlesMax: 2 }).map(parcel => parcel.length)).to.deep.equal([2, 2, 1, 2])
  })

  it('loses none, repeats none, and makes runs that can be encoded, whatever the list', () => {
    const pool = [lane(12), lane(9), linkedChain([{ facts: 3 }, { facts: 2, gone: [0] }, { facts: 1 }]), long.slice(0, 80)].flat()
    const list = fc.uniqueArray(fc.nat({ max: pool.length - 1 }), { maxLength: pool.length })

    fc.assert(fc.property(list, fc.integer({ min: 2, max: 64 }), (places, bundlesMax) => {
      const sorted = places.map(place => pool[place]).sort((a, b) => compareBytes(treeKey(a.header.hlc, a.hash), treeKey(b.header.hlc, b.hash)))
      const parcels = groupRuns(sorted, { bundlesMax })

      expect(namesOf(parcels.flat())).to.deep.equal(namesOf(sorted))
      parcels.filter(parcel => parcel.length > 1).forEach(parcel => { encodeRun(parcel, { bundlesMax }) })
    }), { numRuns: 100 })
  })
})
