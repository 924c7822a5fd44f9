import { expect } from 'aegir/chai'
import { eventually } from '../fixtures/eventually.ts'
import { openStage } from '../fixtures/stage.ts'
import type { Stage } from '../fixtures/stage.ts'

const fact = { entity: 'door:front', relation: 'door:state', value: { type: 'string' as const, v: 'open' } }

describe('scenario: two networks that meet', function () {
  this.timeout(180_000)

  let stage: Stage

  beforeEach(async () => {
    stage = await openStage()
  })

  afterEach(async () => {
    await stage.close()
  })

  it('tell each other so, and exchange nothing', async () => {
    const x = await stage.daemon('x', '--net', 'x', '--sync-interval', '0.2')
    const { id } = await x.client.assert(fact)
    const y = await stage.daemon('y', '--net', 'y', '--sync-interval', '0.2', '--bootstrap', x.api.multiaddrs[0])
    const { id: own } = await y.client.assert(fact)

    for (const [daemon, other] of [[x, y], [y, x]]) {
      const status = await eventually('both had refused the other', async () => {
        const found = await daemon.client.status()

        return found.wrong_network > 0 ? found : undefined
      })

      expect(status.counters.hellos.wrong_network).to.be.at.least(1)
      expect(status.counters.hellos.accepted).to.equal(0)
      expect(status.peers_connected).to.equal(0)
      expect(status.warnings.join()).to.include('wrong_network')
      expect(daemon.log).to.include('wrong_network')

      const { stdout, code } = await daemon.run('status')

      expect(code).to.equal(0)
      expect(stdout).to.include('wrong_network')

      const { peers } = await daemon.client.peers()

      expect(peers.map(({ peer_id: peer, status }) => ({ peer, status }))).to.deep.equal([{ peer: other.api.peerId, status: 'wrong_network' }])
    }

    expect((await x.fetch(`/v1/facts/${own}`)).status).to.equal(404)
    expect((await y.fetch(`/v1/facts/${id}`)).status).to.equal(404)
    expect((await x.publicScope()).facts).to.equal(1)
    expect((await y.publicScope()).facts).to.equal(1)
  })
})
