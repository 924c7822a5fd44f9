import { createPeerScoreParams, createPeerScoreThresholds, validatePeerScoreParams, validatePeerScoreThresholds } from '@libp2p/gossipsub/score'
import { expect } from 'aegir/chai'
import { overlayOptions, topicOf } from '../../src/network/gossip/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { createTestMesh } from '../../src/testing/index.ts'
import { draftOf, until } from '../fixtures/meshes.ts'
import type { FactMesh } from '../../src/mesh/index.ts'
import type { TestMesh } from '../../src/testing/index.ts'

const SCOPE = publicScopeId('main')
const TOPIC = topicOf(SCOPE)
const { scoreThresholds, ...options } = overlayOptions([SCOPE])
const { gossipThreshold = 0, graylistThreshold = 0 } = scoreThresholds

/** What gossipsub knows of its neighbours beside what its interface shows. */
interface Router {
  readonly score: { score (peer: string): number }
  getMeshPeers (topic: string): string[]
  publish (topic: string, data: Uint8Array): Promise<unknown>
}

function routerOf (mesh: FactMesh): Router {
  return mesh.libp2p.services.pubsub as Router
}

/** What the first node thinks of the second. */
function scoreOf (mesh: FactMesh, other: FactMesh): number {
  return routerOf(mesh).score.score(other.libp2p.peerId.toString())
}

function isNeighbour (mesh: FactMesh, other: FactMesh): boolean {
  return routerOf(mesh).getMeshPeers(TOPIC).includes(other.libp2p.peerId.toString())
}

describe('network/gossip overlay', () => {
  let net: TestMesh

  afterEach(async () => { await net?.stop() })

  /** Nodes that all know each other and are neighbours in the topic. */
  async function neighbours (size: number): Promise<FactMesh[]> {
    net = await createTestMesh({ size, syncIntervalMs: false })
    const nodes = Array.from({ length: size }, (_, i) => net.node(i))
    await until('all are neighbours', () => nodes.every(one => nodes.every(other => one === other || isNeighbour(one, other))))

    return nodes
  }

  it('is made of settings that gossipsub takes', () => {
    validatePeerScoreParams(createPeerScoreParams(options.scoreParams))
    validatePeerScoreThresholds(createPeerScoreThresholds(scoreThresholds))
    expect([...options.allowedTopics]).to.deep.equal([TOPIC])
    expect(Object.keys(options.scoreParams.topics ?? {})).to.deep.equal([TOPIC])
    expect(options.Dout).to.be.below(options.Dlo).and.at.most(options.D / 2)
  })

  it('hides no invalid message behind what a neighbour earned', () => {
    const params = createPeerScoreParams(options.scoreParams)
    const topic = params.topics[TOPIC]
    const earnedMax = topic.timeInMeshCap * topic.timeInMeshWeight + topic.firstMessageDeliveriesCap * topic.firstMessageDeliveriesWeight
    const lostBy = (invalid: number): number => topic.invalidMessageDeliveriesWeight * invalid ** 2
    expect(earnedMax + lostBy(1)).to.be.below(gossipThreshold)
    expect(earnedMax + lostBy(3)).to.be.below(graylistThreshold)
  })

  it('prunes a peer that sends what cannot be read, and hears nothing more of it', async () => {
    const [one, two, bad] = await neighbours(3)

    for (let message = 0; message < 4; message++) {
      await routerOf(bad).publish(TOPIC, Uint8Array.of(message))
    }

    await until('the peer is graylisted', () => [one, two].every(node => scoreOf(node, bad) < graylistThreshold))
    await until('it is no neighbour any more', () => [one, two].every(node => !isNeighbour(node, bad)))
    const told = await bad.assert(draftOf(1))
    const other = await one.assert(draftOf(2))
    await until('the others hear each other', async () => await two.get(other.id) != null)
    expect(await one.get(told.id)).to.equal(undefined)
    expect(scoreOf(one, two)).to.be.at.least(0)

    // What gossip does not hear, sync brings: only gossip is closed to the peer.
    await one.syncNow(bad.peerId)
    expect(await one.get(told.id)).to.not.equal(undefined)
  })

  it('never thinks ill of honest nodes under load', async () => {
    const nodes = await neighbours(4)
    let worst = 0
    let rounds = 0
    const look = (): void => {
      for (const one of nodes) {
        worst = Math.min(worst, ...nodes.filter(other => other !== one).map(other => scoreOf(one, other)))
      }
    }

    const write = async (mesh: FactMesh, node: number): Promise<void> => {
      for (let round = 0; round < 40; round++) {
        const drafts = Array.from({ length: 5 }, (_, i) => draftOf(node * 10_000 + round * 10 + i))
        const large = { ...draftOf(node * 10_000 + round * 10 + 9), value: { type: 'text' as const, v: 'x'.repeat(20_000) } }
        await mesh.append(round % 8 === 0 ? [large] : drafts)
        rounds++
        look()
      }
    }

    await Promise.all(nodes.map(write))
    expect(rounds).to.equal(160)
    await until('all are neighbours still', () => {
      look()
      return nodes.every(one => nodes.every(other => one === other || isNeighbour(one, other)))
    })
    await Promise.all(nodes.map(async mesh => mesh.syncNow()))
    await net.converged()
    look()
    expect(worst).to.be.at.least(0)
  })
})
