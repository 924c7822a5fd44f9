import { identify } from '@libp2p/identify'
import { memory } from '@libp2p/memory'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { yamux } from '@libp2p/yamux'
import { expect } from 'aegir/chai'
import { MemoryDatastore } from 'datastore-core'
import { createLibp2p } from 'libp2p'
import { base32 } from 'multiformats/bases/base32'
import { hashTable } from '../../src/mesh/services/hash-table.ts'
import { scopeKey } from '../../src/network/discovery/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { Meshes, until } from '../fixtures/meshes.ts'
import type { PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'

/** What the table tells of a message that came in, beside what its interface shows. */
interface Messages {
  readonly rpc: { handleMessage (peer: PeerId, message: { readonly type: string, readonly key?: Uint8Array }): Promise<unknown> }
}

describe('the hash table and scopes', function () {
  this.timeout(300_000)

  const meshes = new Meshes()

  afterEach(async () => { await meshes.stop() })

  it('hears and keeps nothing about any scope but the public one, whatever the nodes hold', async () => {
    const datastore = new MemoryDatastore()
    const table = await createLibp2p({
      datastore,
      addresses: { listen: ['/memory/table-of-scopes'] },
      transports: [memory()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      services: { identify: identify(), ping: ping(), dht: hashTable('main') }
    })
    const dht = table.services.dht as KadDHT & Messages
    const told: string[] = []
    const asked: string[] = []
    const handle = dht.rpc.handleMessage.bind(dht.rpc)
    dht.rpc.handleMessage = async (peer, message) => {
      const heard: Record<string, string[] | undefined> = { ADD_PROVIDER: told, GET_PROVIDERS: asked }
      heard[message.type]?.push(base32.baseEncode(message.key ?? new Uint8Array(0)))
      return handle(peer, message)
    }
    await dht.setMode('server')
    const nodes = [await meshes.make({ dht: true, bootstrap: table.getMultiaddrs().map(String) })]
    nodes.push(await meshes.make({ dht: true, bootstrap: [...table.getMultiaddrs().map(String), ...nodes[0].multiaddrs()] }))
    const key = base32.baseEncode((await scopeKey(publicScopeId('main'))).multihash.bytes)
    await until('both said what they hold, and asked who else does', () => told.length >= nodes.length && asked.length >= nodes.length)
    expect(new Set([...told, ...asked])).to.deep.equal(new Set([key]))
    const kept = async (): Promise<string[]> => {
      const keys: string[] = []
      for await (const name of datastore.queryKeys({ prefix: '/dht/provider' })) { keys.push(name.list()[2]) }
      return keys
    }
    await until('both are kept', async () => (await kept()).length >= nodes.length)
    expect(await kept()).to.deep.equal([key, key])
    expect(nodes.every(node => node.status().scopes.length > 1)).to.equal(true)
    await table.stop()
  })
})
