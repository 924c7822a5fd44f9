import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { actFact, scopeUri } from '../../src/model/body/index.ts'
import { factId, redactFacts } from '../../src/model/bundle/index.ts'
import { equalBytes } from '../../src/model/bytes/index.ts'
import { createFact } from '../../src/model/fact/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { bundlesOf, Hand, offer } from '../fixtures/closed-scopes.ts'
import { becomes, until, visible } from '../fixtures/erasures.ts'
import { openReplica, scanAll, write } from '../fixtures/replicas.ts'
import type { ErasureBody } from '../../src/model/body/index.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { ScopeStatus } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const START_MS = 1_767_225_600_000
const SEED = 61_911
const ORDERS = 150
const [bob, carol, dave] = [11, 12, 13].map(no => someSigner(no))

/** A bundle of a closed scope, and the numbers of its facts that erasures with effect name. */
interface Piece {
  readonly bundle: Bundle
  readonly erased: readonly number[]
}

interface World {
  readonly scope: Uint8Array
  readonly genesis: Uint8Array
  readonly pieces: readonly Piece[]
}

/** Moments behind the start. */
const at = (no: number): number => START_MS + 1_000 * no

/** Everybody who writes by hand in a scope. */
class Cast {
  readonly alice: Hand
  readonly bob: Hand
  readonly carol: Hand
  readonly dave: Hand
  private readonly scope: Uint8Array

  constructor (alice: Stage, scope: Uint8Array) {
    this.scope = scope
    this.alice = new Hand(alice.signer, { scope })
    this.bob = new Hand(bob, { scope })
    this.carol = new Hand(carol, { scope })
    this.dave = new Hand(dave, { scope })
  }

  /** The next bundle of somebody, with erasures of facts, or of bundles where no number is given. */
  async erases (hand: Hand, targets: ReadonlyArray<readonly [Bundle, number?]>, wallMs: number): Promise<Bundle> {
    return hand.bundle(targets.map(([{ hash }, index]) => {
      const body: ErasureBody = { bundle: hash, reason: 'asked for', ...index == null ? {} : { index } }
      return actFact('erasure', { body, entity: scopeUri(this.scope), source: `stigmem://${hand.peer}/node/self` })
    }), wallMs)
  }

  /** The next bundle of somebody, with one claim for each text. */
  async says (hand: Hand, texts: readonly string[], wallMs: number): Promise<Bundle> {
    const source = `stigmem://${hand.peer}/node/self`
    return hand.bundle(texts.map(v => createFact({ entity: `user:${v.slice(0, 1)}`, relation: 'memory:role', value: { type: 'string', v }, source })), wallMs)
  }
}

/** A scope whose founder is a replica, and everybody who writes in it. */
async function found (): Promise<{ alice: Stage, cast: Cast, genesis: Uint8Array, scope: Uint8Array }> {
  const alice = await openReplica({ no: 1, remembers: true })
  const { id: scope } = await alice.replica.closed.create('team')

  return { alice, cast: new Cast(alice, scope), genesis: await alice.replica.closed.genesis('team'), scope }
}

/** Erasures by an admin before and behind the end of its rights, by one whose grant expired, by one without rights, by authors, and of acts. */
async function world (): Promise<World> {
  const { alice, cast, genesis, scope } = await found()
  const admin = await cast.alice.act('grant', { peer: bob.publicKey, rights: ['admin'], names: [] }, at(1))
  const writer = await cast.alice.act('grant', { peer: carol.publicKey, rights: ['write'], names: [] }, at(2))
  const guest = await cast.alice.act('grant', { peer: dave.publicKey, rights: ['write'], names: [], expiresMs: at(20) }, at(3))
  const said = await cast.says(cast.carol, ['a one', 'a two', 'b', 'c', 'd'], at(4))
  const kept = await cast.says(cast.carol, ['e', 'f'], at(5))
  const guests = await cast.says(cast.dave, ['g', 'h'], at(6))
  const counts = await cast.erases(cast.bob, [[said, 0], [said, 2], [writer], [admin]], at(7))
  const own = await cast.erases(cast.carol, [[said, 3], [guests, 0]], at(8))
  const guestsOwn = await cast.erases(cast.dave, [[guests, 1], [said, 4]], at(9))
  const behind = await cast.erases(cast.bob, [[kept], [said, 1]], at(10))
  const { lane, seq } = counts.header
  const cut = await cast.alice.act('revocation', { peer: bob.publicKey, reason: 'left', upTo: [{ lane, shard: 0, seq, hash: counts.hash }] }, at(11))
  const late = await cast.erases(cast.dave, [[guests, 0]], at(21))
  const back = await cast.erases(cast.alice, [[own, 0]], at(22))
  await alice.stop()
  const erased = new Map([[said, [0, 2]], [guests, [1]], [own, [0]]])
  const bundles = [admin, writer, guest, said, kept, guests, counts, own, guestsOwn, behind, cut, late, back]

  return { scope, genesis, pieces: bundles.map(bundle => ({ bundle, erased: erased.get(bundle) ?? [] })) }
}

