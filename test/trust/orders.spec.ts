import { expect } from 'aegir/chai'
import { seededRandom } from '../../src/platform/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { offer } from '../fixtures/closed-scopes.ts'
import { openReplica } from '../fixtures/replicas.ts'
import { picture, trustWorld } from '../fixtures/trust-worlds.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { Random } from '../../src/platform/index.ts'
import type { Stage } from '../fixtures/replicas.ts'
import type { TrustWorld } from '../fixtures/trust-worlds.ts'

const SEED = 61_700
const WORLDS = 50
const ORDERS_OF_EACH = 10
const LATER_MS = 100_000
const LOOKS_MIN = 6
const LOOKS_MAX = 50
const TOGETHER_MAX = 5

/** A replica that holds the genesis of a world, and to which the rest was offered in an order, some bundles at a time. */
async function arrive ({ genesis }: TrustWorld, order: readonly Bundle[], random: Random): Promise<Stage> {
  const stage = await openReplica({ no: 9, remembers: true })
  stage.clock.advance(LATER_MS)
  await stage.replica.closed.join(genesis.bytes)

  for (let from = 0, count = 0; from < order.length; from += count) {
    count = 1 + Math.floor(random.fraction() * TOGETHER_MAX)
    await offer(stage, order.slice(from, from + count))
    await stage.clock.advanceAsync(0)
  }

  return stage
}

/** What a replica makes of a world in the end: what it declined before and what it wants is offered again, as peers do. */
async function outcome (stage: Stage, world: TrustWorld, expected?: string): Promise<string> {
  for (let look = 1; ; look++) {
    await offer(stage, world.bundles)
    await stage.clock.advanceAsync(0)
    const said = JSON.stringify(await picture(stage, world))

    if (said === expected || look === (expected === undefined ? LOOKS_MIN : LOOKS_MAX)) {
      return said
    }
  }
}

describe('bundles, grants, revocations, keys and erasures in any order', () => {
  it(`come to one set, one effect and one presence in ${WORLDS * ORDERS_OF_EACH} orders, live and from the journal (seed ${SEED})`, async function () {
    this.timeout(240_000)
    let no = 0

    for (let seed = SEED; seed < SEED + WORLDS; seed++) {
      const world = trustWorld(seed)
      const random = seededRandom(seed)
      const reference = await arrive(world, world.bundles, random)
      const expected = await outcome(reference, world)
      await reference.stop()

      for (let round = 0; round < ORDERS_OF_EACH; round++) {
        const order = world.bundles.map(bundle => ({ bundle, chance: random.fraction() })).sort((one, other) => one.chance - other.chance)
        let stage = await arrive(world, order.map(({ bundle }) => bundle), random)
        stage = no++ % 5 === 0 ? await stage.crash(no % 2 === 0 ? { kv: memoryKV() } : {}) : stage
        expect(await outcome(stage, world, expected), `seed ${seed}, order ${round}`).to.equal(expected)
        await stage.stop()
      }
    }
  })
})
