import { expect } from 'aegir/chai'
import { createMesh, InvalidConfigError } from '../../src/mesh/index.ts'
import { formatTicket, InvalidAddressError, InvalidTicketError } from '../../src/network/discovery/index.ts'
import { MemoryFiles, simulatedPlatform } from '../../src/platform/index.ts'
import { testPeer } from '../fixtures/peers.ts'
import type { FactMeshInit } from '../../src/mesh/index.ts'

const { address, base58 } = testPeer(1)

const REFUSED: ReadonlyArray<{ name: string, init: FactMeshInit, field: string }> = [
  { name: 'an empty home', init: { home: '' }, field: 'home' },
  { name: 'a home where there are no files', init: { home: '/home', platform: { ...simulatedPlatform(), files: undefined } }, field: 'home' },
  { name: 'an empty network name', init: { net: '' }, field: 'net' },
  { name: 'a network name in upper case', init: { net: 'Main' }, field: 'net' },
  { name: 'a network name of 33 characters', init: { net: 'a'.repeat(33) }, field: 'net' },
  { name: 'a listening address that is none', init: { listen: ['/ip4/127.0.0.1/tcp/0', '127.0.0.1:4801'] }, field: 'listen' },
  { name: 'a ticket of another network', init: { join: [formatTicket({ net: 'other', addresses: [address] })] }, field: 'join' },
  { name: 'a name in upper case', init: { names: ['alice', 'Bob'] }, field: 'names' },
  { name: 'an empty name', init: { names: [''] }, field: 'names' },
  { name: 'a name that is a peer id', init: { names: [testPeer(2).text] }, field: 'names' },
  { name: 'a name that ends in a dot', init: { names: ['alice.example.'] }, field: 'names' },
  { name: 'a pin of a name that is none', init: { pins: { 'Node-B': testPeer(2).text } }, field: 'names' },
  { name: 'a pin to nobody', init: { pins: { 'node-b': 'bob' } }, field: 'pins' },
  { name: 'a share of local', init: { share: ['local'] }, field: 'share' },
  { name: 'a share in no direction', init: { share: ['public:both'] }, field: 'share' },
  { name: 'an approval that is none', init: { approval: 'never' as 'manual' }, field: 'approval' },
  { name: 'more than sixteen names', init: { names: Array.from({ length: 17 }, (_, index) => `name-${index}`) }, field: 'names' },
  { name: 'an interval of no time', init: { syncIntervalMs: 0 }, field: 'syncIntervalMs' },
  { name: 'an interval that is no number', init: { syncIntervalMs: NaN }, field: 'syncIntervalMs' },
  { name: 'an interval of more than a day', init: { syncIntervalMs: 86_400_001 }, field: 'syncIntervalMs' },
  { name: 'a level of durability that there is none of', init: JSON.parse('{ "durability": "forever" }'), field: 'durability' },
  { name: 'a seed of another length', init: { seed: new Uint8Array(31) }, field: 'seed' }
]

describe('the configuration of a mesh', () => {
  let files: MemoryFiles

  /** Every wrong setting stands beside a home, so that one shows whether anything was touched. */
  const make = async (init: FactMeshInit): Promise<unknown> => {
    return createMesh({ home: '/home', platform: simulatedPlatform({ files }), dht: false, libp2p: { transports: 'memory' }, ...init })
  }

  beforeEach(() => {
    files = new MemoryFiles()
  })

  afterEach(async () => {
    expect(await files.list('/'), 'nothing was written').to.deep.equal([])
  })

  for (const { name, init, field } of REFUSED) {
    it(`is refused with ${name}`, async () => {
      await expect(make(init)).to.eventually.be.rejectedWith(InvalidConfigError).with.property('field', field)
    })
  }

  it('is refused with an address to start from that cannot be used', async () => {
    await expect(make({ bootstrap: ['/ip4/192.0.2.1/tcp/1'] })).to.eventually.be.rejectedWith(InvalidAddressError)
    await expect(make({ join: [formatTicket({ net: 'main', addresses: ['/ip4/192.0.2.1/tcp/1'] })] })).to.eventually.be.rejectedWith(InvalidAddressError)
  })

  it('is refused with a ticket that cannot be read', async () => {
    const ticket = formatTicket({ net: 'main', addresses: [address] })
    for (const text of ['', address, ticket.slice(0, -1), `${ticket}a`]) {
      await expect(make({ join: [text] }), text).to.eventually.be.rejectedWith(InvalidTicketError)
    }
  })

  it('says how to put a wrong ticket right', async () => {
    const join = [formatTicket({ net: 'other', addresses: [`/ip4/192.0.2.1/tcp/1/p2p/${base58}`] })]
    await expect(make({ join })).to.eventually.be.rejectedWith(/"other".*"main".*--net other/)
  })
})