/** Offers bundles, those of authors who are not introduced yet again, until each is taken. */
async function offerAll (stage: Stage, bundles: readonly Bundle[]): Promise<void> {
  for (let left = bundles; left.length > 0;) {
    const codes = await offer(stage, left)
    const refused = left.filter((_, i) => codes[i] !== 'accept')
    expect(refused.length, codes.join()).to.be.below(left.length)
    left = refused
  }
}

/** Resolves once each fact stands as it should; what became wanted on the way is offered again, as peers do. */
async function settle (stage: Stage, { pieces, scope }: World): Promise<void> {
  const bundles = pieces.map(({ bundle }) => bundle)

  await until(stage, 'every fact is what it should be', async () => {
    if ((stage.wanted?.count(scope) ?? 0) > 0) {
      await offerAll(stage, bundles)
      return false
    }

    const states = await Promise.all(pieces.flatMap(({ bundle, erased }) => [...bundle.facts.keys()].map(async number => {
      const state = erased.includes(number) ? 'erased' : 'here'
      return (await stage.replica.presence.presence(factId(bundle.hash, number)))?.state === state
    })))

    const erased = pieces.filter(piece => piece.erased.length > 0).length
    return states.every(isRight => isRight) && statusOf(stage, scope)?.erased === erased
  })
}

/** What everybody can see of a scope. */
async function told (stage: Stage, { scope }: World): Promise<unknown> {
  const { erased, refused, root, wanted } = statusOf(stage, scope) ?? {}
  return { erased, refused, root, wanted, facts: await visible(stage) }
}

function statusOf ({ replica }: Stage, scope: Uint8Array): ScopeStatus | undefined {
  const name = replica.shared().find(({ id }) => equalBytes(id, scope))?.name
  return replica.scopes().find(status => status.name === name)
}

