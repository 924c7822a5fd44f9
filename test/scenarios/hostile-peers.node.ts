import { expect } from 'aegir/chai'
import { encodeCanonical } from '../../src/model/bytes/index.ts'
import { decodeGossip, encodeGossip, MESSAGE_BYTES_MAX } from '../../src/network/gossip/index.ts'
import { encodeSyncFrame } from '../../src/network/sync/index.ts'
import { FETCH_PROTOCOL, HELLO_PROTOCOL, SYNC_PROTOCOL } from '../../src/network/wire/index.ts'
import { platform } from '../../src/platform/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { FOUNDING_BUNDLES } from '../fixtures/backups.ts'
import { contentsBelow } from '../fixtures/disk.ts'
import { eventually } from '../fixtures/eventually.ts'
import { HostileAuthor } from '../fixtures/hostile-bundles.ts'
import { brokenFrames, framed, senselessFrames, wrongHellos, wrongRuns } from '../fixtures/hostile-frames.ts'
import { HostilePeer } from '../fixtures/hostile-peer.ts'
import { openStage } from '../fixtures/stage.ts'
import { expectUnchanged, standingOf, stepsBetween } from '../fixtures/unchanged.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { HostileBundle } from '../fixtures/hostile-bundles.ts'
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

function wholeMessage ({ bytes }: Pick<HostileBundle, 'bytes'>): Uint8Array {
  return encodeGossip({ type: 'whole', bundle: bytes })
}

