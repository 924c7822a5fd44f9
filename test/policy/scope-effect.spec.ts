import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import {
  KIND_ALIAS, KIND_DECLARATION, KIND_EDITION, KIND_ERASURE, KIND_GENESIS, KIND_GRANT, KIND_RESOLUTION, KIND_REVOCATION, KIND_RULE, KIND_SCOPE_KEY, KIND_VOTE, RIGHTS
} from '../../src/model/body/index.ts'
import { judgeActs, mayErase, mayState, OPEN_STANDING } from '../../src/policy/scope/index.ts'
import { effectiveActs, mayAt } from '../fixtures/governance-oracle.ts'
import { CREATOR, endAt, grant, PEERS, place, revocation } from '../fixtures/governance.ts'
import type { Right } from '../../src/model/body/index.ts'
import type { Act, BundlePlace, Forks, Standing } from '../../src/policy/scope/index.ts'

const SEED = 61_403
const ADMIN = { rights: ['admin'] }

/** Chains of lane 1 fork into two branches, told by the lowest bit of the first byte of a hash. */
const FORKS: Forks = { isForked: ({ lane }) => lane[0] === 1, leadsTo: (bundle, end) => (bundle.hash[0] & 1) === (end.hash[0] & 1) }

describe('policy/scope effect', () => {
  const rows: ReadonlyArray<{ title: string, acts: Act[], effective?: BundlePlace[], outlawed?: BundlePlace[] }> = [
    { title: 'nobody but the creator without a grant', acts: [], effective: [place(0, 0), place(0, 9)], outlawed: [place(1, 9)] },
    {
      title: 'who was granted, above the stamp of the grant',
      acts: [grant(place(0, 5, { counter: 3 }), 1, {}, 2)],
      effective: [place(1, 5, { counter: 6 }), place(1, 6), place(1, 2 ** 47)],
      outlawed: [place(1, 5, { counter: 5 }), place(1, 5, { counter: 4 }), place(1, 4), place(2, 9)]
    },
    {
      title: 'a grant that ends, up to the last millisecond before its end',
      acts: [grant(place(0, 5), 1, { expiresMs: 8 })],
      effective: [place(1, 6), place(1, 7, { counter: 65_535 })],
      outlawed: [place(1, 8), place(1, 9)]
    },
    {
      title: 'grants that overlap, and the gap between those that do not',
      acts: [grant(place(0, 1), 1, { expiresMs: 5 }), grant(place(0, 4), 1, { expiresMs: 7 }), grant(place(0, 9), 1, { expiresMs: 11 }), grant(place(0, 10), 1, { expiresMs: 10 })],
      effective: [place(1, 2), place(1, 5), place(1, 6), place(1, 10)],
      outlawed: [place(1, 7), place(1, 9), place(1, 11)]
    },
    { title: 'no grant by one who is no admin', acts: [grant(place(0, 1), 1), grant(place(1, 2), 2)], effective: [place(1, 9)], outlawed: [place(2, 9)] },
    { title: 'the grant of an admin', acts: [grant(place(0, 1), 1, ADMIN), grant(place(1, 2), 2)], effective: [place(2, 3)], outlawed: [place(2, 2)] },
    { title: 'no grant of an admin below its own', acts: [grant(place(0, 5), 1, ADMIN), grant(place(1, 2), 2), grant(place(1, 5), 3)], outlawed: [place(2, 9), place(3, 9)] },
    {
      title: 'a revocation, whatever the stamp: a stolen key writes no history',
      acts: [grant(place(0, 1), 1), revocation(place(0, 5), 1)],
      outlawed: [place(1, 2), place(1, 4), place(1, 9)]
    },
    {
      title: 'a revocation up to the named ends of chains, and no lane besides',
      acts: [grant(place(0, 1), 1), revocation(place(0, 5), 1, { upTo: [endAt(place(1, 3, { seq: 3 }))] })],
      effective: [place(1, 3, { seq: 3 }), place(1, 2, { seq: 2 }), place(1, 9, { seq: 1 })],
      outlawed: [place(1, 3, { seq: 3, no: 1 }), place(1, 4, { seq: 4 }), place(1, 2, { lane: 2 }), place(1, 2, { shard: 1, seq: 2 })]
    },
    {
      title: 'a new grant after a revocation, for what comes after it',
      acts: [grant(place(0, 1), 1), revocation(place(0, 5), 1), grant(place(0, 7), 1)],
      effective: [place(1, 8)],
      outlawed: [place(1, 2), place(1, 6), place(1, 7)]
    },
    {
      title: 'what an admin did before it was revoked',
      acts: [grant(place(0, 1), 1, ADMIN), grant(place(1, 2), 2), revocation(place(0, 5), 1), grant(place(1, 6), 3), grant(place(1, 4, { seq: 2 }), 4)],
      effective: [place(2, 9), place(4, 9)],
      outlawed: [place(1, 3), place(3, 9)]
    },
    {
      title: 'what a revoked admin did after it in a chain that still counts',
      acts: [grant(place(0, 1), 1, ADMIN), revocation(place(0, 5), 1, { upTo: [endAt(place(1, 6))] }), grant(place(1, 6), 2)],
      effective: [place(2, 9)]
    },
    {
      title: 'the first of two admins who revoke each other',
      acts: [grant(place(0, 1), 1, ADMIN), grant(place(0, 1), 2, ADMIN, 1), revocation(place(1, 5), 2), revocation(place(2, 6), 1)],
      effective: [place(1, 9)],
      outlawed: [place(2, 9)]
    },
    {
      title: 'a revocation by a revoker who is revoked later',
      acts: [grant(place(0, 1), 1, ADMIN), grant(place(0, 1), 2, {}, 1), revocation(place(1, 5), 2), revocation(place(0, 6), 1)],
      outlawed: [place(1, 9), place(2, 4)]
    },
    { title: 'no revocation by one who is no admin', acts: [grant(place(0, 1), 1), grant(place(0, 1), 2, {}, 1), revocation(place(1, 5), 2)], effective: [place(2, 9)] },
    { title: 'the revocation of the creator by an admin', acts: [grant(place(0, 1), 1, ADMIN), revocation(place(1, 5), 0), grant(place(0, 6), 2)], effective: [place(1, 9)], outlawed: [place(0, 2), place(0, 9), place(2, 9)] },
    { title: 'a peer that was revoked and never granted', acts: [revocation(place(0, 5), 1), grant(place(0, 6), 1)], effective: [place(1, 7)], outlawed: [place(1, 6)] }
  ]

  for (const { title, acts, effective = [], outlawed = [] } of rows) {
    it(`knows ${title}`, () => {
      for (const order of [acts, [...acts].reverse()]) {
        const effect = judgeActs(CREATOR, order)
        expect(effective.filter(bundle => !effect.standingAt(bundle).isEffective)).to.deep.equal([])
        expect(outlawed.filter(bundle => effect.standingAt(bundle).isEffective)).to.deep.equal([])
      }
    })
  }

  it('tells rights and names by the grants that cover a place', () => {
    const effect = judgeActs(CREATOR, [
      grant(place(0, 1), 1, { rights: ['later', 'read'], names: ['node-b'] }), grant(place(0, 3), 1, { rights: ['write'], names: ['acme'], expiresMs: 6 }), grant(place(0, 1), 2, ADMIN, 1)
    ])

    expect(seenAt(effect.standingAt(place(1, 2)))).to.deep.equal({ rights: ['read'], names: ['node-b'] })
    expect(seenAt(effect.standingAt(place(1, 4)))).to.deep.equal({ rights: ['read', 'write'], names: ['acme', 'node-b'] })
    expect(seenAt(effect.standingAt(place(1, 6)))).to.deep.equal({ rights: ['read'], names: ['node-b'] })
    expect(seenAt(effect.standingAt(place(2, 6)))).to.deep.equal({ rights: [...RIGHTS], names: [] })
    expect(seenAt(effect.standingAt(place(0, 1)))).to.deep.equal({ rights: [...RIGHTS], names: [] })
    expect(seenAt(effect.standingAt(place(3, 6)))).to.deep.equal({ rights: [], names: [] })
  })

  it('tells what a peer may do now by all revocations and by the ends of its grants', () => {
    const acts = [grant(place(0, 9), 1, { expiresMs: 20 }), grant(place(0, 9), 2, {}, 1), revocation(place(0, 10), 2, { upTo: [endAt(place(2, 9, { seq: 9 }))] })]
    const effect = judgeActs(CREATOR, acts)

    // Our clock may be behind that of the admin.
    expect([5, 19, 20, 21].map(nowMs => effect.standingNow(PEERS[1], nowMs).has('read'))).to.deep.equal([true, true, false, false])
    expect(effect.standingNow(PEERS[2], 15).isEffective).to.equal(false)
    expect(effect.standingNow(PEERS[3], 15).has('read')).to.equal(false)
    expect(effect.standingNow(CREATOR, 15).has('admin')).to.equal(true)
  })

  it('lists the acts that have effect, in the order of judgement', () => {
    const key: Act = { kind: 'scope-key', body: { number: 2, boxes: [{ peer: CREATOR, box: new Uint8Array(1) }] }, bundle: place(0, 4), index: 0 }
    const acts = [key, grant(place(0, 1), 1), revocation(place(1, 2), 0), { ...key, bundle: place(1, 5) }, revocation(place(0, 6), 1)]

    expect(judgeActs(CREATOR, acts).acts).to.deep.equal([acts[1], key, acts[4]])
  })

  it('judges chains of many revocations, forked or not, as the plain rule does', () => {
    const bundle = fc.tuple(fc.nat({ max: 1 }), fc.integer({ min: 1, max: 4 }), fc.nat({ max: 2 })).map(([lane, seq, no]) => place(1, 50, { lane, seq, no }))
    const upTo = fc.uniqueArray(bundle, { maxLength: 2, selector: ({ lane }) => lane[0] }).map(places => places.map(endAt))
    const change = fc.record({ wallMs: fc.integer({ min: 1, max: 40 }), grants: fc.boolean(), upTo, lifeMs: fc.integer({ min: 5, max: 90 }) })

    fc.assert(fc.property(fc.array(change, { maxLength: 12 }), fc.array(bundle, { minLength: 8, maxLength: 8 }), fc.boolean(), (changes, bundles, forked) => {
      const acts = changes.map(({ wallMs, grants, upTo, lifeMs }, no) => {
        return grants ? grant(place(0, wallMs, { no }), 1, { expiresMs: wallMs + lifeMs }) : revocation(place(0, wallMs, { no }), 1, { upTo })
      })
      const forks = forked ? FORKS : undefined
      const effect = judgeActs(CREATOR, acts, forks)

      for (const bundle of bundles) {
        expect(effect.standingAt(bundle).isEffective).to.equal(mayAt({ creator: CREATOR, acts: effectiveActs(CREATOR, acts, forks), forks }, bundle))
      }
    }), { seed: SEED, numRuns: 3_000 })
  })

  it('counts of a forked chain only what the named end leads back to', () => {
    const branches = [1, 2].map(no => ({ low: place(1, 2, { seq: 1, no }), end: place(1, 3, { seq: 2, no }) }))
    const forks: Forks = { isForked: () => true, leadsTo: ({ hash }, end) => branches.some(({ low, end: { hash: last } }) => low.hash === hash && last === end.hash) }
    const effect = judgeActs(CREATOR, [grant(place(0, 1), 1), revocation(place(0, 5), 1, { upTo: [endAt(branches[0].end)] })], forks)

    expect(branches.map(({ low, end }) => [low, end].map(bundle => effect.standingAt(bundle).isEffective))).to.deep.equal([[true, true], [false, false]])
  })
})

