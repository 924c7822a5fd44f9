import { defaultLogger } from '@libp2p/logger'
import { multiaddr } from '@multiformats/multiaddr'
import { expect } from 'aegir/chai'
import { scopeKey, ScopeProviders } from '../../src/network/discovery/index.ts'
import { seededRandom, SimulatedClock } from '../../src/platform/index.ts'
import { FakeLibp2p } from '../fixtures/fake-libp2p.ts'
import { testPeer } from '../fixtures/peers.ts'
import { SCOPE_KEYS } from '../vectors/scope-key.ts'
import type { ProviderTable } from '../../src/network/discovery/index.ts'
import type { TestPeer } from '../fixtures/peers.ts'
import type { QueryEvent } from '@libp2p/kad-dht'

const SCOPE = new Uint8Array(32).fill(5)

const PATH = { index: 0, queued: 0, running: 0, total: 0 }

const HOUR_MS = 3_600_000

/** A hash table of which a test says who takes announcements, and whom it names as holders. */
class FakeTable implements ProviderTable {
  readonly told: string[] = []
  readonly asked: string[] = []
  takers: TestPeer[] = []
  holders: TestPeer[] = []
  /** Announcements and questions do not end before their signal does. */
  isSilent = false

  async * provide (key: { toString (): string }, { signal }: { signal?: AbortSignal } = {}): AsyncGenerator<QueryEvent> {
    this.told.push(key.toString())
    await this.silence(signal)
    for (const { id } of this.takers) {
      yield { from: id, type: 1, name: 'PEER_RESPONSE', messageName: 'ADD_PROVIDER', messageType: 'ADD_PROVIDER' as never, closer: [], providers: [], path: PATH }
    }
  }

  async * findProviders (key: { toString (): string }, { signal }: { signal?: AbortSignal } = {}): AsyncGenerator<QueryEvent> {
    this.asked.push(key.toString())
    await this.silence(signal)
    const providers = this.holders.map(({ id }) => ({ id, multiaddrs: [multiaddr('/ip4/192.0.2.1/tcp/1')] }))
    yield { from: testPeer(1).id, type: 4, name: 'PROVIDER', providers, path: PATH }
  }

  private async silence (signal?: AbortSignal): Promise<void> {
    if (!this.isSilent) { return }
    await new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => { reject(signal.reason) })
    })
  }
}

describe('ScopeProviders', () => {
  let clock: SimulatedClock
  let libp2p: FakeLibp2p
  let table: FakeTable
  let holders: number
  let part: ScopeProviders

  /** Lets time pass, and everything happen in it. */
  const pass = async (ms: number): Promise<void> => {
    await clock.advanceAsync(ms)
    for (let turn = 0; turn < 50; turn++) { await clock.advanceAsync(0) }
  }

  beforeEach(async () => {
    clock = new SimulatedClock()
    libp2p = new FakeLibp2p(testPeer(1).id, clock)
    libp2p.answer = () => 'connect'
    table = new FakeTable()
    holders = 0
    part = new ScopeProviders({
      libp2p, table, scopes: () => [SCOPE], holders: () => holders, clock, timers: clock, random: seededRandom(1), logger: defaultLogger()
    })
    await part.start()
  })

  afterEach(async () => {
    await part.stop()
  })

  it('derives keys as the documents say', async () => {
    for (const { scope, key } of SCOPE_KEYS) {
      expect((await scopeKey(Uint8Array.from(scope))).toString()).to.equal(key)
    }
  })

  it('tells the table until somebody takes it, and again twelve hours later', async () => {
    holders = 4
    await pass(1_000)
    expect(table.told).to.deep.equal([(await scopeKey(SCOPE)).toString()])
    table.takers = [testPeer(2)]
    await pass(2_000)
    expect(table.told).to.have.lengthOf(2)
    await pass(11 * HOUR_MS)
    expect(table.told).to.have.lengthOf(2)
    await pass(HOUR_MS + 60_000)
    expect(table.told).to.have.lengthOf(3)
  })

  it('begins anew when a peer connects and nobody was told yet', async () => {
    await pass(HOUR_MS)
    table.takers = [testPeer(2)]
    const before = table.told.length
    libp2p.safeDispatchEvent('peer:connect', { detail: testPeer(2).id })
    await pass(1_000)
    expect(table.told).to.have.lengthOf(before + 1)
  })

  it('dials holders while there are few of them, and neither itself nor whom it is connected to', async () => {
    libp2p.connect(testPeer(2).id)
    table.holders = [1, 2, 3, 4].map(testPeer)
    await pass(1_000)
    expect(libp2p.dials.map(({ peer }) => peer)).to.deep.equal([testPeer(3).text, testPeer(4).text])
  })

  it('asks nobody while there are enough, and again when there are not', async () => {
    holders = 4
    table.holders = [testPeer(2)]
    await pass(HOUR_MS)
    expect(table.asked).to.deep.equal([])
    holders = 3
    await pass(60_000)
    expect(libp2p.dialsOf(testPeer(2).text)).to.equal(1)
  })

  it('looks at most about once in half a minute once it has looked some times', async () => {
    await pass(10 * 60_000)
    const before = table.asked.length
    await pass(10 * 60_000)
    expect(table.asked.length - before).to.be.within(9, 20)
  })

  it('gives up on a table that does not answer, and on a holder that does not, and goes on', async () => {
    table.isSilent = true
    await pass(1_000 + 2 * 15_000)
    expect([table.told.length, table.asked.length]).to.deep.equal([1, 1])
    table.isSilent = false
    libp2p.answer = () => 'refuse'
    table.holders = [testPeer(2)]
    await pass(2_000)
    expect([table.told.length, table.asked.length, libp2p.dials.length]).to.deep.equal([2, 2, 1])
  })

  it('ends what is under way when it is stopped', async () => {
    table.isSilent = true
    await pass(1_000)
    await part.stop()
    await pass(HOUR_MS)
    expect(table.told).to.have.lengthOf(1)
    expect(clock.pending).to.equal(0)
  })
})
