import { expect } from 'aegir/chai'
import { InvalidAddressError, InvalidTicketError } from '../../src/network/discovery/index.ts'
import { platform, SimulatedClock } from '../../src/platform/index.ts'
import { isConnected, Meshes, next, until } from '../fixtures/meshes.ts'
import { testPeer } from '../fixtures/peers.ts'
import type { FactMesh } from '../../src/mesh/index.ts'

/** The address of a mesh in memory by the number of its key. */
function memoryAddress (number: number): string {
  const { text, base58 } = testPeer(number)
  return `/memory/${text}/p2p/${base58}`
}

describe('the peers of a mesh', () => {
  const meshes = new Meshes()

  const make = async (number: number, init = {}): Promise<FactMesh> => meshes.make({ seed: testPeer(number).seed, ...init })

  const areConnected = async (one: FactMesh, other: FactMesh): Promise<void> => {
    await until('both are connected', () => isConnected(one, other) && isConnected(other, one))
  }

  afterEach(async () => {
    await meshes.stop()
  })

  it('are none without being named: it contacts nobody', async () => {
    const mesh = await make(1)
    expect(mesh.peers()).to.deep.equal([])
    expect(await mesh.libp2p.peerStore.all()).to.deep.equal([])
    expect(mesh.libp2p.getDialQueue()).to.deep.equal([])
  })

  it('are noted when they were accepted', async () => {
    const [one, other] = [await make(1), await make(2)]
    await meshes.join(other, one)
    for (const [mesh, peer, direction] of [[one, other, 'inbound'], [other, one, 'outbound']] as const) {
      const entry = await until('it is noted', async () => (await mesh.audit({ type: 'federation_connect' })).records[0])
      expect(entry).to.include({ peer: peer.peerId, reason: direction })
    }
  })

  it('come by address and by ticket, now and at the start', async () => {
    const first = await make(1)
    const byAddress = await make(2, { bootstrap: first.multiaddrs() })
    await areConnected(first, byAddress)
    const byTicket = await make(3, { join: [first.ticket()] })
    await areConnected(first, byTicket)
    const later = await make(4)
    await later.addPeer(byTicket.ticket())
    await areConnected(later, byTicket)
    expect(first.multiaddrs()).to.deep.equal([memoryAddress(1)])
  })

  it('may be named by one list for all of them', async () => {
    const bootstrap = [1, 2, 3].map(memoryAddress)
    const all = [await make(1, { bootstrap }), await make(2, { bootstrap }), await make(3, { bootstrap })]
    for (const one of all) {
      for (const other of all) {
        if (one !== other) { await areConnected(one, other) }
      }
    }
  })

  it('are refused by name when their address cannot be used', async () => {
    const mesh = await make(1)
    await expect(mesh.addPeer('somewhere')).to.eventually.be.rejectedWith(InvalidAddressError)
    await expect(mesh.addPeer('/ip4/192.0.2.1/tcp/1')).to.eventually.be.rejectedWith(InvalidAddressError)
    await expect(mesh.addPeer(memoryAddress(1))).to.eventually.be.rejectedWith(InvalidAddressError, /our own/)
    await expect(mesh.addPeer(mesh.ticket().slice(0, -2))).to.eventually.be.rejectedWith(InvalidTicketError)
    expect(mesh.peers()).to.deep.equal([])
  })

  it('are listed while they cannot be reached, and reached once they can', async () => {
    const mesh = await make(1)
    await mesh.addPeer(memoryAddress(2))
    expect(mesh.peers()).to.have.lengthOf(1)
    expect(mesh.peers()[0]).to.deep.include({ peerId: testPeer(2).text, status: 'known', addrs: [memoryAddress(2)], transports: [], allowedScopes: [], sync: {} })
    await areConnected(mesh, await make(2))
  })

  it('are found again after they were gone', async () => {
    const [first, second] = [await make(1), await make(2)]
    await meshes.join(first, second)
    const left = next(first, 'peer:leave')
    await second.stop()
    await left
    await areConnected(first, await make(2))
  })

  it('are gone for good once they are removed', async () => {
    const clock = new SimulatedClock()
    const first = await make(1, { platform: { ...platform(), clock, timers: clock } })
    const second = await make(2)
    await first.addPeer(memoryAddress(2))
    await areConnected(first, second)
    const left = next(second, 'peer:leave')
    expect(await first.removePeer(testPeer(2).base58)).to.equal(true)
    await left
    await clock.advanceAsync(60 * 60_000)
    expect([first.peers(), await first.libp2p.peerStore.all()]).to.deep.equal([[], []])
    expect(second.status().peersConnected).to.equal(0)
    expect(await first.removePeer(testPeer(2).text)).to.equal(false)
    expect(await first.removePeer('nobody')).to.equal(false)
  })
})
