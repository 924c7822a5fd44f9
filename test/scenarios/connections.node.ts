import { expect } from 'aegir/chai'
import { eventually } from '../fixtures/eventually.ts'
import { openStage } from '../fixtures/stage.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Stage } from '../fixtures/stage.ts'

const NEIGHBOURS = 4

/** Milliseconds in which every connection is pinged at least twice, and the hash table looks at its peers. */
const LIFE_MS = 7_000

describe('scenario: connections', function () {
  this.timeout(180_000)

  let stage: Stage

  beforeEach(async () => {
    stage = await openStage()
  })

  afterEach(async () => {
    await stage.close()
  })

  it('hold while nobody leaves', async () => {
    const hub = await stage.daemon('hub')
    const neighbours = await Promise.all(Array.from({ length: NEIGHBOURS }, async (_, i) => stage.daemon(`n${i}`, '--bootstrap', hub.api.multiaddrs[0])))

    for (const daemon of [hub, ...neighbours]) {
      await eventually('the daemon was old enough', async () => {
        const { started_at: startedAt } = await daemon.client.status()

        return Date.now() - Date.parse(startedAt) > LIFE_MS ? true : undefined
      })

      expect(daemon.log, daemon.home).to.not.match(/"msg":"\S+ left"/)
    }

    expect((await hub.client.status()).peers_connected).to.equal(NEIGHBOURS)
    expect((await hub.client.status()).counters.hellos).to.include({ accepted: NEIGHBOURS, failed: 0 })
  })

  it('come back when a daemon does', async () => {
    const hub = await stage.daemon('hub')
    const address = hub.api.multiaddrs[0]
    const neighbour = await stage.daemon('neighbour', '--bootstrap', address)

    await untilConnected(neighbour)
    await hub.kill()
    await eventually('the neighbour noticed', async () => (await neighbour.client.status()).peers_connected === 0 ? true : undefined)
    await stage.daemon('hub', '--listen', address.split('/p2p/')[0])
    await untilConnected(neighbour)
  })
})

async function untilConnected (daemon: Daemon): Promise<void> {
  await eventually('the daemon was connected', async () => (await daemon.client.status()).peers_connected === 1 ? true : undefined)
}
