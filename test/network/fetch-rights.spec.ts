import { defaultLogger } from '@libp2p/logger'
import { expect } from 'aegir/chai'
import { TypedEventEmitter } from 'main-event'
import { encodeCanonical } from '../../src/model/bytes/index.ts'
import { contentSeeker, encodeFetchRequest, fetcher, FetchFaultError, parentSeeker, SEEK_DELAY_MS } from '../../src/network/fetch/index.ts'
import { hello } from '../../src/network/hello/index.ts'
import { FETCH_PROTOCOL, MemoryNetwork } from '../../src/network/wire/index.ts'
import { SimulatedClock } from '../../src/platform/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { AccessStage } from '../fixtures/access.ts'
import { seededBytes, someSigner } from '../fixtures/bundles.ts'
import { until } from '../fixtures/meshes.ts'
import { NET } from '../fixtures/replicas.ts'
import { CLOSED_SCOPE, OpenStore, peerOf, SaidGovernance, SaidRights, secretBundle } from '../fixtures/sealed-gossip.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { StreamAccess } from '../../src/network/access/index.ts'
import type { ContentStoreEvents, Fetch, FetchRequest, SeekStoreEvents } from '../../src/network/fetch/index.ts'
import type { Hello } from '../../src/network/hello/index.ts'
import type { MemoryWire } from '../../src/network/wire/index.ts'
import type { AuditEvent } from '../../src/replica/audit/index.ts'

const PUBLIC_SCOPE = publicScopeId(NET)
const NOBODYS_SCOPE = seededBytes('a scope that nobody holds')

/** Counts its reads. */
class CountedStore extends OpenStore {
  reads = 0
  /** Runs before each read ends. */
  onRead = (): void => {}

  override async bundlesByHash (hashes: readonly Uint8Array[], scope: Uint8Array): Promise<Array<Uint8Array | undefined>> {
    this.reads++
    const bundles = await super.bundlesByHash(hashes, scope)
    this.onRead()

    return bundles
  }
}

interface Node {
  readonly peer: string
  readonly wire: MemoryWire
  readonly hello: Hello
  readonly fetch: Fetch
  readonly store: CountedStore
  readonly governance: SaidGovernance
  readonly rights: SaidRights
  readonly audit: AuditEvent[]
}

async function openNode (wire: MemoryWire, clock: SimulatedClock, access?: StreamAccess): Promise<Node> {
  const logger = defaultLogger()
  const known = hello({ net: NET, agent: 'test/1', protocols: [] })({ wire, clock, timers: clock, logger })
  const governance = new SaidGovernance()
  const rights = new SaidRights(governance)
  const store = new CountedStore()
  const audit: AuditEvent[] = []
  const append = async (event: AuditEvent): Promise<'written'> => {
    audit.push(event)
    return 'written'
  }
  const fetch = fetcher()({ wire, hello: known, store, rights, access, audit: { append }, logger })
  await known.start()
  await fetch.start()

  return { peer: wire.peer, wire, hello: known, fetch, store, governance, rights, audit }
}

async function settle (clock: SimulatedClock): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    await clock.advanceAsync(0)
  }
}

