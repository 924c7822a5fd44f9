import { expect } from 'aegir/chai'
import { InvalidConfigError, RELAYED_LISTEN } from '../../src/mesh/index.ts'
import { seededRandom } from '../../src/platform/index.ts'
import { draftOf, isConnected, Meshes, until } from '../fixtures/meshes.ts'
import type { FactMesh, FactMeshInit } from '../../src/mesh/index.ts'

/** Milliseconds in which two nodes behind a relay must be together again once it is back. `docs/protocols/limits.md` says why. */
const TOGETHER_MS = 35_000

describe('a relay', () => {
  const meshes = new Meshes()

  const make = async (init: FactMeshInit): Promise<FactMesh> => meshes.make({ libp2p: {}, dht: true, syncIntervalMs: 500, ...init })

  /** A node that can be reached through the relay and in no other way. */
  const makeBehind = async (relay: FactMesh): Promise<FactMesh> => {
    const mesh = await make({ listen: [RELAYED_LISTEN], bootstrap: [relay.multiaddrs()[0]] })
    await until('a place was reserved', () => mesh.multiaddrs().length > 0)
    return mesh
  }

  const expectDelivery = async (from: FactMesh, to: FactMesh, number: number): Promise<void> => {
    const { id } = await from.assert(draftOf(number))
    await until('the fact arrived', async () => to.get(id))
  }

  afterEach(async () => {
    await meshes.stop()
  })

  for (const [name, transport] of [['TCP', ''], ['WebSockets', '/ws']]) {
    it(`joins two nodes that only it can reach, over ${name}, and again after it was restarted`, async () => {
      const seed = seededRandom(7).bytes(32)
      const first = await make({ relay: true, seed, listen: [`/ip4/127.0.0.1/tcp/0${transport}`] })
      const [listen] = first.multiaddrs()[0].split('/p2p/')
      const one = await makeBehind(first)
      const other = await makeBehind(first)
      expect(one.multiaddrs().every(address => address.includes(RELAYED_LISTEN))).to.equal(true)
      await other.addPeer(one.ticket())
      await until('they met', () => isConnected(one, other) && isConnected(other, one))
      expect(other.peers().find(({ peerId }) => peerId === one.peerId)?.transports).to.deep.equal(['p2p-circuit'])
      await expectDelivery(one, other, 1)

      await first.stop()
      await until('they are apart', () => !isConnected(one, other) && !isConnected(other, one) && one.multiaddrs().length === 0)
      await make({ relay: true, seed, listen: [listen] })
      await until('they are together again', () => isConnected(one, other) && isConnected(other, one), TOGETHER_MS)
      expect(one.multiaddrs()).to.have.lengthOf(1)
      await expectDelivery(other, one, 2)
    })
  }

  it('is none unless it is asked to be', async () => {
    const node = await make({ listen: ['/ip4/127.0.0.1/tcp/0'] })
    const behind = await make({ listen: [RELAYED_LISTEN], bootstrap: [node.multiaddrs()[0]] })
    await until('they met', () => isConnected(node, behind) && isConnected(behind, node))
    expect(behind.multiaddrs()).to.deep.equal([])
    expect(node.libp2p.getProtocols().filter(protocol => protocol.endsWith('/hop'))).to.deep.equal([])
  })

  it('is not listened on by its address, because it is one of the peers', async () => {
    const relay = await make({ listen: ['/ip4/127.0.0.1/tcp/0'] })
    await expect(make({ listen: [`${relay.multiaddrs()[0]}${RELAYED_LISTEN}`] })).to.eventually.be.rejectedWith(InvalidConfigError, /bootstrap/)
  })
})
