import { ConnectionFailedError } from '@libp2p/interface'
import { defaultLogger } from '@libp2p/logger'
import { multiaddr } from '@multiformats/multiaddr'
import { expect } from 'aegir/chai'
import { TypedEventEmitter } from 'main-event'
import { reachOf, TableMode } from '../../src/network/discovery/index.ts'
import { testPeer } from '../fixtures/peers.ts'
import type { ReachableLibp2p } from '../../src/network/discovery/index.ts'
import type { Libp2pEvents } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'

const PUBLIC = '/ip4/8.8.8.8/tcp/4801'
const LOCAL = '/ip4/192.168.1.7/tcp/4801'
const RELAYED = `${PUBLIC}/p2p/${testPeer(9).base58}/p2p-circuit`

/** How a node is reached, as a test sets it, and the modes that its table was given. */
class FakeReach extends TypedEventEmitter<Libp2pEvents> implements ReachableLibp2p {
  own: string[] = []
  connections: Array<{ direction: 'inbound' | 'outbound', remoteAddr: Multiaddr }> = []
  mode = 'client'
  failure: Error | undefined

  getMultiaddrs (): Multiaddr[] {
    return this.own.map(text => multiaddr(text))
  }

  getConnections (): FakeReach['connections'] {
    return this.connections
  }

  async setMode (mode: 'client' | 'server'): Promise<void> {
    if (this.failure != null) { throw this.failure }
    this.mode = mode
  }
}

describe('TableMode', () => {
  let reach: FakeReach
  let part: TableMode

  /** The mode after a look at how the node is reached now. */
  const modeWith = async (own: string[], connections: Array<['inbound' | 'outbound', string]> = []): Promise<string> => {
    reach.own = own
    reach.connections = connections.map(([direction, text]) => ({ direction, remoteAddr: multiaddr(text) }))
    await part.stop()
    await part.start()
    return reach.mode
  }

  beforeEach(() => {
    reach = new FakeReach()
    part = new TableMode({ libp2p: reach, table: reach, logger: defaultLogger() })
  })

  afterEach(async () => {
    await part.stop()
  })

  it('tells how far an address reaches', () => {
    const reaches = [PUBLIC, '/dns4/mesh.example.org/tcp/443/wss', LOCAL, '/ip4/127.0.0.1/tcp/1', '/memory/here', RELAYED].map(text => reachOf(multiaddr(text)))
    expect(reaches).to.deep.equal(['public', 'public', 'local', 'local', 'local', 'relayed'])
  })

  it('serves with a public address, and with a local one in a local mesh', async () => {
    expect(await modeWith([PUBLIC], [['outbound', PUBLIC]])).to.equal('server')
    expect(await modeWith([LOCAL])).to.equal('server')
    expect(await modeWith([LOCAL], [['outbound', LOCAL], ['inbound', PUBLIC]])).to.equal('server')
    expect(await modeWith(['/memory/here'], [['outbound', '/memory/there']])).to.equal('server')
  })

  it('only asks when others cannot dial it', async () => {
    for (const [own, connections] of [[[], []], [[RELAYED], []], [[LOCAL], [['outbound', PUBLIC]]], [[LOCAL, RELAYED], [['outbound', PUBLIC]]]] as Array<[string[], Array<['outbound', string]>]>) {
      reach.mode = 'server'
      expect(await modeWith(own, connections)).to.equal('client')
    }
  })

  it('looks again when addresses or connections change, until it is stopped', async () => {
    expect(await modeWith([LOCAL])).to.equal('server')
    for (const type of ['self:peer:update', 'connection:open', 'connection:close'] as const) {
      reach.own = []
      reach.safeDispatchEvent(type)
      await part.stop()
      expect(reach.mode, type).to.equal('client')
      expect(await modeWith([LOCAL])).to.equal('server')
    }
    await part.stop()
    reach.own = []
    reach.safeDispatchEvent('self:peer:update')
    await part.stop()
    expect(reach.mode).to.equal('server')
  })

  it('goes on after the table has failed', async () => {
    reach.failure = new ConnectionFailedError('not now')
    expect(await modeWith([LOCAL])).to.equal('client')
    reach.failure = undefined
    expect(await modeWith([LOCAL])).to.equal('server')
  })
})
