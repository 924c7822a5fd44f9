import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'aegir/chai'
import { HomeLockedError, ListenError, VERSION } from '../../src/mesh/index.ts'
import { decodeHeader } from '../../src/model/bundle/index.ts'
import { NodeFiles } from '../../src/platform/index.ts'
import { levelKV } from '../../src/storage/kv/index.ts'
import { draftOf, isConnected, Meshes, rootOf, until } from '../fixtures/meshes.ts'
import type { FactMesh, FactMeshInit } from '../../src/mesh/index.ts'
import type { AddressInfo } from 'node:net'

const files = new NodeFiles()

/** Writes nonsense over every file in a folder. */
async function spoil (folder: string): Promise<void> {
  for (const name of await readdir(folder)) { await writeFile(join(folder, name), 'this is no database') }
}

describe('a mesh on a real disk and network', () => {
  const meshes = new Meshes()
  let place: string
  let home: string

  const make = async (init: FactMeshInit = {}): Promise<FactMesh> => meshes.make({ listen: ['/ip4/127.0.0.1/tcp/0'], libp2p: {}, dht: true, ...init })

  const makeAtHome = async (init: FactMeshInit = {}): Promise<FactMesh> => make({ home, ...init })

  beforeEach(async () => {
    place = await files.temporaryDirectory('factmesh-mesh-')
    home = join(place, 'home')
  })

  afterEach(async () => {
    await meshes.stop()
    await files.remove(place)
  })

  it('has the version of the package', async () => {
    const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(VERSION).to.equal(manifest.version)
    expect((await make()).status().version).to.equal(VERSION)
  })

  it('lets nobody else into a folder of its home, also where the home was open to all', async () => {
    const before = process.umask(0)
    try {
      await files.makeDirectory(home, { mode: 0o777 })
      await makeAtHome()
    } finally {
      process.umask(before)
    }
    const modes = await Promise.all((await readdir(home)).map(async name => [name, (await files.modeOf(join(home, name)) ?? 0) & 0o077] as const))
    expect(modes.map(([name]) => name)).to.include.members(['index', 'journal', 'libp2p', 'local', 'audit'])
    expect(modes.filter(([, others]) => others !== 0)).to.deep.equal([])
  })

  it('names the address that it cannot listen on, and gives its home back', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const taken = `/ip4/127.0.0.1/tcp/${(server.address() as AddressInfo).port}`
    try {
      await expect(makeAtHome({ listen: ['/ip4/127.0.0.1/tcp/0', taken] })).to.eventually.be.rejectedWith(ListenError, taken)
    } finally {
      server.close()
    }
    expect(await readdir(home)).to.not.include('lock')
    await makeAtHome()
  })

  it('has the same addresses after a restart, and others when somebody took them', async () => {
    const listen = ['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/0/ws']
    const addresses = async (): Promise<string[]> => {
      const mesh = await makeAtHome({ listen })
      const own = mesh.multiaddrs()
      await mesh.stop()
      return own
    }
    const [tcp, ws] = await addresses()
    expect(await addresses()).to.deep.equal([tcp, ws])

    const server = createServer().listen(Number(tcp.split('/')[4]), '127.0.0.1')
    await once(server, 'listening')
    try {
      const [other, same] = await addresses()
      expect(same).to.equal(ws)
      expect(other.split('/')[4]).to.not.equal(tcp.split('/')[4])
      expect(await addresses()).to.deep.equal([other, ws])
    } finally {
      server.close()
    }
  })

  it('notices another owner of its index, whatever the lock says', async () => {
    await (await makeAtHome()).stop()
    const other = levelKV(join(home, 'index'))
    await other.start()
    try {
      await expect(makeAtHome()).to.eventually.be.rejectedWith(HomeLockedError, /another process/).with.property('pid', undefined)
    } finally {
      await other.stop()
    }
    await makeAtHome()
  })

  it('builds its index anew when that is damaged or gone', async () => {
    const first = await makeAtHome()
    const { id } = await first.assert(draftOf(1))
    const root = rootOf(first)
    await first.stop()
    for (const ruin of [spoil, async (folder: string) => files.remove(folder)]) {
      await ruin(join(home, 'index'))
      const again = await makeAtHome()
      expect([(await again.get(id))?.id, rootOf(again)]).to.deep.equal([id, root])
      await again.stop()
    }
  })

  it('does without a peer store that is damaged', async () => {
    await (await makeAtHome()).stop()
    await spoil(join(home, 'libp2p'))
    const mesh = await makeAtHome()
    expect(mesh.peers()).to.deep.equal([])
  })

  it('comes back to the peers that it met, without being told of them again', async () => {
    const friend = await make()
    const first = await makeAtHome()
    await first.addPeer(friend.ticket())
    await until('the friend accepted', () => isConnected(friend, first) && isConnected(first, friend))
    await first.stop()
    const again = await makeAtHome()
    await until('both are connected again', () => isConnected(friend, again) && isConnected(again, friend))
    expect(again.peers()[0]).to.deep.include({ peerId: friend.peerId, direction: 'outbound', transports: ['tcp'] })
  })

  it('keeps its identity and its addresses over restarts, so that an old ticket still leads to it', async () => {
    const first = await makeAtHome()
    const [peerId, ticket, addresses] = [first.peerId, first.ticket(), first.multiaddrs()]
    await first.stop()
    const again = await makeAtHome({ listen: addresses.map(address => address.split('/p2p/')[0]) })
    expect([again.peerId, again.multiaddrs(), again.ticket()]).to.deep.equal([peerId, addresses, ticket])
    const friend = await make({ join: [ticket] })
    await until('the ticket led to it', () => isConnected(friend, again))
  })

  it('meets others over TCP and WebSockets', async () => {
    const [first, second] = [await make({ listen: ['/ip4/127.0.0.1/tcp/0/ws'] }), await make()]
    await meshes.join(second, first)
    await meshes.join(await make(), second)
    expect(second.peers().flatMap(({ transports }) => transports).sort()).to.deep.equal(['tcp', 'ws'])
    const { id } = await first.assert(draftOf(1))
    await until('the fact arrived', async () => second.get(id))
  })

  it('writes on in one lane over clean stops', async () => {
    const lanes = new Set<string>()
    for (let run = 0; run < 3; run++) {
      const mesh = await makeAtHome()
      const { id } = await mesh.assert(draftOf(run))
      const proof = await mesh.proof(id)
      lanes.add(String(proof == null ? undefined : decodeHeader(proof.headerBytes).lane))
      await mesh.stop()
    }
    expect(lanes).to.have.lengthOf(1)
  })

  it('shares its key with a copy of its home without a quarrel', async () => {
    const friend = await make({ syncIntervalMs: 50 })
    await (await makeAtHome()).stop()
    await promisify(execFile)('cp', ['-a', home, join(place, 'copy')])
    const twins = [await makeAtHome({ syncIntervalMs: 50 }), await makeAtHome({ home: join(place, 'copy'), syncIntervalMs: 50 })]
    expect(twins[0].peerId).to.equal(twins[1].peerId)
    for (const twin of twins) { await twin.addPeer(friend.multiaddrs()[0]) }
    const facts = await Promise.all(twins.map(async (twin, index) => Promise.all([1, 2, 3].map(async number => twin.assert(draftOf(10 * index + number))))))
    for (const { id } of facts.flat()) { await until(`${id} arrived`, async () => friend.get(id)) }
    for (const twin of twins) { await until('the twin has everything', async () => (await twin.page()).total === 6) }
    for (const mesh of [friend, ...twins]) { expect(mesh.status().counters.bundles).to.deep.include({ equivocation: 0 }) }
  })
})