describe('network/fetch and rights', () => {
  let clock: SimulatedClock
  let network: MemoryNetwork
  let asker: Node
  let answerer: Node
  let secret: Bundle

  beforeEach(async () => {
    clock = new SimulatedClock()
    network = new MemoryNetwork(clock)
    asker = await openNode(network.join(peerOf(someSigner(1))), clock)
    answerer = await openNode(network.join(peerOf(someSigner(2))), clock)
    network.connect(asker.peer, answerer.peer)
    await settle(clock)
    secret = await secretBundle(someSigner(2))
    answerer.store.append(secret)
  })

  afterEach(async () => {
    await Promise.all([asker, answerer].map(async ({ fetch, hello }) => {
      await fetch.stop()
      await hello.stop()
    }))
  })

  /** Lets the two know each other as members. */
  function member (): void {
    asker.governance.let(answerer.peer, true)
    answerer.governance.let(asker.peer, true)
  }

  async function answerTo (request: FetchRequest): Promise<Uint8Array | undefined> {
    const stream = await asker.wire.open(answerer.peer, FETCH_PROTOCOL)
    await stream.write(encodeFetchRequest(request))
    const frame = await stream.read()
    await stream.close()

    return frame
  }

  it('answers outside the rights as for a scope that it does not hold, without a look at the store, and notes it', async () => {
    for (const scope of [CLOSED_SCOPE, NOBODYS_SCOPE]) {
      expect(await answerTo({ scope, hashes: [secret.hash] })).to.deep.equal(encodeCanonical([null]))
    }

    expect(answerer.store.reads).to.equal(0)
    expect(answerer.audit.map(({ type, peer, reason, detail }) => ({ type, peer, reason, detail }))).to.deep.equal([1, 2].map(() => {
      return { type: 'scope_violation', peer: asker.peer, reason: 'not_granted', detail: { via: 'fetch', direction: 'pull' } }
    }))
    expect(await answerTo({ scope: PUBLIC_SCOPE, hashes: [secret.hash] })).to.deep.equal(encodeCanonical([null]))
    member()
    expect(await answerTo({ scope: CLOSED_SCOPE, hashes: [secret.hash] })).to.deep.equal(encodeCanonical([secret.bytes]))
    expect(answerer.audit).to.have.length(2)
  })

  it('gives nothing more from the moment on at which the rights end, also in the middle of an answer', async () => {
    member()
    const bundles = await Promise.all(Array.from({ length: 20 }, async (_, no) => secretBundle(someSigner(2), no + 2)))
    bundles.forEach(bundle => { answerer.store.append(bundle) })
    answerer.store.onRead = () => {
      if (answerer.store.reads === 2) {
        answerer.governance.let(asker.peer, false)
      }
    }
    const { absent, here } = await asker.fetch.request(answerer.peer, { scope: CLOSED_SCOPE, hashes: bundles.map(({ hash }) => hash) })
    expect([here.length, absent.length, answerer.store.reads]).to.deep.equal([8, 12, 2])
  })

  it('takes nothing in from a peer whose rights ended meanwhile', async () => {
    member()
    answerer.store.onRead = () => { asker.governance.let(answerer.peer, false) }
    const error = await asker.fetch.request(answerer.peer, { scope: CLOSED_SCOPE, hashes: [secret.hash] }).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(FetchFaultError).with.property('code', 'outside')
    expect(asker.store.bundles.size).to.equal(0)
  })

  it('opens each request with a token, which names the scope that is asked about', async () => {
    const stage = new AccessStage()
    const judge = await openNode(stage.wire, stage.clock, await stage.open())
    const issuer = stage.join(1)
    const holder = await openNode(issuer.wire, stage.clock, issuer.access)
    await issuer.wire.disconnect(judge.peer)
    stage.network.connect(holder.peer, judge.peer)
    await until('the judge accepted the holder', async () => {
      await stage.clock.advanceAsync(0)
      return judge.hello.accepted(holder.peer) && holder.hello.accepted(judge.peer)
    })
    holder.governance.let(judge.peer, true)
    judge.governance.let(holder.peer, true)
    judge.store.append(secret)
    expect((await holder.fetch.request(judge.peer, { scope: CLOSED_SCOPE, hashes: [secret.hash] })).here).to.deep.equal([secret.hash])

    const narrow = await issuer.access.open(judge.peer, { protocol: FETCH_PROTOCOL, scopes: [PUBLIC_SCOPE] })
    await narrow.write(encodeFetchRequest({ scope: CLOSED_SCOPE, hashes: [secret.hash] }))
    expect(await narrow.read()).to.deep.equal(encodeCanonical([null]))
    const bare = await issuer.wire.open(judge.peer, FETCH_PROTOCOL)
    await bare.write(encodeFetchRequest({ scope: CLOSED_SCOPE, hashes: [secret.hash] }))
    expect((await bare.read())?.[0]).to.equal(0xff)
    expect(judge.fetch.counters()).to.include({ requestsIn: 2, bundlesOut: 1 })
    await holder.fetch.stop()
    await judge.fetch.stop()
    await stage.gate.stop()
  })

  describe('in seekers', () => {
    const sync = Object.assign(new TypedEventEmitter<Record<string, CustomEvent>>(), { request: async () => ({}), status: () => [] })
    let requests: Array<{ peer: string, scope: Uint8Array }>

    const partsOf = (): Pick<Parameters<ReturnType<typeof parentSeeker>>[0], 'hello' | 'rights' | 'fetch' | 'sync' | 'clock' | 'timers' | 'logger'> => ({
      hello: asker.hello,
      rights: asker.rights,
      fetch: {
        request: async (peer, { scope, hashes }) => {
          requests.push({ peer, scope })
          return { here: [], absent: hashes, declined: [], unanswered: [] }
        }
      },
      sync: sync as never,
      clock,
      timers: clock,
      logger: defaultLogger()
    })

    async function passed (): Promise<Array<{ peer: string, scope: Uint8Array }>> {
      await clock.advanceAsync(SEEK_DELAY_MS)
      await settle(clock)

      return requests
    }

    beforeEach(() => { requests = [] })

    it('ask for parents only those who may bring them and may know of them, and others than who named them when that one may not', async () => {
      const store = Object.assign(new TypedEventEmitter<SeekStoreEvents>(), { absentParents: () => [], shared: () => [] })
      const seeker = parentSeeker()({ ...partsOf(), store })
      await seeker.start()
      const third = await openNode(network.join(peerOf(someSigner(3))), clock)
      network.connect(third.peer, asker.peer)
      await settle(clock)
      const awaited = { scope: { id: CLOSED_SCOPE }, peer: answerer.peer, parents: [seededBytes('a parent')], gap: false }
      store.safeDispatchEvent('bundle:await', { detail: awaited })
      expect(await passed()).to.deep.equal([])
      asker.governance.let(third.peer, true)
      asker.rights.set('pull', third.peer, false)
      expect(await passed()).to.deep.equal([])
      asker.rights.set('pull', third.peer, true)
      expect(await passed()).to.deep.equal([{ peer: third.peer, scope: CLOSED_SCOPE }])
      asker.governance.let(answerer.peer, true)
      asker.rights.change(answerer.peer)
      expect(await passed()).to.deep.equal([third, answerer].map(({ peer }) => ({ peer, scope: CLOSED_SCOPE })))
      await seeker.stop()
    })

    it('pass over content of scopes that a peer may not bring, and ask for the rest', async () => {
      const keys = ['secret', 'public'].map(words => Uint8Array.of(...new Uint8Array(8), ...seededBytes(words)))
      const scopes = [CLOSED_SCOPE, PUBLIC_SCOPE]
      const wanted = { scopes: () => scopes, all: (scope: Uint8Array) => [keys[scopes.indexOf(scope)]], has: () => true }
      const store = Object.assign(new TypedEventEmitter<ContentStoreEvents>(), { shared: () => [] })
      const seeker = contentSeeker()({ ...partsOf(), store, wanted })
      await seeker.start()
      expect(await passed()).to.deep.equal([{ peer: answerer.peer, scope: PUBLIC_SCOPE }])
      asker.governance.let(answerer.peer, true)
      asker.rights.change(answerer.peer)
      expect((await passed())[1]).to.deep.equal({ peer: answerer.peer, scope: CLOSED_SCOPE })
      await seeker.stop()
    })
  })
})
