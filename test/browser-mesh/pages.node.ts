/* eslint-disable no-console -- it prints what it measured */
import { expect } from 'aegir/chai'
import { createFactMesh } from '../../src/index.ts'
import { openPages } from '../fixtures/mesh-pages.ts'
import { draftOf, until } from '../fixtures/meshes.ts'
import type { FactMesh, FactMeshInit } from '../../src/index.ts'
import type { MeshPage, Pages } from '../fixtures/mesh-pages.ts'

/** Facts of the page that catches up. */
const MANY = 10_000

const LOCAL_LISTEN = ['/ip4/127.0.0.1/tcp/0/ws', '/ip4/127.0.0.1/udp/0/webrtc-direct']

describe('pages of a mesh', function () {
  this.timeout(180_000)

  let pages: Pages
  const nodes: FactMesh[] = []

  const open = async (): Promise<MeshPage> => pages.open()

  const daemon = async (init: FactMeshInit = {}): Promise<FactMesh> => {
    const node = await createFactMesh({ relay: true, dht: false, listen: LOCAL_LISTEN, ...init })
    nodes.push(node)
    return node
  }

  /** A page whose node has a place on the relay. */
  const reachable = async (init: FactMeshInit): Promise<MeshPage & { peer: string }> => {
    const page = await open()
    const peer = await page.call('start', { home: 'notes', ...init })
    await until('a relay keeps a place for the page', async () => (await page.call('addresses')).some(address => address.includes('/webrtc/')))
    return Object.assign(page, { peer })
  }

  const directly = async (from: MeshPage, to: string): Promise<void> => {
    await until('the pages are connected directly', async () => {
      const row = (await from.call('peers')).find(({ peerId, status }) => peerId === to && status === 'connected')
      const isDirect = row?.path?.kind === 'direct' && row.path.transport === 'webrtc'
      return isDirect && (await from.call('connections')).every(({ limited }) => !limited) // the relayed one ends after its streams
    })
  }

  const delivered = async (from: MeshPage, to: MeshPage, number: number): Promise<void> => {
    const [id] = await from.call('write', [draftOf(number)])
    await until('the fact came', async () => to.call('has', id))
  }

  before(async () => {
    pages = await openPages()
  })

  afterEach(async () => {
    await Promise.all(nodes.splice(0).map(async node => node.stop()))
  })

  after(async () => {
    await pages.close()
  })

  for (const [how, gossip, syncIntervalMs] of [['gossip', true, false], ['sync', false, 500]] as const) {
    it(`exchange facts by ${how} over WebRTC, also when the daemon is gone`, async () => {
      const node = await daemon()
      const [one, other] = [await reachable({ join: [node.ticket()], gossip, syncIntervalMs }), await reachable({ gossip, syncIntervalMs, join: [node.ticket()] })]
      await other.call('addPeer', await one.call('ticket'))
      await Promise.all([directly(one, other.peer), directly(other, one.peer)])

      const connections = (await one.call('connections')).filter(({ peer }) => peer !== node.libp2p.peerId.toString())
      expect(connections.every(({ limited, address }) => !limited && address.includes('/webrtc'))).to.equal(true)
      expect(node.peers().find(({ peerId }) => peerId === one.peer)?.reserved).to.equal(false)
      expect((await one.call('peers')).find(({ peerId }) => peerId === node.peerId)?.reserved).to.equal(true)
      await delivered(one, other, 1)
      await delivered(other, one, 2)

      await node.stop()
      const startMs = performance.now()
      await delivered(one, other, 3)
      console.info(`      page to page by ${how}: ${Math.round(performance.now() - startMs)} ms`)
      await delivered(other, one, 4)
    })
  }

  for (const transport of ['ws', 'webrtc-direct']) {
    it(`reach a daemon over ${transport} alone`, async () => {
      const node = await daemon()
      const page = await open()
      await page.call('start', { bootstrap: node.multiaddrs().filter(address => address.includes(`/${transport}/`)) })
      const [id] = await page.call('write', [draftOf(1)])
      await until('the fact came', async () => await node.get(id) != null)
      expect((await page.call('peers'))[0].transports).to.deep.equal([transport])
      expect(await page.call('facts')).to.equal(1)
    })
  }

  it('have the first fact of another page within seconds of their own start', async () => {
    const node = await daemon()
    const one = await reachable({ join: [node.ticket()] })
    const [id] = await one.call('write', [draftOf(1)])
    const ticket = await one.call('ticket')
    const other = await open()
    const startMs = performance.now()
    await other.call('start', { join: [ticket] })
    await until('the fact came', async () => other.call('has', id))
    console.info(`      first fact from page to page: ${Math.round(performance.now() - startMs)} ms`)
  })

  it('are who they were when they are loaded again, and catch up', async () => {
    const node = await daemon()
    const page = await reachable({ join: [node.ticket()] })
    const [own] = await page.call('write', [draftOf(1)])
    await page.load()
    const { id } = await node.assert(draftOf(2))
    expect(await page.call('start', { home: 'notes', join: [node.ticket()] })).to.equal(page.peer)
    expect(await page.call('has', own)).to.equal(true)
    await until('the fact came', async () => page.call('has', id))
    await until('the daemon has all', async () => await node.get(own) != null)
  })

  it(`take in ${MANY} facts without holding up the page`, async () => {
    const node = await daemon({ gossip: false })
    for (let done = 0; done < MANY; done += 500) { await node.append(Array.from({ length: 500 }, (_, i) => draftOf(done + i))) }
    const page = await open()
    await page.call('start', { home: 'notes', gossip: false, syncIntervalMs: 500 })
    await page.call('longTasks')
    const startMs = performance.now()
    await page.call('addPeer', node.ticket())
    await until('all facts came', async () => await page.call('facts') === MANY)
    const tasks = await page.call('longTasks')
    console.info(`      ${MANY} facts in ${Math.round(performance.now() - startMs)} ms; tasks over 50 ms: ${tasks.length}, the longest ${Math.round(Math.max(0, ...tasks))} ms`)
  })
})
