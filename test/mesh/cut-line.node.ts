import { expect } from 'aegir/chai'
import { draftOf, Meshes, rootOf, until } from '../fixtures/meshes.ts'
import { Relay } from '../fixtures/relay.ts'
import type { FactMesh } from '../../src/mesh/index.ts'

const BUNDLES = 1_000
const LISTEN = ['/ip4/127.0.0.1/tcp/0']

/** Time for what is not alive to be noticed, far below the minute after which a stream that stands still is given up. */
const NOTICED_MS = 30_000

function runsUnderWay (mesh: FactMesh): number {
  return mesh.agreement().scopes.flatMap(({ peers }) => peers.filter(({ progress }) => progress != null)).length
}

describe('a line that is cut while bundles pass', () => {
  const meshes = new Meshes()

  afterEach(async () => { await meshes.stop() })

  it('ends the run on both sides at once, and the next one brings the rest', async () => {
    const settings = { gossip: false, syncIntervalMs: 60_000, libp2p: {} }
    const writer = await meshes.make({ ...settings, listen: LISTEN })
    const reader = await meshes.make({ ...settings, listen: [] })
    for (let no = 0; no < BUNDLES; no++) { await writer.assert(draftOf(no)) }
    const relay = await Relay.open(writer.multiaddrs()[0])

    try {
      const half = relay.holdAfter(100_000)
      await reader.addPeer(relay.address)
      await half
      await until('the writer has more to send than the line takes', () => runsUnderWay(writer) === 1)
      await until('a whole frame of what passed is stored', () => reader.agreement().scopes[0].bundles > 0)
      relay.cut()
      await until('both know that they are alone', () => runsUnderWay(writer) + runsUnderWay(reader) === 0 && reader.status().peersConnected === 0, NOTICED_MS)
      const held = reader.agreement().scopes[0].bundles
      expect(reader.agreement().totals.bundlesIn, 'what came before the cut is counted').to.equal(held)
      expect(held).to.be.within(1, BUNDLES - 1)
      relay.mend()
      await until('both are equal', () => rootOf(reader) === rootOf(writer))
      await until('it is counted', () => runsUnderWay(writer) + runsUnderWay(reader) === 0)
      expect(reader.agreement().totals).to.include({ bundlesIn: BUNDLES })
      expect(reader.agreement().scopes[0].peers[0].lastRun).to.include({ result: 'equal', bundlesIn: BUNDLES - held })
    } finally {
      relay.close()
    }
  }).timeout(120_000)
})
