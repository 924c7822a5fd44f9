import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { toHex } from '../../src/model/bytes/index.ts'
import { placeOf } from '../../src/policy/scope/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { Hand, offer } from '../fixtures/closed-scopes.ts'
import { openReplica } from '../fixtures/replicas.ts'
import type { Stage } from '../fixtures/replicas.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'

const START_MS = 1_767_225_600_000
const RUNS = 500
const SEED = 61_403
const [bob, carol, dave] = [1, 2, 3].map(no => someSigner(no))

/** A scope, its first bundle, and everything that was ever written in it. */
interface World {
  readonly scope: Uint8Array
  readonly genesis: Uint8Array
  readonly bundles: readonly Bundle[]
}

/** Grants, grants by those who are no admins yet, cuts, a fork below a cut, revoked revokers, and facts before and behind each of them. */
async function someWorld (): Promise<World> {
  const alice = await openReplica({ no: 1 })
  const { id: scope } = await alice.replica.closed.create('team')
  const genesis = await alice.replica.closed.genesis('team')
  const hand = new Hand(alice.signer, { scope })
  const [b, c, d] = [bob, carol, dave].map(signer => new Hand(signer, { scope }))
  const at = (no: number): number => START_MS + 1_000 * no
  const peers = [bob, carol, dave].map(({ publicKey }) => publicKey)
  const early = await b.says('before any grant', at(1))
  const admin = await hand.act('grant', { peer: peers[0], rights: ['admin'], names: [] }, at(2))
  const first = await b.says('as an admin', at(3))
  const twin = new Hand(bob, { scope })
  const twins = [await twin.says('before any grant', at(1)), await twin.says('as a twin', at(3)), await twin.says('as a twin again', at(4))]
  const letsCarol = await b.act('grant', { peer: peers[1], rights: ['read', 'write'], names: ['node-c'] }, at(5))
  const letsDave = await c.act('grant', { peer: peers[2], rights: ['write'], names: [], expiresMs: at(20) }, at(6))
  const carolIsAdmin = await hand.act('grant', { peer: peers[1], rights: ['admin'], names: [] }, at(7))
  const letsDaveAgain = await c.act('grant', { peer: peers[2], rights: ['write'], names: [], expiresMs: at(12) }, at(8))
  const { lane, seq } = letsCarol.header
  const cut = await hand.act('revocation', { peer: peers[0], reason: 'left', upTo: [{ lane, shard: 0, seq, hash: letsCarol.hash }] }, at(9))
  const revenge = await b.act('revocation', { peer: peers[1], reason: 'revenge', upTo: [] }, at(10))
  const daves = [await d.says('while granted', at(11)), await d.says('too late', at(13))]
  const outlaws = await c.act('revocation', { peer: peers[2], reason: 'all of it', upTo: [] }, at(14))
  await alice.stop()

  return { scope, genesis, bundles: [early, admin, first, ...twins, letsCarol, letsDave, carolIsAdmin, letsDaveAgain, cut, revenge, ...daves, outlaws] }
}

interface Picture {
  readonly root: string
  readonly places: ReadonlyArray<readonly [isEffective: boolean, isAdmin: boolean, mayWrite: boolean, names: readonly string[]]>
  readonly now: readonly boolean[]
  readonly members: readonly string[]
  readonly acts: ReadonlyArray<readonly [id: string, isEffective: boolean]>
}

/** What a replica makes of a world: the set, how each bundle stands, and who may do what. */
function told ({ replica }: Stage, { bundles, scope }: World): Picture {
  const { closed, governance } = replica

  return {
    root: toHex(replica.snapshot(scope)?.root() ?? new Uint8Array(0)),
    places: bundles.map(bundle => {
      const { isEffective, has, names } = governance.standingAt(scope, placeOf(bundle))
      return [isEffective, has('admin'), has('write'), names] as const
    }),
    now: [bob, carol, dave].map(({ publicKey }) => governance.standingNow(scope, publicKey).isEffective),
    members: governance.members(scope).map(({ peer }) => toHex(peer)).sort(),
    acts: closed.acts(scope).map(({ id, isEffective }) => [id, isEffective])
  }
}

/** Offers bundles in an order until none is taken any more; those of authors who are not introduced yet are offered again. */
async function offerAll (stage: Stage, bundles: readonly Bundle[], together: number): Promise<void> {
  let left = bundles

  for (let before = Infinity; left.length > 0 && left.length < before;) {
    before = left.length
    const refused: Bundle[] = []

    for (let no = 0; no < left.length; no += together) {
      const some = left.slice(no, no + together)
      const verdicts = await offer(stage, some)
      refused.push(...some.filter((_, i) => verdicts[i] === 'not_introduced'))
      expect(verdicts.filter(verdict => verdict !== 'accept' && verdict !== 'not_introduced')).to.deep.equal([])
    }

    left = refused
  }

  expect(left).to.have.length(0)
}

describe('acts that come in any order', () => {
  it('give the same set and the same standings, also after a restart', async function () {
    this.timeout(240_000)
    const world = await someWorld()
    const later = START_MS + 100_000
    const complete = await openReplica({ no: 9 })
    complete.clock.advance(later - complete.clock.nowMs())
    await complete.replica.closed.join(world.genesis)
    await offerAll(complete, world.bundles, 1)
    const restarted = await complete.crash()
    const reference = told(restarted, world)
    expect(reference.places.map(([isEffective]) => isEffective)).to.deep.equal([
      false, true, true, false, false, false, true, true, true, true, true, false, false, false, true
    ])
    await restarted.stop()

    await fc.assert(fc.asyncProperty(
      fc.shuffledSubarray([...world.bundles], { minLength: world.bundles.length }),
      fc.integer({ min: 1, max: world.bundles.length }),
      fc.nat({ max: 9 }),
      async (bundles, together, restarts) => {
        const stage = await openReplica({ no: 9 })
        stage.clock.advance(later - stage.clock.nowMs())
        await stage.replica.closed.join(world.genesis)
        await offerAll(stage, bundles, together)
        const running = restarts === 0 ? await stage.crash() : stage
        // A chain that forks is read behind the bundle that told of it.
        await running.clock.advanceAsync(0)
        expect(told(running, world)).to.deep.equal(reference)
        await running.stop()
      }
    ), { numRuns: RUNS, seed: SEED })
  })
})
