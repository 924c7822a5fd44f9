import { expect } from 'aegir/chai'
import { SYNC_PROTOCOL } from '../../src/network/wire/index.ts'
import { eventually } from '../fixtures/eventually.ts'
import { HostilePeer } from '../fixtures/hostile-peer.ts'
import { openStage } from '../fixtures/stage.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Stage } from '../fixtures/stage.ts'

const CYCLES = 3

/** Who replayed, as the audit log tells it, once it holds so many entries. */
async function replays ({ client }: Daemon, count: number): Promise<Array<readonly [peer: string | null, reason: string | null]>> {
  return eventually(`${count} replays were noted`, async () => {
    const { entries } = await client.audit({ event_type: 'replay_attempt' })
    return entries.length >= count ? entries.map(({ peer, reason }) => [peer ?? null, reason ?? null] as const) : undefined
  })
}

describe('scenario: a token that was used before a daemon was killed', function () {
  this.timeout(240_000)

  const peers: HostilePeer[] = []
  let stage: Stage

  before(async () => { stage = await openStage() })

  after(async () => {
    await Promise.all(peers.map(async peer => { await peer.stop() }))
    await stage.close()
  })

  it('opens nothing afterwards, in the hands of its owner and in those of a thief', async () => {
    let daemon = await stage.daemon('home')
    const owner = await HostilePeer.connectPolitely(daemon.api.multiaddrs[0])
    const thief = await HostilePeer.connectPolitely(daemon.api.multiaddrs[0])
    peers.push(owner, thief)
    const expected: Array<readonly [string, string]> = []

    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const token = await owner.token()
      await owner.send(SYNC_PROTOCOL, token)
      expect((await daemon.client.audit({ event_type: 'rejected_token' })).entries, 'the first use is good').to.deep.equal([])
      await daemon.kill()
      daemon = await stage.daemon('home')

      for (const peer of [thief, owner]) {
        await peer.reconnect(daemon.api.multiaddrs[0])
        await peer.send(SYNC_PROTOCOL, token)
        expected.unshift([peer.peers[0], 'nonce_already_seen'])
        expect(await replays(daemon, expected.length)).to.have.deep.members(expected)
      }
    }
  })
})
