import { expect } from 'aegir/chai'
import { actFact, actMap, scopeUri } from '../../src/model/body/index.ts'
import { redactFacts } from '../../src/model/bundle/index.ts'
import { toHex } from '../../src/model/bytes/index.ts'
import { closedScopeId, compareActs, governingOf, Introductions, judgeActs, LOCAL_SCOPE, placeOf, publicScopeId, scopeText } from '../../src/policy/scope/index.ts'
import { seededBytes, someBundle, someSigner, START_MS } from '../fixtures/bundles.ts'
import { someFact } from '../fixtures/facts.ts'
import { genesisBundle, grant, PEERS, place, revocation } from '../fixtures/governance.ts'
import { ACT_SOURCE, CLOSED_SCOPE_VECTOR } from '../vectors/acts.ts'
import type { ActBodies, ActKind, GenesisBody } from '../../src/model/body/index.ts'
import type { Bundle, BundleDraft } from '../../src/model/bundle/index.ts'
import type { Fact } from '../../src/model/fact/index.ts'
import type { Signer } from '../../src/model/identity/index.ts'
import type { Act, Governing } from '../../src/policy/scope/index.ts'

const creator = someSigner(1)
const member = someSigner(2)
const GENESIS: GenesisBody = { name: 'team', net: 'main', creator: creator.publicKey, nonce: seededBytes('nonce', 16), shardBits: 0 }
const SCOPE = closedScopeId(actMap('genesis', GENESIS))
const GRANT: ActBodies['grant'] = { peer: member.publicKey, rights: ['write'], names: [] }

describe('policy/scope ids of closed scopes', () => {
  it('are derived from the genesis', () => {
    const { genesis, id, text, laterId } = CLOSED_SCOPE_VECTOR
    expect(toHex(closedScopeId(actMap('genesis', genesis)))).to.equal(id)
    expect(scopeText(genesis.name, closedScopeId(actMap('genesis', genesis)))).to.equal(text)
    expect(toHex(closedScopeId({ ...actMap('genesis', genesis), later: 1 }))).to.equal(laterId)
  })

  it('differ when anything in the genesis does, and from all others', () => {
    const bodies = [
      GENESIS, { ...GENESIS, name: 'teams' }, { ...GENESIS, net: 'mains' }, { ...GENESIS, creator: member.publicKey }, { ...GENESIS, nonce: seededBytes('other', 16) }, { ...GENESIS, shardBits: 1 }
    ]
    const ids = [...bodies.map(body => closedScopeId(actMap('genesis', body))), publicScopeId('main'), publicScopeId('team'), LOCAL_SCOPE]
    expect(new Set(ids.map(toHex)).size).to.equal(ids.length)
  })
})

