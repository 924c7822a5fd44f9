import { defaultLogger } from '@libp2p/logger'
import { multiaddr } from '@multiformats/multiaddr'
import { expect } from 'aegir/chai'
import { DiscoveredDialer } from '../../src/network/discovery/index.ts'
import { SimulatedClock } from '../../src/platform/index.ts'
import { FakeLibp2p } from '../fixtures/fake-libp2p.ts'
import { testPeer } from '../fixtures/peers.ts'
import type { TestPeer } from '../fixtures/peers.ts'

describe('DiscoveredDialer', () => {
  let libp2p: FakeLibp2p
  let dialler: DiscoveredDialer

  const discover = ({ id }: TestPeer, addresses: string[] = ['/ip4/192.0.2.1/tcp/1']): void => {
    libp2p.safeDispatchEvent('peer:discovery', { detail: { id, multiaddrs: addresses.map(text => multiaddr(text)) } })
  }

  beforeEach(async () => {
    libp2p = new FakeLibp2p(testPeer(1).id, new SimulatedClock())
    dialler = new DiscoveredDialer({ libp2p, logger: defaultLogger() })
    await dialler.start()
  })

  afterEach(async () => {
    await dialler.stop()
  })

  it('dials a peer that was found, once', () => {
    discover(testPeer(2))
    expect(libp2p.dials.map(({ peer }) => peer)).to.deep.equal([testPeer(2).text])
  })

  it('does not dial a peer without addresses', () => {
    discover(testPeer(2), [])
    expect(libp2p.dials).to.deep.equal([])
  })

  it('dials while connections and dials together are fewer than twenty-four', () => {
    libp2p.answer = () => 'hang'
    for (let number = 2; number < 14; number++) { libp2p.connect(testPeer(number).id) }
    for (let number = 14; number < 100; number++) { discover(testPeer(number)) }
    expect(libp2p.dials).to.have.lengthOf(12)
  })

  it('dials nobody once it is stopped', async () => {
    await dialler.stop()
    discover(testPeer(2))
    expect(libp2p.dials).to.deep.equal([])
  })
})
