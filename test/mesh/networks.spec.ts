import { expect } from 'aegir/chai'
import { InvalidConfigError } from '../../src/mesh/index.ts'
import { platform, SimulatedClock } from '../../src/platform/index.ts'
import { FOUNDING_BUNDLES } from '../fixtures/backups.ts'
import { draftOf, Meshes, next, until } from '../fixtures/meshes.ts'
import type { FactMesh, PeerStatus } from '../../src/mesh/index.ts'
import type { Connection } from '@libp2p/interface'

describe('meshes of two networks', () => {
  const meshes = new Meshes()
  let clock: SimulatedClock
  let north: FactMesh
  let south: FactMesh

  const make = async (net: string): Promise<FactMesh> => meshes.make({ net, platform: { ...platform(), clock, timers: clock } })

  const statusesOf = (mesh: FactMesh): Array<[string, PeerStatus['status']]> => mesh.peers().map(({ peerId, status }) => [peerId, status])

  /** Lets time pass in steps until both have said a hello more than before. */
  const passUntilHello = async (): Promise<void> => {
    const count = (): number => north.status().wrongNetwork + south.status().wrongNetwork
    const before = count()
    await until('both said hello again', async () => {
      await clock.advanceAsync(1_000)
      return count() >= before + 2
    })
  }

  beforeEach(async () => {
    clock = new SimulatedClock()
    north = await make('north')
    south = await make('south')
  })

  afterEach(async () => {
    await meshes.stop()
  })

  it('refuse each other, and both say why', async () => {
    const refusals = [next(north, 'peer:refuse'), next(south, 'peer:refuse')]
    await north.addPeer(south.multiaddrs()[0])
    expect(await Promise.all(refusals)).to.deep.equal([{ peer: south.peerId, code: 'wrong_network' }, { peer: north.peerId, code: 'wrong_network' }])
    for (const [mesh, other] of [[north, south], [south, north]]) {
      expect(mesh.status()).to.deep.include({ wrongNetwork: 1, peersConnected: 0 })
      expect(mesh.status().counters.hellos).to.deep.include({ wrong_network: 1, accepted: 0 })
      expect(mesh.status().warnings).to.have.lengthOf(1)
      expect(mesh.status().warnings[0]).to.match(new RegExp(`wrong_network.*"${mesh.net}".*--net`))
      expect(statusesOf(mesh)).to.deep.equal([[other.peerId, 'wrong_network']])
      const noted = await until('it is noted', async () => (await mesh.audit({ type: 'manifest_failure' })).records[0])
      expect(noted).to.include({ peer: other.peerId, reason: 'wrong_network' })
    }
  })

  it('exchange no fact', async () => {
    await south.assert(draftOf(1))
    await north.addPeer(south.multiaddrs()[0])
    await passUntilHello()
    await north.assert(draftOf(2))
    await passUntilHello()
    expect([(await north.page()).total, (await south.page()).total]).to.deep.equal([1, 1])
    expect([north, south].map(mesh => mesh.status().counters.bundles.accepted)).to.deep.equal([1 + FOUNDING_BUNDLES, 1 + FOUNDING_BUNDLES])
  })

  it('dial each other about once in a minute', async () => {
    const opened: number[] = []
    const note = ({ detail }: CustomEvent<Connection>): void => {
      if (detail.direction === 'outbound') { opened.push(clock.monotonicMs()) }
    }
    for (const mesh of [north, south]) { mesh.libp2p.addEventListener('connection:open', note) }
    await north.addPeer(south.multiaddrs()[0])
    for (let hellos = 0; hellos < 4; hellos++) { await passUntilHello() }
    const waits = opened.slice(1).map((time, index) => time - opened[index])
    expect(waits.length).to.be.within(3, 4)
    expect(Math.min(...waits)).to.be.at.least(29_000)
    expect(clock.monotonicMs()).to.be.below(10 * 60_000)
  })

  it('refuse the tickets of each other', async () => {
    await expect(north.addPeer(south.ticket())).to.eventually.be.rejectedWith(InvalidConfigError, /"south".*"north"/).with.property('field', 'ticket')
    expect(north.peers()).to.deep.equal([])
  })

  it('accept each other once one of them was made anew in the network of the other', async () => {
    await north.addPeer(south.multiaddrs()[0])
    await passUntilHello()
    const seed = south.multiaddrs()
    await south.stop()
    south = await make('north')
    expect(south.multiaddrs()).to.not.deep.equal(seed)
    await meshes.join(north, south)
    expect(statusesOf(south)).to.deep.equal([[north.peerId, 'connected']])
  })
})