describe('policy/scope what a bundle says of its scope', () => {
  it('is its genesis, in the first bundle of the creator', () => {
    const bundle = bundleOf(creator, [act('genesis', GENESIS), act('grant', GRANT)])
    const { genesis, acts, bundle: where } = governingOf(bundle)
    expect(genesis).to.deep.equal(GENESIS)
    expect(where).to.deep.equal(placeOf(bundle))
    expect(acts).to.deep.equal([{ kind: 'grant', body: GRANT, bundle: where, index: 1 }])
  })

  const later = { ...act('genesis', GENESIS), extras: { body: { ...actMap('genesis', GENESIS), later: 1 } } }
  const withoutGenesis: Array<[string, Bundle]> = [
    ['by another author', bundleOf(member, [act('genesis', GENESIS)])],
    ['in a later bundle', bundleOf(creator, [act('genesis', GENESIS)], { seq: 2, prev: seededBytes('prev') })],
    ['behind another fact', bundleOf(creator, [act('grant', GRANT), act('genesis', GENESIS)])],
    ['of another scope', bundleOf(creator, [act('genesis', { ...GENESIS, name: 'teams' })])],
    ['in another scope', bundleOf(creator, [act('genesis', GENESIS)], { scope: publicScopeId('main') })],
    ['about another scope', bundleOf(creator, [act('genesis', GENESIS, publicScopeId('main'))])],
    ['for another network', bundleOf(creator, [act('genesis', GENESIS)], { net: 'other' })],
    ['with a body that gives another id', bundleOf(creator, [later])],
    ['that is gone', redactFacts(bundleOf(creator, [act('genesis', GENESIS)]), [0])]
  ]

  for (const [title, bundle] of withoutGenesis) {
    it(`is no genesis ${title}`, () => {
      expect(governingOf(bundle)).not.to.have.property('genesis')
    })
  }

  it('is a genesis with keys that this version does not know, under the id that covers them', () => {
    const scope = closedScopeId(later.extras.body)
    const fact = { ...later, entity: scopeUri(scope) }
    expect(governingOf(bundleOf(creator, [fact], { scope })).genesis).to.deep.equal(GENESIS)
  })

  it('is none of its malformed acts, of those about another scope, nor anything in other bundles', () => {
    const broken = { ...act('grant', GRANT), extras: { body: { ...actMap('grant', GRANT), rights: [] } } }
    const takenBack = { ...act('grant', GRANT), confidence: 0 }
    expect(governingOf(bundleOf(creator, [broken, takenBack, act('grant', GRANT, publicScopeId('main'))])).acts).to.deep.equal([])
    expect(governingOf(bundleOf(creator, [someFact(1), act('erasure', { bundle: SCOPE, reason: '' })])).acts).to.deep.equal([])
    expect(governingOf(bundleOf(creator, [act('declaration', { names: [], relays: [], scopes: [], sequence: 1, expiresMs: 1 })])).acts).to.deep.equal([])
  })

  it('is ordered by time, hash and number', () => {
    const acts = [grant(place(0, 1), 1), grant(place(0, 1), 1, {}, 1), grant(place(0, 1, { counter: 1 }), 1, {}, 1), revocation(place(0, 2), 1)]
    expect([...acts].reverse().sort(compareActs)).to.deep.equal(acts)
    const [a, b]: Act[] = [grant({ ...place(0, 1, { counter: 1 }), hash: new Uint8Array(32) }, 1), grant(place(0, 1), 1, {}, 1)]
    expect([b, a].sort(compareActs)).to.deep.equal([a, b])
  })

  it('comes to the same in signed bundles as in their plain values', () => {
    const known = new Introductions()
    const first = governingOf(bundleOf(creator, [act('genesis', GENESIS), act('grant', GRANT)]))
    const later = governingOf(bundleOf(member, [someFact(1)], { hlc: { wallMs: START_MS + 1, counter: 0 } }))
    expect(known.enters(later)).to.equal(false)
    expect(known.learn(first).map(toHex)).to.deep.equal([creator, member].map(({ publicKey }) => toHex(publicKey)))
    expect(known.enters(later)).to.equal(true)
    expect(known.genesis).to.deep.equal(GENESIS)
    expect(judgeActs(creator.publicKey, first.acts).standingAt(later.bundle).has('write')).to.equal(true)
  })
})

