import { expect } from 'aegir/chai'
import { decodeGossip, encodeGossip } from '../../src/network/gossip/index.ts'
import { HELLO_PROTOCOL, SYNC_PROTOCOL } from '../../src/network/wire/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { contentsBelow } from '../fixtures/disk.ts'
import { eventually } from '../fixtures/eventually.ts'
import { HostileAuthor } from '../fixtures/hostile-bundles.ts'
import { HostilePeer } from '../fixtures/hostile-peer.ts'
import { openStage } from '../fixtures/stage.ts'
import { expectUnchanged, standingOf, stepsBetween } from '../fixtures/unchanged.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Stage } from '../fixtures/stage.ts'
import type { Standing } from '../fixtures/unchanged.ts'

const SCOPE = publicScopeId('main')

/** Whether gossip can tell what a message is about; otherwise it is refused before any bundle is looked at. */
function isReadable (message: Uint8Array): boolean {
  try {
    return decodeGossip(message, SCOPE) != null
  } catch {
    return false
  }
}

/** Waits until the counters that tell of bundles have gone up, and returns by how much. */
async function bundleSteps (daemon: Daemon, before: Standing): Promise<Record<string, number>> {
  const steps = await eventually('the daemon counted the offer', async () => {
    const found = Object.entries(stepsBetween(before, await standingOf(daemon))).filter(([name]) => name.startsWith('bundles.'))

    return found.length > 0 ? found : undefined
  })

  return Object.fromEntries(steps)
}

describe('scenario: hostile bytes from peers', function () {
  this.timeout(180_000)

  let stage: Stage
  let daemon: Daemon
  let files: Record<string, string>
  let address: string

  before(async () => {
    stage = await openStage()
    daemon = await stage.daemon('home', '--sync-interval', 'off')
    address = daemon.api.multiaddrs[0]
    await daemon.client.assert({ entity: 'door:front', relation: 'door:state', value: { type: 'string', v: 'closed' } })
    files = await contentsBelow(stage.path('home/journal'))
  })

  afterEach(async () => {
    expect(await contentsBelow(stage.path('home/journal'))).to.deep.equal(files)
  })

  after(async () => {
    await stage.close()
  })

  it('are refused as bundles of a sync, each with its code and one step of its counter', async () => {
    const peer = await HostilePeer.connectPolitely(address)

    for (const { title, code, ...offer } of await new HostileAuthor(peer.signer).all()) {
      const before = await standingOf(daemon)

      await peer.reconcile(SCOPE, [offer])
      const after = await expectUnchanged(daemon, before, title)

      expect(stepsBetween(before, after), title).to.deep.equal({ [`bundles.${code}`]: 1 })
    }

    await peer.stop()
  })

  it('are refused as bundles of gossip, each with its code and one step of its counter', async () => {
    const author = new HostileAuthor((await HostilePeer.connect(address)).signer)
    const offers = (await author.all()).map(offer => ({ ...offer, message: encodeGossip({ type: 'whole', bundle: offer.bytes }) }))

    for (const { title, code, message } of offers.filter(({ message }) => isReadable(message))) {
      const peer = await HostilePeer.connectPolitely(address)
      const before = await standingOf(daemon)

      await peer.publish(SCOPE, message)
      expect(await bundleSteps(daemon, before), title).to.deep.equal({ [`bundles.${code}`]: 1 })
      await expectUnchanged(daemon, before, title)
      await peer.stop()
    }
  })
})
