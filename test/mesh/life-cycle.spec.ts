import { memory } from '@libp2p/memory'
import { expect } from 'aegir/chai'
import { createMesh, ListenError, MeshStoppedError, NoHandlerError } from '../../src/mesh/index.ts'
import { InvalidAddressError } from '../../src/network/discovery/index.ts'
import { platform } from '../../src/platform/index.ts'
import { JournalTooNewError } from '../../src/storage/journal/index.ts'
import { BreakingDisk } from '../fixtures/homes.ts'
import { imageOf, plantSegment } from '../fixtures/journal.ts'
import { draftOf, Meshes } from '../fixtures/meshes.ts'
import { testPeer } from '../fixtures/peers.ts'
import type { FactMeshInit } from '../../src/mesh/index.ts'

const HOME = '/home'

/** A key file. */
const KEY = new TextEncoder().encode(`factmesh ed25519 seed 1\n${'11'.repeat(32)}\n`)

describe('the life of a mesh', () => {
  const meshes = new Meshes()
  let disk: BreakingDisk
  let init: FactMeshInit

  const isLocked = async (): Promise<boolean> => (await disk.files.list(HOME)).includes('lock')

  beforeEach(() => {
    disk = new BreakingDisk()
    init = {
      home: HOME,
      seed: testPeer(1).seed,
      platform: { ...platform(), name: 'simulated', files: disk.files },
      dht: false,
      libp2p: { transports: 'memory' }
    }
  })

  afterEach(async () => {
    await meshes.stop()
  })

  it('stands on transports of its own, and listens only where it is told', async () => {
    const libp2p = { transports: [memory()] }
    const [quiet, open] = [await meshes.make({ ...init, libp2p }), await meshes.make({ libp2p, listen: ['/memory/own'], seed: testPeer(2).seed })]
    expect(quiet.multiaddrs()).to.deep.equal([])
    expect(open.multiaddrs()).to.deep.equal([`/memory/own/p2p/${open.libp2p.peerId.toString()}`])
    await meshes.join(quiet, open)
  })

  it('begins started, and takes further starts for done', async () => {
    const mesh = await meshes.make(init)
    await Promise.all([mesh.start(), mesh.start()])
    expect(mesh.multiaddrs()).to.have.lengthOf(1)
    await mesh.assert(draftOf(1))
    await mesh.start()
    expect((await mesh.page()).total).to.equal(1)
  })

  it('ends once, however often it is stopped', async () => {
    const mesh = await meshes.make(init)
    expect(await isLocked()).to.equal(true)
    await Promise.all([mesh.stop(), mesh.stop()])
    await mesh.stop()
    expect(await isLocked()).to.equal(false)
    expect(mesh.libp2p.status).to.equal('stopped')
    await expect(mesh.start()).to.eventually.be.rejectedWith(MeshStoppedError)
    await expect(mesh.assert(draftOf(1))).to.eventually.be.rejected()
  })

  it('answers for every fact that was on its way when it was stopped', async () => {
    const mesh = await meshes.make(init)
    const writes = Array.from({ length: 100 }, async (_, number) => mesh.assert(draftOf(number)))
    const [, ...outcomes] = await Promise.all([mesh.stop(), ...writes.map(async write => write.then(({ id }) => id, () => undefined))])
    const again = await meshes.make(init)
    const kept = new Set((await again.page({ limit: 500 })).facts.map(({ id }) => id))
    const answered = outcomes.filter(id => id != null)
    expect(answered.filter(id => !kept.has(id))).to.deep.equal([])
  })

  it('goes on with the same key and the same facts', async () => {
    const mesh = await meshes.make(init)
    const { id } = await mesh.assert(draftOf(1))
    const root = mesh.status().scopes[0].root
    await mesh.stop()
    const again = await meshes.make({ ...init, seed: testPeer(2).seed })
    expect(again.peerId).to.equal(mesh.peerId)
    expect((await again.get(id))?.value).to.deep.equal({ type: 'number', v: 1 })
    expect(again.status().scopes[0].root).to.equal(root)
  })

  it('leaves nothing when it has no home', async () => {
    const mesh = await meshes.make({ ...init, home: undefined })
    await mesh.assert(draftOf(1))
    expect(mesh.home).to.equal(undefined)
    await mesh.stop()
    const again = await meshes.make({ ...init, home: undefined })
    expect((await again.page()).total).to.equal(0)
    expect(await disk.files.list('/')).to.deep.equal([])
  })

  it('gives its home back when its handler cannot be made', async () => {
    await expect(createMesh(init, () => { throw new TypeError('no handler') })).to.eventually.be.rejectedWith('no handler')
    expect(await isLocked()).to.equal(false)
    await meshes.make(init)
  })

  it('gives its home back when it cannot listen', async () => {
    const first = await meshes.make({ ...init, home: undefined })
    await expect(createMesh(init)).to.eventually.be.rejectedWith(ListenError, first.multiaddrs()[0].split('/p2p/')[0])
    expect(await isLocked()).to.equal(false)
    await first.stop()
    await meshes.make(init)
  })

  it('gives its home back when its journal cannot be read', async () => {
    await plantSegment(disk.files, 0, imageOf({ base: 0, salt: 1, payloads: [], version: 99 }))
    await disk.files.writeFileAtomic(`${HOME}/identity.key`, KEY)
    await expect(createMesh(init)).to.eventually.be.rejectedWith(JournalTooNewError)
    expect(await isLocked()).to.equal(false)
    await disk.files.remove(`${HOME}/journal`)
    await meshes.make(init)
  })

  it('gives its home back when it was told of too many peers', async () => {
    const bootstrap = Array.from({ length: 1_025 }, (_, index) => testPeer(100 + index).address)
    await expect(createMesh({ ...init, bootstrap })).to.eventually.be.rejectedWith(InvalidAddressError, /1024/)
    expect(await isLocked()).to.equal(false)
  })

  it('leaves nothing behind when the disk fails at any step of a start', async () => {
    let failed = 0
    for (let step = 1, finished = false; !finished; step++) {
      disk.breakAt(step, 'failure')
      const mesh = await createMesh(init).catch(() => undefined)
      finished = disk.calls < step
      disk.repair()
      failed += mesh == null ? 1 : 0
      await mesh?.stop()
      expect(await isLocked(), `step ${step}`).to.equal(false)
      await (await createMesh(init)).stop()
      await disk.files.remove(HOME)
    }
    expect(failed).to.be.above(10)
  }).timeout(120_000)

  it('tells who asks for the HTTP API of a mesh without one', async () => {
    const mesh = await meshes.make(init)
    await expect(mesh.fetch('/v1/status')).to.eventually.be.rejectedWith(NoHandlerError)
  })

  it('hands requests to its handler with and without an address', async () => {
    const mesh = await meshes.make(init, ({ peerId }) => async request => new Response(`${request.method} ${request.url} ${peerId}`))
    const text = async (response: Response): Promise<string> => response.text()
    expect(await text(await mesh.fetch('/v1/status?a=b'))).to.equal(`GET http://localhost/v1/status?a=b ${mesh.peerId}`)
    expect(await text(await mesh.fetch(new Request('http://node.example/x', { method: 'PUT' })))).to.equal(`PUT http://node.example/x ${mesh.peerId}`)
    expect(await text(await mesh.fetch('/x', { method: 'POST' }))).to.equal(`POST http://localhost/x ${mesh.peerId}`)
  })
})
