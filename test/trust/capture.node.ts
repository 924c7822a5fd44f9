import { expect } from 'aegir/chai'
import { fromHex, toBase32 } from '../../src/model/bytes/index.ts'
import { parseScopeTicket, scopeKey } from '../../src/network/discovery/index.ts'
import { TOPIC_PREFIX } from '../../src/network/gossip/index.ts'
import { FETCH_PROTOCOL, HELLO_PROTOCOL, SYNC_PROTOCOL } from '../../src/network/wire/index.ts'
import { platform } from '../../src/platform/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { Asker } from '../fixtures/asker.ts'
import { Meshes, until } from '../fixtures/meshes.ts'
import { Recorder } from '../fixtures/recorder.ts'
import { formsOfFacts, formsOfText, unseen, writeSecret } from '../fixtures/secret-facts.ts'
import { findSecrets, formsOf } from '../fixtures/secrets.ts'
import type { FactMesh, Right } from '../../src/mesh/index.ts'
import type { Forms, SecretFact } from '../fixtures/secret-facts.ts'
import type { GossipSub } from '@libp2p/gossipsub'
import type { KadDHT } from '@libp2p/kad-dht'

const FACTS = 12
const HOUR_MS = 3_600_000
const MESHSUB = '/meshsub/1.2.0'
const PUBLIC = publicScopeId('main')

/** Somebody who records all that comes, and asks by hand. */
interface Listener {
  readonly mesh: FactMesh
  readonly tape: Recorder
  readonly asker: Asker
}

const pubsubOf = ({ libp2p }: FactMesh): GossipSub => libp2p.services.pubsub as GossipSub
const dhtOf = ({ libp2p }: FactMesh): KadDHT => libp2p.services.dht as KadDHT

