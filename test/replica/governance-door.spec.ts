import { expect } from 'aegir/chai'
import { bundleId } from '../../src/model/bundle/index.ts'
import { peerIdText } from '../../src/model/identity/index.ts'
import { NameTable } from '../../src/policy/scope/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { bundlesOf, copyScope, Hand, offer } from '../fixtures/closed-scopes.ts'
import { dump, foreignBundle, openReplica, ORIGIN, scanAll, someFactDraft, write } from '../fixtures/replicas.ts'
import type { SourceNames } from '../../src/replica/index.ts'

const START_MS = 1_767_225_600_000
const [bob, carol] = [1, 2].map(no => someSigner(no))

describe('the door of a closed scope', () => {
  it('lets nobody in whom no grant names, and leaves everything as it was', async () => {
    const { replica, ...stage } = await openReplica()
    const { id } = await replica.closed.create('team')
    const hand = new Hand(bob, { scope: id })
    const before = [await dump({ replica, kv: stage.kv }), replica.scopes(), stage.journal.stat().bytes]
    const [verdict] = await replica.receive([await hand.says('hello', START_MS)], ORIGIN)

    expect(verdict).to.include({ result: 'ignore', code: 'not_introduced', retryAtMs: START_MS + 5_000 })
    expect([await dump({ replica, kv: stage.kv }), replica.scopes(), stage.journal.stat().bytes]).to.deep.equal(before)
    await stage.stop()
  })

  it('answers for a scope that is not here as for one of others', async () => {
    const alice = await openReplica({ no: 1 })
    const other = await openReplica({ no: 2 })
    const { id } = await other.replica.closed.create('team')

    expect(await offer(alice, await bundlesOf(other, id))).to.deep.equal(['scope_violation', 'scope_violation'])
    expect(await offer(alice, [await new Hand(bob, { scope: new Uint8Array(32) }).says('hello', START_MS)])).to.deep.equal(['scope_violation'])
    await Promise.all([alice.stop(), other.stop()])
  })

  it('takes a group with the grant and what the granted wrote in one pass, whatever stands first', async () => {
    const stage = await openReplica()
    const { id } = await stage.replica.closed.create('team')
    const [alice, b, c] = [stage.signer, bob, carol].map(signer => new Hand(signer, { scope: id }))
    const facts = [await b.says('one', START_MS + 10), await c.says('two', START_MS + 10)]
    const byBob = await b.act('grant', { peer: carol.publicKey, rights: ['write'], names: [] }, START_MS + 5)
    const byAlice = await alice.act('grant', { peer: bob.publicKey, rights: ['admin'], names: [] }, START_MS + 4)

    expect(await offer(stage, [facts[1], facts[0], byBob, byAlice])).to.deep.equal(['accept', 'accept', 'accept', 'accept'])
    expect(stage.replica.counters()).to.not.have.property('not_introduced')
    await stage.stop()
  })

  it('takes in later what it refused, when the grant has come', async () => {
    const stage = await openReplica()
    const { id } = await stage.replica.closed.create('team')
    const hello = await new Hand(bob, { scope: id }).says('hello', START_MS + 10)
    expect(await offer(stage, [hello])).to.deep.equal(['not_introduced'])
    await stage.replica.closed.grant('team', { peer: bob.publicKey, rights: ['write'] })

    expect(await offer(stage, [hello])).to.deep.equal(['accept'])
    await stage.stop()
  })

  it('declines sources under the peer id of another key, and leaves names to effect', async () => {
    const stage = await openReplica()
    const { id } = await stage.replica.closed.create('team')
    await stage.replica.closed.grant('team', { peer: bob.publicKey, rights: ['write'], names: ['node-b'] })
    const hand = new Hand(bob, { scope: id })
    const offered = async (source: string): Promise<string[]> => offer(stage, [await hand.says(source, START_MS + 10, source)])

    expect(await offered(`stigmem://${stage.peer}/agent/x`)).to.deep.equal(['source_not_owned'])
    expect(await offered('user:alice')).to.deep.equal(['source_not_owned'])
    const other = new Hand(bob, { scope: id, lane: 2 })
    expect(await offer(stage, [await other.says('b', START_MS + 20, 'stigmem://node-b/agent/x'), await other.says('c', START_MS + 30, 'stigmem://node-c/agent/x')]))
      .to.deep.equal(['accept', 'accept'])
    await stage.stop()
  })
})

