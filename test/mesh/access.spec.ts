import { expect } from 'aegir/chai'
import { draftOf, Meshes, until } from '../fixtures/meshes.ts'
import type { FactMesh } from '../../src/mesh/index.ts'

/** Tokens that a mesh accepted, and those that it refused. */
function tokensOf (mesh: FactMesh): { accepted: number, refused: number } {
  const samples = mesh.metrics().find(({ name }) => name === 'factmesh_access_tokens_total')?.samples ?? []
  const isAccepted = ({ labels }: typeof samples[number]): boolean => labels?.code === 'accepted'
  const sumOf = (ones: typeof samples): number => ones.reduce((sum, { value }) => sum + value, 0)

  return { accepted: sumOf(samples.filter(isAccepted)), refused: sumOf(samples.filter(sample => !isAccepted(sample))) }
}

describe('mesh streams with tokens', () => {
  const meshes = new Meshes()

  afterEach(async () => meshes.stop())

  it('carry run after run over libp2p, with one token for each side', async () => {
    const [one, other] = [await meshes.make({ gossip: false, syncIntervalMs: 50 }), await meshes.make({ gossip: false, syncIntervalMs: 50 })]
    await meshes.join(one, other)
    const runs: string[] = []
    one.addEventListener('sync:complete', event => { runs.push(event.detail.result) })

    for (let number = 0; number < 10; number++) {
      await one.append([draftOf(number)])
      const before = runs.length
      await until('another run ended', () => runs.length > before)
    }

    await until('both have the facts', () => other.status().scopes.some(({ facts }) => facts === 10))
    expect(runs.length).to.be.at.least(10)
    expect([one, other].map(tokensOf).every(({ accepted, refused }) => accepted <= 1 && refused === 0)).to.equal(true)
    expect(tokensOf(one).accepted + tokensOf(other).accepted).to.be.at.least(1)
  })
})