describe('scenario: hostile bytes from peers', function () {
  this.timeout(600_000)

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

  /** Publishes messages as a peer that was not met before, and returns the counters of bundles that went up. */
  async function publish (title: string, ...messages: Uint8Array[]): Promise<Record<string, number>> {
    const peer = await HostilePeer.connectPolitely(address)
    const before = await standingOf(daemon)

    for (const message of messages) {
      await peer.publish(SCOPE, message)
    }

    const steps = await countedSince(before, 'bundles.', title)

    await peer.stop()

    return steps
  }

  /** Waits until counters of one group have gone up, and returns by how much; nothing else may have changed. */
  async function countedSince (before: Standing, group: string, title: string): Promise<Record<string, number>> {
    const steps = await eventually(`the daemon counted ${title}`, async () => {
      const found = Object.entries(stepsBetween(before, await standingOf(daemon))).filter(([name]) => name.startsWith(group))

      return found.length > 0 ? found : undefined
    })

    await expectUnchanged(daemon, before, title)

    return Object.fromEntries(steps)
  }

  it('are refused as bundles of a sync, each with its code and one step of its counter', async () => {
    const author = new HostileAuthor(platform().ed25519.signer(platform().random.bytes(32)))

    for (const { title, code, ...offer } of await author.all()) {
      // A peer that was at fault before would not be listened to.
      const peer = await HostilePeer.connectPolitely(address)
      const before = await standingOf(daemon)

      await peer.reconcile(SCOPE, [offer])
      const after = await expectUnchanged(daemon, before, title)

      expect(stepsBetween(before, after), title).to.deep.equal({ [`bundles.${code}`]: 1 })
      await peer.stop()
    }
  })

  it('are refused as bundles of gossip, each with its code and one step of its counter', async () => {
    const author = new HostileAuthor(platform().ed25519.signer(platform().random.bytes(32)))

    for (const { title, code, bytes } of await author.all()) {
      const message = encodeGossip({ type: 'whole', bundle: bytes })

      if (isReadable(message)) {
        expect(await publish(title, message), title).to.deep.equal({ [`bundles.${code}`]: 1 })
      }
    }
  })

  it('are passed over as messages that are none', async () => {
    const author = new HostileAuthor(platform().ed25519.signer(platform().random.bytes(32)))
    const sound = wholeMessage(await author.bundle())
    const senseless = [
      ...senselessFrames().map(({ title, parts }) => ({ title, message: parts[0].subarray(1) })),
      ...Array.from({ length: 20 }, (_, i) => ({ title: `${i} twentieths of a message`, message: sound.subarray(0, Math.floor(i * sound.length / 20)) })),
      { title: 'a message above its size', message: encodeCanonical([0, new Uint8Array(MESSAGE_BYTES_MAX)]) },
      { title: 'a header without a signature', message: encodeCanonical([1, (await author.bundle()).headerBytes, new Uint8Array(63)]) },
      { title: 'a header whose content nobody has', message: encodeCanonical([1, (await author.bundle()).headerBytes, new Uint8Array(64)]) }
    ]

    for (const { title, message } of senseless) {
      const [spoilt] = (await author.all()).filter(({ code }) => code === 'invalid_signature')

      // The second message is counted, so the first has been judged by then.
      expect(await publish(title, message, wholeMessage(spoilt)), title).to.deep.equal({ 'bundles.invalid_signature': 1 })
    }
  })

  it('end the sync stream that they come on', async () => {
    const count = [...brokenFrames(), ...senselessFrames(), ...wrongRuns(SCOPE, ['', ''])].length

    for (let no = 0; no < count; no++) {
      const peer = await HostilePeer.connectPolitely(address)
      const { title, parts } = [...brokenFrames(), ...senselessFrames(), ...wrongRuns(SCOPE, peer.peers)][no]
      const before = await standingOf(daemon)

      await peer.send(SYNC_PROTOCOL, ...parts)
      await peer.send(SYNC_PROTOCOL, await peer.token(), ...parts)
      const after = await expectUnchanged(daemon, before, title)

      expect(Object.keys(stepsBetween(before, after)).filter(name => name.startsWith('bundles.')), title).to.deep.equal([])
      await peer.stop()
    }
  })

  it('end the fetch stream that they come on', async () => {
    const peer = await HostilePeer.connectPolitely(address)

    for (const { title, parts } of [...brokenFrames(), ...senselessFrames()]) {
      const before = await standingOf(daemon)

      await peer.send(FETCH_PROTOCOL, ...parts)
      const after = await expectUnchanged(daemon, before, title)

      expect(stepsBetween(before, after), title).to.deep.equal({})
    }

    await peer.stop()
  })

  it('end the hello that they come in', async () => {
    for (const { title, parts } of brokenFrames()) {
      const peer = await HostilePeer.connect(address)
      const before = await standingOf(daemon)

      await peer.send(HELLO_PROTOCOL, ...parts)
      await expectUnchanged(daemon, before, title)
      await peer.stop()
    }
  })

  it('are counted as the hello that they are', async () => {
    for (const { title, counter, parts } of [...senselessFrames().map(offer => ({ ...offer, counter: 'malformed' })), ...wrongHellos()]) {
      const peer = await HostilePeer.connect(address)
      const before = await standingOf(daemon)

      await peer.send(HELLO_PROTOCOL, ...parts)
      expect(await countedSince(before, 'hellos.', title), title).to.deep.equal({ [`hellos.${counter}`]: 1 })
      await peer.stop()
    }
  })

  it('are not heard at all from peers that have not said hello, and these do not learn who listens', async () => {
    const peer = await HostilePeer.connect(address)
    const before = await standingOf(daemon)

    await peer.send(SYNC_PROTOCOL, framed(encodeSyncFrame({ type: 'end', standing: undefined })))
    expect(stepsBetween(before, await expectUnchanged(daemon, before, 'a peer without a hello'))).to.deep.equal({})
    expect(peer.seesListener(SCOPE)).to.equal(false)
    await peer.stop()
  })
})

describe('scenario: a peer in order', function () {
  this.timeout(180_000)

  it('is heard on the same ways', async () => {
    const stage = await openStage()

    try {
      const daemon = await stage.daemon('home', '--sync-interval', 'off')
      const peer = await HostilePeer.connectPolitely(daemon.api.multiaddrs[0])
      const author = new HostileAuthor(peer.signer)

      await peer.publish(SCOPE, wholeMessage(await author.bundle()))
      await eventually('the first bundle came', async () => (await daemon.publicScope()).bundles === 1 ? true : undefined)
      expect((await peer.reconcile(SCOPE, [await author.offer()])).bundlesOut).to.equal(1)
      expect(await daemon.publicScope()).to.include({ bundles: 2, facts: 2 })
      expect((await daemon.client.status()).counters.bundles).to.include({ accepted: 2 + FOUNDING_BUNDLES })
      await peer.stop()
    } finally {
      await stage.close()
    }
  })
})
