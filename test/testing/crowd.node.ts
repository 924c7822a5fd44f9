import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect } from 'aegir/chai'
import { seededRandom } from '../../src/platform/index.ts'
import { createTestMesh } from '../../src/testing/index.ts'
import { printFigures } from '../fixtures/figures.ts'
import { draftOf, until } from '../fixtures/meshes.ts'
import type { FactMesh } from '../../src/mesh/index.ts'
import type { Random } from '../../src/platform/index.ts'
import type { TestMesh } from '../../src/testing/index.ts'

const NODES = 100
const FACTS = 60
const SEED = 7

/** Nodes by their numbers, in an order of chance. */
function shuffled (random: Random): number[] {
  const order = Array.from({ length: NODES }, (_, index) => index)

  for (let left = NODES - 1; left > 0; left--) {
    const other = Math.floor(random.fraction() * (left + 1));
    [order[left], order[other]] = [order[other], order[left]]
  }

  return order
}

/** Joins all nodes in two rings of chance: each has four links, and each can be reached. */
async function joinInTwoRings (net: TestMesh): Promise<void> {
  const random = seededRandom(SEED)

  for (const ring of [shuffled(random), shuffled(random)]) {
    for (const [place, index] of ring.entries()) {
      await net.node(index).addPeer(net.node(ring[(place + 1) % NODES]).multiaddrs()[0])
    }
  }
}

/** Bytes that this process holds after what nobody uses is gone. */
function memoryBytes (): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()

  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Notes when each bundle arrives at each node, and which way it came. */
class Arrivals {
  readonly latenciesMs: number[] = []
  readonly ways = new Map<string, number>()
  private left = 0
  private startedMs = 0

  constructor (nodes: readonly FactMesh[]) {
    for (const node of nodes) {
      node.addEventListener('bundle:receive', ({ detail: { origin } }) => {
        this.left--
        this.latenciesMs.push(performance.now() - this.startedMs)
        this.ways.set(origin.via, (this.ways.get(origin.via) ?? 0) + 1)
      })
    }
  }

  /** Writes one fact and waits until everybody else has it. */
  async follow (write: () => Promise<unknown>): Promise<void> {
    this.left = NODES - 1
    this.startedMs = performance.now()
    await write()
    await until('everybody has the fact', () => this.left === 0)
  }

  /** The latency that so large a share of the arrivals did not exceed. */
  percentile (share: number): number {
    return this.latenciesMs.toSorted((a, b) => a - b)[Math.ceil(share * this.latenciesMs.length) - 1]
  }
}

describe(`a mesh of ${NODES} nodes in one process, with four links each`, function () {
  this.timeout(180_000)

  it('delivers every fact to everybody', async () => {
    const before = memoryBytes()
    const net = await createTestMesh({ size: NODES, topology: 'none', seed: SEED, syncIntervalMs: 10_000 })

    try {
      const nodes = Array.from({ length: NODES }, (_, index) => net.node(index))
      await joinInTwoRings(net)
      await until('everybody has its links', () => nodes.every(node => node.status().peersConnected >= 3))
      const arrivals = new Arrivals(nodes)
      const random = seededRandom(SEED)

      for (let fact = 0; fact < FACTS; fact++) {
        const writer = nodes[Math.floor(random.fraction() * NODES)]
        await arrivals.follow(async () => writer.assert(draftOf(fact)))
      }

      await net.converged({ timeoutMs: 60_000 })
      expect(nodes.map(node => node.status().scopes.find(({ name }) => name === 'public')?.facts)).to.deep.equal(nodes.map(() => FACTS))
      expect(arrivals.latenciesMs).to.have.length(FACTS * (NODES - 1))
      printFigures(`${NODES} nodes`, {
        'delivered %': 100 * arrivals.latenciesMs.length / (FACTS * (NODES - 1)),
        'by gossip %': 100 * (arrivals.ways.get('gossip') ?? 0) / arrivals.latenciesMs.length,
        'p50 ms': arrivals.percentile(0.5),
        'p99 ms': arrivals.percentile(0.99),
        'links a node': nodes.reduce((sum, node) => sum + node.status().peersConnected, 0) / NODES,
        'heap a node MB': (memoryBytes() - before) / NODES / 2 ** 20,
        'resident a node MB': process.memoryUsage.rss() / NODES / 2 ** 20
      })
    } finally {
      await net.stop()
    }
  })
})
