import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect } from 'aegir/chai'
import { isConnected, Meshes, until } from '../fixtures/meshes.ts'
import type { FactMesh } from '../../src/mesh/index.ts'

/** A multicast group that nobody else on the machine uses (RFC 5771, for tests and documents). */
const GROUP = '233.252.0.251'

/** Milliseconds after which a datagram to ourselves will not come any more. */
const HEARD_MS = 2_000

/** Whether a datagram to a group comes back to this machine, as one of mDNS must. */
async function hasMulticast (): Promise<boolean> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true }).bind(0)
  try {
    await once(socket, 'listening')
    socket.addMembership(GROUP)
    const heard = once(socket, 'message', { signal: AbortSignal.timeout(HEARD_MS) })
    socket.send('here', socket.address().port, GROUP)
    await heard
    return true
  } catch {
    return false
  } finally {
    socket.close()
  }
}

describe('nodes that search the local network', () => {
  const meshes = new Meshes()

  const make = async (net: string, mdns = true): Promise<FactMesh> => meshes.make({ net, mdns, listen: ['/ip4/0.0.0.0/tcp/0'], libp2p: {} })

  afterEach(async () => {
    await meshes.stop()
  })

  it('find those of their own network, and run where there is nobody to be found', async () => {
    const net = `mdns-${process.pid}`
    const nodes = [await make(net), await make(net), await make(`${net}-b`), await make(net, false)]
    const [one, other, foreign, quiet] = nodes
    expect(nodes.map(node => node.status().mdns)).to.deep.equal([true, true, true, false])
    if (await hasMulticast()) {
      await until('they met', () => isConnected(one, other) && isConnected(other, one))
    }
    expect(foreign.peers()).to.deep.equal([])
    expect(quiet.peers()).to.deep.equal([])
  })
})