describe('erasure in closed scopes', () => {
  it(`comes to the same set and the same answers in ${ORDERS} random orders of acts, erasures and facts, live and from the journal (seed ${SEED})`, async function () {
    this.timeout(240_000)
    const one = await world()
    const reference = await openReplica({ no: 9, remembers: true })
    await reference.replica.closed.join(one.genesis)
    await offerAll(reference, one.pieces.map(({ bundle }) => bundle))
    await settle(reference, one)
    const expected = await told(reference, one)
    expect(expected).to.include({ erased: 3, wanted: 0 })
    expect((await scanAll(reference)).map(({ entity }) => entity).sort()).to.deep.equal(['user:a', 'user:c', 'user:d', 'user:e', 'user:f', 'user:g'])
    await reference.stop()
    let no = 0

    await fc.assert(fc.asyncProperty(fc.shuffledSubarray([...one.pieces.keys()], { minLength: one.pieces.length }), fc.integer({ min: 1, max: 5 }), async (order, together) => {
      let stage = await openReplica({ no: 9, remembers: true })
      await stage.replica.closed.join(one.genesis)
      let refused: Bundle[] = []

      for (let from = 0; from < order.length; from += together) {
        const some = order.slice(from, from + together).map(number => one.pieces[number].bundle)
        const codes = await offer(stage, some)
        refused = [...refused, ...some.filter((_, i) => codes[i] !== 'accept')]
        await stage.clock.advanceAsync(0)
      }

      await offerAll(stage, refused)
      await settle(stage, one)

      if (no++ % 5 === 0) {
        stage = await stage.crash(no % 2 === 0 ? { kv: memoryKV() } : {})
        await settle(stage, one)
      }

      expect(await told(stage, one)).to.deep.equal(expected)
      await stage.stop()
    }), { seed: SEED, numRuns: ORDERS })
  })

  it('brings content back when a revocation takes the effect of the erasure', async () => {
    const { alice, cast, genesis, scope } = await found()
    const stage = await openReplica({ no: 9, remembers: true })
    await stage.replica.closed.join(genesis)
    const admin = await cast.alice.act('grant', { peer: bob.publicKey, rights: ['admin'], names: [] }, at(1))
    const writer = await cast.alice.act('grant', { peer: carol.publicKey, rights: ['write'], names: [] }, at(2))
    const said = await cast.says(cast.carol, ['a', 'b'], at(3))
    const erasure = await cast.erases(cast.bob, [[said, 0]], at(4))
    await offerAll(stage, [admin, writer, said, erasure])
    await becomes(stage, factId(said.hash, 0), 'erased')
    expect((await scanAll(stage)).map(({ entity }) => entity)).to.deep.equal(['user:b'])
    let wants = 0
    stage.replica.addEventListener('bundle:want', () => { wants++ })
    await offerAll(stage, [await cast.alice.act('revocation', { peer: bob.publicKey, reason: 'a mistake', upTo: [] }, at(5))])
    await becomes(stage, factId(said.hash, 0), 'wanted')
    await until(stage, 'the content is asked for', () => wants > 0)
    expect([wants, stage.wanted?.count(scope)]).to.deep.equal([1, 1])
    expect(await stage.replica.query({})).to.include({ partial: true })
    await offerAll(stage, [said])
    await becomes(stage, factId(said.hash, 0), 'here')
    expect((await scanAll(stage)).map(({ entity }) => entity).sort()).to.deep.equal(['user:a', 'user:b'])
    expect(stage.wanted?.count(scope)).to.equal(0)
    await Promise.all([alice.stop(), stage.stop()])
  })

  it('is for authors and admins alone, and never for acts', async () => {
    const { alice, cast, genesis, scope } = await found()
    const stage = await openReplica({ no: 9, remembers: true })
    await stage.replica.closed.join(genesis)
    const said = await cast.says(cast.carol, ['a'], at(3))
    const grants = [carol.publicKey, stage.signer.publicKey].map(peer => ({ peer, rights: ['read', 'write'] as const }))
    await alice.replica.closed.grant('team', grants[0])
    await alice.replica.closed.grant('team', grants[1])
    await offer(stage, await bundlesOf(alice, scope))
    await offerAll(stage, [said])
    await expect(stage.replica.presence.forget(factId(said.hash, 0))).to.eventually.be.rejected.with.property('code', 'erasure_refused')
    const [mine] = await write(stage, [{ entity: 'user:mine', relation: 'memory:role', value: { type: 'string', v: 'of our own' } }], 'team')
    expect(await stage.replica.presence.forget(mine.id)).to.include({ state: 'erased' })
    await offer(alice, await bundlesOf(stage, scope))
    await becomes(alice, mine.id, 'erased')
    expect(await alice.replica.presence.forget(factId(said.hash, 0), { reason: 'by an admin' })).to.include({ state: 'erased' })
    const [{ id: act }] = alice.replica.closed.acts('team')
    await expect(alice.replica.presence.forget(act)).to.eventually.be.rejected.with.property('code', 'erasure_refused')
    await expect(alice.replica.presence.forget(act, { hereOnly: true })).to.eventually.be.rejected.with.property('code', 'erasure_refused')
    await offer(stage, await bundlesOf(alice, scope))
    await becomes(stage, factId(said.hash, 0), 'erased')
    expect(await stage.replica.presence.presence(factId(said.hash, 0))).to.deep.include({ reason: 'by an admin' })
    expect(statusOf(stage, scope)?.root).to.equal(statusOf(alice, scope)?.root)
    await Promise.all([alice.stop(), stage.stop()])
  })

  it('cannot part those who hear an act from those who hear its digests: an act comes whole, whoever erases it', async () => {
    const { alice, cast, genesis } = await found()
    const stage = await openReplica({ no: 9, remembers: true })
    await stage.replica.closed.join(genesis)
    const grant = await cast.alice.act('grant', { peer: carol.publicKey, rights: ['write'], names: [] }, at(1))
    const erasure = await cast.erases(cast.alice, [[grant], [grant, 0]], at(2))
    const said = await cast.says(cast.carol, ['a'], at(3))
    expect(await offer(stage, [erasure, redactFacts(grant, [0]).bytes, said])).to.deep.equal(['accept', 'malformed', 'not_introduced'])
    expect(await stage.replica.presence.presence(factId(grant.hash, 0))).to.equal(undefined)
    expect(await offer(stage, [grant, said])).to.deep.equal(['accept', 'accept'])
    await stage.clock.advanceAsync(0)
    const again = await stage.crash({ kv: memoryKV() })
    expect(await again.replica.presence.presence(factId(grant.hash, 0))).to.include({ state: 'here' })
    expect((await scanAll(again)).map(({ entity }) => entity)).to.deep.equal(['user:a'])
    await Promise.all([alice.stop(), again.stop()])
  })
})