describe('what a node writes itself in a closed scope', () => {
  it('needs the right for its kind, now', async () => {
    const alice = await openReplica({ no: 1 })
    const other = await openReplica({ no: 2, clock: alice.clock })
    const { id } = await alice.replica.closed.create('team')
    await other.replica.closed.join(await alice.replica.closed.genesis('team'))
    const codes = async (): Promise<unknown[]> => (await other.replica.append([someFactDraft(1)], { scope: 'team' })).map(result => result.result === 'reject' ? result.code : result.result)

    expect(await codes()).to.deep.equal(['not_granted'])
    await alice.replica.closed.grant('team', { peer: other.signer.publicKey, rights: ['read'] })
    await copyScope(alice, other, id)
    expect(await codes()).to.deep.equal(['not_granted'])
    await alice.replica.closed.grant('team', { peer: other.signer.publicKey, rights: ['write'], expiresMs: START_MS + 1_000 })
    await copyScope(alice, other, id)
    expect(await codes()).to.deep.equal(['accept'])
    await expect(other.replica.curations.rule({ relation: 'memory:role', cardinality: 'many', scope: 'team' })).to.eventually.be.rejected().with.property('code', 'not_granted')
    alice.clock.advance(1_000)
    expect(await codes()).to.deep.equal(['not_granted'])
    await Promise.all([alice.stop(), other.stop()])
  })

  it('stands under the names that its grant lists', async () => {
    const stage = await openReplica({ names: ['node-a'] })
    await stage.replica.closed.create('team')
    await write(stage, [someFactDraft(1, { source: 'stigmem://node-a/agent/x' })], 'team')
    const [refused] = await stage.replica.append([someFactDraft(2, { source: 'stigmem://node-b/agent/x' })], { scope: 'team' })

    expect(refused).to.include({ result: 'reject', code: 'source_not_owned' })
    await stage.stop()
  })
})

describe('names in the public scope', () => {
  /** A table of names, and how to claim one. */
  function someNames (): { sources: SourceNames, claim (author: Uint8Array, name: string): void } {
    const table = new NameTable()
    const listeners: Array<(author: Uint8Array) => void> = []

    return {
      sources: { judge: (source, author) => table.judge(source, author), onClaim: listener => { listeners.push(listener) } },
      claim: (author, name) => {
        table.claim(author, [name])
        listeners.forEach(listener => { listener(author) })
      }
    }
  }

  it('are waited for, and what stands under them comes in when their author declares them', async () => {
    const { claim, sources } = someNames()
    const stage = await openReplica({ sources })
    const bundle = await foreignBundle(bob, [{ source: 'stigmem://node-b/agent/x' }])
    expect(await stage.replica.receive([bundle, bundle], ORIGIN)).to.deep.equal(Array.from({ length: 2 }, () => ({
      result: 'ignore', code: 'source_not_owned', hash: bundle.hash, retryAtMs: stage.clock.nowMs() + 60_000
    })))
    expect(stage.replica.counters()).to.include({ held: 2, accepted: 0 })
    const came = new Promise<void>(resolve => { stage.replica.addEventListener('bundle:receive', () => { resolve() }) })
    claim(carol.publicKey, 'node-c')
    expect(await stage.replica.has(bundle.hash)).to.equal(false)
    claim(bob.publicKey, 'node-b')
    await came

    expect((await scanAll(stage)).map(({ id }) => id)).to.deep.equal([`${bundleId(bundle.hash)}.0`])
    await stage.stop()
  })

  it('of another key are declined', async () => {
    const { claim, sources } = someNames()
    const stage = await openReplica({ sources })
    claim(carol.publicKey, 'node-b')
    const noted: unknown[] = []
    stage.replica.addEventListener('bundle:refuse', ({ detail }) => { noted.push(detail.code) })

    expect(await offer(stage, [await foreignBundle(bob, [{ source: `stigmem://${peerIdText(bob.publicKey)}/a` }, { source: 'stigmem://node-b/agent/x' }])])).to.deep.equal(['source_not_owned'])
    expect(noted).to.deep.equal(['source_not_owned'])
    await stage.stop()
  })

  it('are waited for by a bounded number of bundles of one author, for some minutes', async () => {
    const { claim, sources } = someNames()
    const stage = await openReplica({ sources })
    const bundles = await Promise.all(Array.from({ length: 65 }, async (_, no) => foreignBundle(bob, [{ source: 'stigmem://node-b/agent/x' }], { lane: new Uint8Array(8).fill(no) })))
    await stage.replica.receive(bundles, ORIGIN)
    expect(stage.replica.counters()).to.include({ held: 64, source_not_owned: 1 })
    stage.clock.advance(600_000)
    await stage.replica.receive([bundles[64]], ORIGIN)
    expect(stage.replica.counters()).to.include({ held: 65 })
    const came = new Promise<void>(resolve => { stage.replica.addEventListener('bundle:receive', () => { resolve() }) })
    claim(bob.publicKey, 'node-b')
    await came

    expect(await stage.replica.has(bundles[64].hash)).to.equal(true)
    expect(await stage.replica.has(bundles[0].hash)).to.equal(false)
    await stage.stop()
  })
})
