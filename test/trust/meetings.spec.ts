import { expect } from 'aegir/chai'
import { seededRandom } from '../../src/platform/index.ts'
import { offer } from '../fixtures/closed-scopes.ts'
import { MemoryStage, replicaNode } from '../fixtures/network.ts'
import { picture, trustWorld } from '../fixtures/trust-worlds.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { ReplicaNode } from '../fixtures/network.ts'
import type { TrustWorld } from '../fixtures/trust-worlds.ts'

const RUNS = 100
const SEED = 61_500
const NODES = [1, 2, 3]

/** Rounds of meetings after which three replicas have to agree, at most. */
const ROUNDS_MAX = 12
/** Milliseconds between two of them: content that is wanted is asked for again. */
const ROUND_MS = 30_000
const LATER_MS = 100_000

/** Three replicas that begin with the genesis of a world and are given its bundles by chance. */
class Trio {
  readonly #stage = new MemoryStage()
  readonly #world: TrustWorld
  #nodes: ReplicaNode[] = []

  constructor (world: TrustWorld) {
    this.#world = world
  }

  async open (): Promise<void> {
    const { clock, network } = this.#stage
    this.#nodes = await Promise.all(NODES.map(async no => replicaNode(this.#stage, no)))
    clock.advance(LATER_MS)

    for (const [no, node] of this.#nodes.entries()) {
      await node.gossip.stop()
      await node.stage.replica.closed.join(this.#world.genesis.bytes)
      this.#nodes.slice(0, no).forEach(({ peer }) => { network.connect(node.peer, peer) })
    }

    await this.#stage.settle()
  }

  async stop (): Promise<void> {
    await Promise.all(this.#nodes.map(async node => { await node.stop() }))
  }

  /** Gives each bundle to one replica, in a random order, while pairs of them meet; a bundle that is declined is offered there again. */
  async live (seed: number): Promise<void> {
    const random = seededRandom(seed)
    const left = this.#world.bundles.map(bundle => ({ bundle, chance: random.fraction() })).sort((one, other) => one.chance - other.chance).map(({ bundle }) => bundle)
    const waiting = new Map<ReplicaNode, Bundle[]>(this.#nodes.map(node => [node, []]))

    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const node = this.#nodes[Math.floor(random.fraction() * NODES.length)]
      const offered = [...waiting.get(node) ?? [], next]
      const codes = await offer(node.stage, offered)
      waiting.set(node, offered.filter((_, no) => codes[no] !== 'accept'))

      if (random.fraction() < 0.3) {
        await this.#meet(node, this.#nodes[Math.floor(random.fraction() * NODES.length)])
      }
    }

    for (let round = 0; round < ROUNDS_MAX && !await this.#agree(); round++) {
      for (const [node, bundles] of waiting) {
        await offer(node.stage, bundles)
        await this.#meet(node, this.#nodes[(this.#nodes.indexOf(node) + 1) % NODES.length])
      }

      await this.#stage.pass(ROUND_MS)
    }
  }

  /** What each replica makes of the world. */
  async pictures (): Promise<unknown[]> {
    return Promise.all(this.#nodes.map(async ({ stage }) => picture(stage, this.#world)))
  }

  async #agree (): Promise<boolean> {
    return new Set((await this.pictures()).map(said => JSON.stringify(said))).size === 1
  }

  async #meet (one: ReplicaNode, other: ReplicaNode): Promise<void> {
    if (one !== other) {
      const run = one.sync.request(other.peer, this.#world.scope)
      await this.#stage.settle()
      await run
    }
  }
}

describe('three replicas that meet now and then', () => {
  it(`come to one set, one effect and one presence in ${RUNS} worlds (seed ${SEED})`, async function () {
    this.timeout(240_000)

    for (let seed = SEED; seed < SEED + RUNS; seed++) {
      const trio = new Trio(trustWorld(seed))
      await trio.open()
      await trio.live(seed)
      const [first, ...others] = await trio.pictures()
      others.forEach(other => { expect(other, `seed ${seed}`).to.deep.equal(first) })
      await trio.stop()
    }
  })
})
