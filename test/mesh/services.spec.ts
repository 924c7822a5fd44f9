import { multiaddr } from '@multiformats/multiaddr'
import { expect } from 'aegir/chai'
import { Key } from 'interface-datastore'
import { PROVIDER_RECORDS_MAX, PROVIDER_RECORDS_PER_PEER_MAX } from '../../src/mesh/constants.ts'
import { ProviderShareError } from '../../src/mesh/index.ts'
import { probingManager } from '../../src/mesh/services/address-probe.ts'
import { NO_WALK } from '../../src/mesh/services/no-walk.ts'
import { ProviderShare, shareDatastore } from '../../src/mesh/services/provider-share.ts'
import { withComponent } from '../../src/mesh/services/with-component.ts'
import { testPeer } from '../fixtures/peers.ts'
import type { Datastore } from 'interface-datastore'

/** The few methods of a datastore that the hash table uses for providers. */
function storeOf (records: Map<string, Uint8Array>): Datastore {
  return {
    put: async (key: Key, value: Uint8Array) => {
      records.set(key.toString(), value)
      return key
    },
    delete: async (key: Key) => { records.delete(key.toString()) },
    has: async (key: Key) => records.has(key.toString()),
    async * queryKeys ({ prefix = '' }: { prefix?: string }) {
      for (const name of [...records.keys()].filter(name => name.startsWith(prefix))) { yield new Key(name) }
    }
  } as unknown as Datastore
}

const VALUE = new Uint8Array(1)

describe('provider records of the hash table', () => {
  let records: Map<string, Uint8Array>
  let store: Datastore

  const open = (): void => {
    const datastore = storeOf(records)
    store = shareDatastore(datastore, new ProviderShare(datastore, testPeer(1).id))
  }

  const recordOf = (key: number, peer: string): Key => new Key(`/dht/provider/key${key}/${peer}`)

  const fill = async (count: number, peer: string): Promise<void> => {
    for (let key = 0; key < count; key++) { await store.put(recordOf(key, peer), VALUE) }
  }

  beforeEach(() => {
    records = new Map()
    open()
  })

  it('are as many of one peer as its share, and no more', async () => {
    await fill(PROVIDER_RECORDS_PER_PEER_MAX, 'a')
    await expect(store.put(recordOf(99, 'a'), VALUE)).to.eventually.be.rejectedWith(ProviderShareError)
    await store.put(recordOf(0, 'a'), VALUE)
    await store.put(recordOf(99, 'b'), VALUE)
    expect(records.size).to.equal(PROVIDER_RECORDS_PER_PEER_MAX + 1)
  })

  it('make room when they are removed', async () => {
    await fill(PROVIDER_RECORDS_PER_PEER_MAX, 'a')
    await store.delete(recordOf(0, 'a'))
    await store.delete(recordOf(0, 'a'))
    await store.put(recordOf(98, 'a'), VALUE)
    await expect(store.put(recordOf(99, 'a'), VALUE)).to.eventually.be.rejectedWith(ProviderShareError)
  })

  it('are counted again after a restart', async () => {
    await fill(PROVIDER_RECORDS_PER_PEER_MAX, 'a')
    open()
    await expect(store.put(recordOf(99, 'a'), VALUE)).to.eventually.be.rejectedWith(ProviderShareError)
  })

  it('are bounded in all, but for our own', async () => {
    for (let number = 0; number < PROVIDER_RECORDS_MAX; number++) { records.set(recordOf(0, `p${number}`).toString(), VALUE) }
    await expect(store.put(recordOf(0, 'late'), VALUE)).to.eventually.be.rejectedWith(ProviderShareError)
    await store.put(recordOf(0, testPeer(1).id.toString()), VALUE)
    expect(records.size).to.equal(PROVIDER_RECORDS_MAX + 1)
  })

  it('are all that is counted', async () => {
    for (let number = 0; number <= PROVIDER_RECORDS_PER_PEER_MAX; number++) { await store.put(new Key(`/peers/${number}/a`), VALUE) }
    expect(await store.has(new Key('/peers/0/a'))).to.equal(true)
  })
})

describe('the components of a service', () => {
  it('are handed on but for one', () => {
    const parts = { one: 1, other: 'two' }
    const changed = withComponent(parts, 'one', 3)
    expect([changed.one, changed.other, parts.one]).to.deep.equal([3, 'two', 1])
  })

  it('probe an address over a connection of its own, and dial peers as ever', async () => {
    const dials: unknown[][] = []
    const manager = {
      openConnection: async (...dial: unknown[]) => { dials.push(dial) },
      getMaxConnections () { return dials.length }
    } as unknown as Parameters<typeof probingManager>[0]
    const probing = probingManager(manager)
    const address = multiaddr('/ip4/192.0.2.1/tcp/1')
    const { signal } = new AbortController()
    await probing.openConnection(address, { signal })
    await probing.openConnection([address], { signal })
    await probing.openConnection(testPeer(1).id)
    expect(dials).to.deep.equal([[address, { signal, force: true }], [[address], { signal }], [testPeer(1).id, undefined]])
    expect(probing.getMaxConnections()).to.equal(3)
  })

  it('walk nowhere', async () => {
    for await (const peer of NO_WALK.walk()) { expect.fail(`it met ${peer.id.toString()}`) }
  })
})