describe('policy/scope introductions', () => {
  const cases: ReadonlyArray<{ title: string, acts: Act[], introduced: number[] }> = [
    { title: 'the creator alone', acts: [], introduced: [0] },
    { title: 'whom the creator names, with any right', acts: [grant(place(0, 2), 1, { rights: ['read'] }), grant(place(0, 2), 2, { rights: ['later'] }, 1)], introduced: [0, 1, 2] },
    { title: 'nobody whom a peer without `admin` names', acts: [grant(place(0, 2), 1, { rights: ['curate', 'read', 'steward', 'write'] }), grant(place(1, 3), 2)], introduced: [0, 1] },
    { title: 'whom an admin of an admin names', acts: [grant(place(0, 2), 1, { rights: ['admin'] }), grant(place(1, 3), 2, { rights: ['admin'] }), grant(place(2, 4), 3)], introduced: [0, 1, 2, 3] },
    { title: 'nobody by admins who name each other', acts: [grant(place(1, 2), 2, { rights: ['admin'] }), grant(place(2, 3), 1, { rights: ['admin'] })], introduced: [0] },
    { title: 'whom a grant names that is over, revoked, or from the past', acts: [grant(place(0, 9), 1, { rights: ['admin'], expiresMs: 0 }), revocation(place(0, 10), 1), grant(place(1, 1), 2)], introduced: [0, 1, 2] },
    { title: 'whom an admin named before it was one', acts: [grant(place(0, 2), 1), grant(place(1, 3), 2), grant(place(0, 4), 1, { rights: ['admin'] })], introduced: [0, 1, 2] }
  ]

  for (const { title, acts, introduced } of cases) {
    it(`introduce ${title}`, () => {
      const bundles: Governing[] = [genesisBundle(), ...acts.map(act => ({ bundle: act.bundle, acts: [act] }))]

      for (const order of [bundles, [...bundles].reverse()]) {
        const known = new Introductions()
        // What does not enter is offered again, as often as there are bundles.
        const found = order.flatMap(() => order.flatMap(bundle => known.learn(bundle)))
        expect(found.map(toHex).sort()).to.deep.equal(introduced.map(no => toHex(PEERS[no])).sort())
        expect(PEERS.flatMap((key, no) => known.isIntroduced(key) ? [no] : [])).to.deep.equal(introduced)
      }
    })
  }

  it('tell which authors a new grant lets in', () => {
    const known = new Introductions()
    known.learn(genesisBundle())
    known.learn({ bundle: place(0, 2), acts: [grant(place(0, 2), 1)] })
    expect(known.learn({ bundle: place(1, 3), acts: [grant(place(1, 3), 2), grant(place(1, 3), 3, { rights: ['admin'] }, 1)] })).to.deep.equal([])
    expect(known.learn({ bundle: place(3, 4), acts: [grant(place(3, 4), 4)] })).to.deep.equal([])
    expect(known.learn({ bundle: place(0, 5), acts: [grant(place(0, 5), 1, { rights: ['admin'] })] })).to.deep.equal([PEERS[2], PEERS[3]])
    expect(known.learn({ bundle: place(3, 4), acts: [grant(place(3, 4), 4)] })).to.deep.equal([PEERS[4]])
  })

  it('follow a long chain of admins at once', () => {
    const known = new Introductions()
    const keys = Array.from({ length: 20_000 }, (_, no) => Uint8Array.from({ length: 32 }, (_, byte) => byte < 4 ? no >>> (8 * byte) : 1))
    const chain: Governing[] = keys.slice(1).map((peer, no) => {
      const bundle = { ...place(0, no), author: keys[no] }
      return { bundle, acts: [grant(bundle, 0, { peer, rights: ['admin'] })] }
    })
    known.learn(genesisBundle())
    // All are introduced as plain peers first, so that each names the next one before it may.
    known.learn({ bundle: place(0, 1), acts: keys.slice(0, -1).map(peer => grant(place(0, 1), 0, { peer })) })
    chain.forEach(bundle => { known.learn(bundle) })
    const [last] = keys.slice(-1)
    expect(known.isIntroduced(last)).to.equal(false)
    expect(known.learn({ bundle: place(0, 2), acts: [grant(place(0, 2), 0, { peer: keys[0], rights: ['admin'] })] })).to.deep.equal([last])
  })
})

function act<K extends ActKind> (kind: K, body: ActBodies[K], scope = SCOPE): Fact {
  return actFact(kind, { body, entity: scopeUri(scope), source: ACT_SOURCE })
}

function bundleOf (signer: Signer, facts: readonly Fact[], changes: Partial<BundleDraft> = {}): Bundle {
  return someBundle(facts, { scope: SCOPE, ...changes }, signer)
}