describe('policy/scope rights of kinds', () => {
  const table: ReadonlyArray<readonly [number, Right[]]> = [
    [0, ['write', 'admin']], [KIND_GENESIS, []], [KIND_DECLARATION, [...RIGHTS]], [KIND_GRANT, ['admin']], [KIND_REVOCATION, ['admin']], [KIND_SCOPE_KEY, ['admin']],
    [KIND_VOTE, ['write', 'admin']], [KIND_RESOLUTION, ['curate', 'admin']], [KIND_ALIAS, ['curate', 'admin']], [KIND_RULE, ['admin']], [KIND_EDITION, ['curate', 'admin']],
    [KIND_ERASURE, []], [10, []], [11, []], [200, []]
  ]

  for (const [kind, rights] of table) {
    it(`give effect to kind ${kind} by ${rights.length === 0 ? 'none' : rights.join(', ')}`, () => {
      for (const right of RIGHTS) {
        const standing = judgeActs(CREATOR, [grant(place(0, 1), 1, { rights: [right] })]).standingAt(place(1, 2))
        expect(mayState(kind, standing), right).to.equal(rights.includes(right))
      }

      expect(mayState(kind, judgeActs(CREATOR, []).standingAt(place(1, 2)))).to.equal(false)
    })
  }

  it('let everybody write in the public scope, and nobody govern it', () => {
    expect(table.filter(([kind]) => mayState(kind, OPEN_STANDING)).map(([kind]) => kind)).to.deep.equal([0, KIND_DECLARATION, KIND_VOTE])
  })

  it('let authors erase what is theirs, admins everything, and nobody an act', () => {
    const effect = judgeActs(CREATOR, [grant(place(0, 1), 1, { rights: ['read'] }), grant(place(0, 1), 2, ADMIN, 1)])
    const may = (by: number, of: number, kind?: number): boolean => {
      return mayErase({ author: PEERS[by], standing: effect.standingAt(place(by, 5)), target: { author: PEERS[of], kind } })
    }

    expect([may(1, 1), may(1, 1, 0), may(1, 2), may(2, 1), may(2, 1, 6), may(0, 1), may(3, 3), may(3, 1)]).to.deep.equal([true, true, false, true, true, true, false, false])
    expect([1, 2, 3, 4, 5].some(kind => may(1, 1, kind) || may(2, 1, kind) || may(0, 0, kind))).to.equal(false)
    expect(mayErase({ author: PEERS[1], standing: OPEN_STANDING, target: { author: PEERS[1] } })).to.equal(true)
    expect(mayErase({ author: PEERS[1], standing: OPEN_STANDING, target: { author: PEERS[2] } })).to.equal(false)
  })
})

function seenAt (standing: Standing): { rights: Right[], names: string[] } {
  return { rights: RIGHTS.filter(right => standing.has(right)), names: [...standing.names].sort() }
}