describe('what somebody hears who may not read', function () {
  this.timeout(600_000)

  const meshes = new Meshes()
  const name = `vault-${unseen()}`.slice(0, 24)
  /** Sealed messages of the scope, as members heard them, with their topics. */
  const sealed: Array<{ topic: string, data: Uint8Array }> = []
  let aheadMs = 0
  let count = 0
  let alice: FactMesh
  let mary: FactMesh
  let scope: Uint8Array

  afterEach(async () => { await meshes.stop() })

  async function node (libp2p?: Parameters<Meshes['make']>[0]): Promise<FactMesh> {
    const { clock: { monotonicMs, nowMs }, ...machine } = platform()
    const mesh = await meshes.make({ dht: true, platform: { ...machine, clock: { monotonicMs, nowMs: () => nowMs() + aheadMs } }, ...libp2p })
    await dhtOf(mesh).setMode('server')
    return mesh
  }

  async function listener (): Promise<Listener> {
    const [tape, seed] = [new Recorder(), platform().random.bytes(32)]
    const mesh = await node({ seed, listen: [`/memory/listener-${count++}`], libp2p: { transports: [tape.transport()] } })
    return { mesh, tape, asker: new Asker(mesh, seed, () => aheadMs) }
  }

  /** Writes facts, each in a bundle of its own. */
  async function write (mesh: FactMesh, where: string): Promise<SecretFact[]> {
    const facts: SecretFact[] = []
    while (facts.length < FACTS) { facts.push(await writeSecret(mesh, where)) }
    return facts
  }

  /** A creator and a member of a closed scope; both write there. */
  async function makeVault (): Promise<SecretFact[]> {
    aheadMs = 0
    ;[alice, mary] = [await node(), await node()]
    await meshes.join(mary, alice)
    await alice.scopes.create(name)
    const ticket = await alice.scopes.ticket(name)
    scope = parseScopeTicket(ticket).scope
    await mary.scopes.join(ticket)
    await alice.scopes.grant(name, { peer: mary.peerId, rights: ['read', 'write'] })
    await until('the member may write', () => mary.scopes.show(name).rights.includes('write'))
    sealed.splice(0)
    pubsubOf(mary).addEventListener('gossipsub:message', ({ detail: { msg: { topic, data } } }) => { if (topic !== TOPIC_PREFIX + toBase32(PUBLIC)) { sealed.push({ topic, data }) } })
    return [...await write(alice, name), ...await write(mary, name)]
  }

  async function hasAll (mesh: FactMesh, facts: readonly SecretFact[]): Promise<void> {
    for (const { id } of facts) { await until('it has all', async () => await mesh.get(id) !== undefined) }
  }

  async function bothHave (facts: readonly SecretFact[]): Promise<void> {
    for (const mesh of [alice, mary]) { await hasAll(mesh, facts) }
  }

  async function isOver (peerId: string): Promise<void> {
    await until('it is over', () => [alice, mary].every(mesh => !mesh.scopes.show(name).peers.some(peer => peer.peerId === peerId)))
  }

  /** What stands in the scope beside its facts. */
  function scopeSecrets (): Forms {
    const { root } = alice.scopes.show(name)
    const topics = topicsOf(alice)
    return new Map([['id', formsOf(scope)], ['name', formsOfText(name)], ['root', formsOf(fromHex(root ?? ''))], ...topics.map(topic => ['topic', formsOfText(topic)] as const)])
  }

  const topicsOf = (mesh: FactMesh): string[] => pubsubOf(mesh).getTopics().filter(topic => topic !== TOPIC_PREFIX + toBase32(PUBLIC))

  /** Asks both for everything, in every way that there is. */
  async function askEverything ({ mesh, asker }: Listener, facts: readonly SecretFact[]): Promise<void> {
    const hashes = facts.map(({ hash }) => hash)
    for (const target of [alice, mary]) {
      await asker.declare(target, [PUBLIC, scope])
      for (const token of [undefined, [scope], [PUBLIC], [scope, PUBLIC]]) {
        for (const asked of [scope, PUBLIC, new Uint8Array(32)]) {
          await asker.fetch(target, { scope: asked, token }, hashes)
          await asker.sync(target, { scope: asked, token })
        }
      }
    }
    for (const topic of [...topicsOf(alice), ...topicsOf(mary), TOPIC_PREFIX + toBase32(scope)]) { pubsubOf(mesh).subscribe(topic) }
    for (const { topic, data } of sealed) { await pubsubOf(mesh).publish(topic, data).catch(() => {}) }
    await mesh.syncNow()
  }

  /** Says what is no message in every protocol; the last one makes them hang up. */
  async function sayNonsense ({ asker }: Listener): Promise<void> {
    for (const protocol of [FETCH_PROTOCOL, SYNC_PROTOCOL, HELLO_PROTOCOL]) {
      for (const frame of [Uint8Array.of(1, 2, 3), new Uint8Array(5_000)]) {
        for (const target of [alice, mary]) { await asker.say(target, protocol, [frame], 1) }
      }
    }
  }

  async function providersOf (mesh: FactMesh, id: Uint8Array): Promise<number> {
    let found = 0
    for await (const event of dhtOf(mesh).findProviders(await scopeKey(id), { signal: AbortSignal.timeout(20_000) })) {
      found += event.name === 'PROVIDER' || event.name === 'PEER_RESPONSE' ? event.providers.length : 0
    }
    return found
  }

  /** The forms of secrets that stand somewhere in what came. */
  const found = (tape: Recorder, secrets: Forms): string[] => findSecrets([...tape.streams(), ...tape.rests()], secrets)

  it('is nothing of a closed scope, over pull, gossip, fetch, hello, hash table and errors, and all that is public', async () => {
    const secrets = await makeVault()
    const local = await write(alice, 'local')
    const open = await write(alice, 'public')
    const eve = await listener()
    await meshes.join(eve.mesh, alice)
    await meshes.join(eve.mesh, mary)
    await until('what is public came', async () => await eve.mesh.get(open[FACTS - 1].id) !== undefined)
    await askEverything(eve, [...secrets, ...local])
    const told = await write(alice, 'public')
    const late = [...await write(alice, name), ...await write(mary, name)]
    await bothHave(late)
    await askEverything(eve, late)
    await until('what is public now came', async () => await eve.mesh.get(told[FACTS - 1].id) !== undefined)
    await eve.asker.fetch(alice, { scope: PUBLIC, token: [PUBLIC] }, open.map(({ hash }) => hash))
    await until('the table names who has what is public', async () => await providersOf(eve.mesh, PUBLIC) > 0)
    expect(await providersOf(eve.mesh, scope)).to.equal(0)
    await sayNonsense(eve)

    const forms = new Map([...scopeSecrets(), ...formsOfFacts([...secrets, ...late], 'the vault'), ...formsOfFacts(local, 'local')])
    expect(sealed.length).to.be.above(0)
    expect(found(eve.tape, forms)).to.deep.equal([])
    for (const [protocol, facts] of [[SYNC_PROTOCOL, open], [FETCH_PROTOCOL, open], [MESHSUB, told]] as const) {
      const hits = findSecrets(eve.tape.of(protocol), formsOfFacts(facts, 'all'))
      expect(new Set(hits.map(hit => hit.split(' ')[0])), protocol).to.include.all.keys('entity', 'relation', 'value', 'source')
    }
    expect(findSecrets(eve.tape.of(HELLO_PROTOCOL), new Map([['public', formsOf(PUBLIC)]]))).to.not.deep.equal([])
    expect([...forms.keys()].length).to.be.above(300)
  })

  it('is the same to the byte for a scope that is here and for one that nobody holds', async () => {
    const secrets = await makeVault()
    const eve = await listener()
    await meshes.join(eve.mesh, alice)
    const hashes = secrets.map(({ hash }) => hash)
    const answers = async (asked: Uint8Array): Promise<string[]> => {
      for (const token of [[asked], [PUBLIC], [asked, PUBLIC]]) {
        await eve.asker.fetch(alice, { scope: asked, token }, hashes)
        await eve.asker.sync(alice, { scope: asked, token })
      }
      return [FETCH_PROTOCOL, SYNC_PROTOCOL].flatMap(protocol => eve.tape.of(protocol).slice(-3).map(({ bytes }) => Buffer.from(bytes).toString('hex')))
    }
    const [held, ...others] = [await answers(scope), await answers(new Uint8Array(32).fill(7)), await answers(new Uint8Array(32))]
    expect(others).to.deep.equal([held, held])
    expect(held).to.have.length(6)
  })

  const ENDS: Record<string, { rights: Right[], end(peer: string): Promise<void> }> = {
    'is nothing to somebody with a ticket alone': { rights: [], end: async () => {} },
    'is nothing to a member that may write alone': { rights: ['write'], end: async () => {} },
    'ends for a reader whose grant has ended': { rights: ['read', 'write'], end: async () => { aheadMs = HOUR_MS } },
    'ends for a reader who was shut out': { rights: ['read'], end: async peer => { await alice.scopes.revoke(name, { peer, reason: 'over' }) } }
  }

  /** Somebody who may read, or may not, hears nothing that is written after that was over. */
  async function outlive ({ rights, end }: typeof ENDS[string]): Promise<void> {
    const before = await makeVault()
    const former = await listener()
    const { peerId } = former.mesh
    const ticket = await alice.scopes.ticket(name)
    await former.mesh.scopes.join(ticket)
    await meshes.join(former.mesh, mary)
    if (rights.length > 0) { await alice.scopes.grant(name, { peer: peerId, rights, expiresMs: platform().clock.nowMs() + HOUR_MS / 2 }) }
    const mayRead = rights.includes('read')
    if (mayRead) { await hasAll(former.mesh, before) }
    await bothHave(before)
    await end(peerId)
    if (mayRead) { await isOver(peerId) }
    await askEverything(former, before)
    const late = [...await write(alice, name), ...await write(mary, name)]
    await bothHave(late)
    await askEverything(former, late)
    const open = await writeSecret(alice, 'public')
    await until('what is public came', async () => await former.mesh.get(open.id) !== undefined)
    expect(found(former.tape, formsOfFacts(late, 'what came after')), 'late').to.deep.equal([])
    expect(found(former.tape, formsOfFacts(before, 'what came before')).length > 0).to.equal(mayRead)
    expect(found(former.tape, formsOfFacts([open], 'public'))).to.have.length.above(0)
  }

  for (const [title, how] of Object.entries(ENDS)) {
    it(title, async () => outlive(how))
  }
})
