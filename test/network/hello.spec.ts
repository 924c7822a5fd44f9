import { expect } from 'aegir/chai'
import { encodeCanonical } from '../../src/model/bytes/index.ts'
import { encodeAnswer, encodeHello } from '../../src/network/hello/index.ts'
import { HELLO_PROTOCOL } from '../../src/network/wire/index.ts'
import { MemoryStage } from '../fixtures/network.ts'
import type { WireStream } from '../../src/network/wire/index.ts'
import type { MemoryNode } from '../fixtures/network.ts'

describe('network/hello', () => {
  let stage: MemoryStage

  beforeEach(() => { stage = new MemoryStage() })
  afterEach(async () => { await stage.stop() })

  /** What a node told about its peers, in order. */
  const eventsOf = ({ hello }: MemoryNode): string[] => {
    const events: string[] = []
    hello.addEventListener('peer:accept', ({ detail }) => events.push(`accept ${detail.peer} ${detail.direction}`))
    hello.addEventListener('peer:refuse', ({ detail }) => events.push(`refuse ${detail.peer} ${detail.code}`))
    hello.addEventListener('peer:leave', ({ detail }) => events.push(`leave ${detail.peer}`))

    return events
  }

  it('lets peers of one network accept each other', async () => {
    const [alice, bob] = [await stage.node('alice', { protocols: ['/test'] }), await stage.node('bob')]
    const [seenByAlice, seenByBob] = [eventsOf(alice), eventsOf(bob)]
    expect(await alice.hello.outcome('bob')).to.equal(false)
    stage.network.connect('alice', 'bob')
    expect(alice.hello.accepted('bob')).to.equal(false)
    expect(await Promise.all([alice.hello.outcome('bob'), bob.hello.outcome('alice')])).to.deep.equal([true, true])
    expect(seenByAlice).to.deep.equal(['accept bob outbound'])
    expect(seenByBob).to.deep.equal(['accept alice inbound'])
    expect(bob.hello.peers()[0]).to.deep.include({ peer: 'alice', skewMs: 0 }).and.have.nested.property('hello.protocols[0]', '/test')

    await bob.wire.disconnect('alice')
    expect(alice.hello.accepted('bob')).to.equal(false)
    expect(seenByAlice.at(-1)).to.equal('leave bob')
  })

  it('refuses another network on both sides, and tells why', async () => {
    const [alice, bob] = [await stage.node('alice'), await stage.node('bob', { net: 'other' })]
    const [seenByAlice, seenByBob] = [eventsOf(alice), eventsOf(bob)]
    stage.network.connect('alice', 'bob')
    await stage.settle()

    expect(seenByAlice).to.deep.equal(['refuse bob wrong_network'])
    expect(seenByBob).to.deep.equal(['refuse alice wrong_network'])
    expect(alice.wire.peers()).to.deep.equal([])
    expect([alice, bob].map(({ hello }) => hello.counters().wrong_network)).to.deep.equal([1, 1])
    expect([alice.hello.refusalOf('bob'), bob.hello.refusalOf('alice')]).to.deep.equal(['wrong_network', 'wrong_network'])
    expect([alice.runs, bob.runs]).to.deep.equal([[], []])
  })

  it('forgets a refusal when the peer comes back with the right network', async () => {
    const alice = await stage.node('alice')
    await stage.node('bob', { net: 'other' })
    stage.network.connect('alice', 'bob')
    await stage.settle()
    await stage.node('bob')
    stage.network.connect('alice', 'bob')
    expect(await alice.hello.outcome('bob')).to.equal(true)
    expect(alice.hello.refusalOf('bob')).to.equal(undefined)
  })

  it('counts a clock that is off by more than half a second', async () => {
    const alice = await stage.node('alice')
    const wire = stage.network.join('bob')
    await wire.handle(HELLO_PROTOCOL, async stream => {
      await stream.read()
      await stream.write(encodeHello({ net: 'main', agent: 'x', timeMs: stage.clock.nowMs() + 501, frameBytesMax: 1, knows: 0, protocols: [] }))
      await stream.write(encodeAnswer('accepted'))
      await stream.read()
    })
    stage.network.connect('alice', 'bob')
    expect(await alice.hello.outcome('bob')).to.equal(true)
    expect(alice.hello.peers()[0].skewMs).to.equal(501)
    expect(alice.hello.counters()).to.include({ accepted: 1, clock_skew: 1 })
  })

  it('refuses a malformed hello and another version, and tells which', async () => {
    const answers: unknown[] = []

    for (const [peer, bytes] of [['mallory', Uint8Array.of(0xff)], ['victor', encodeCanonical({ v: 2 })]] as const) {
      const alice = await stage.node(`alice-${peer}`)
      const wire = stage.network.join(peer)
      stage.network.connect(peer, alice.wire.peer)
      const stream = await wire.open(alice.wire.peer, HELLO_PROTOCOL)
      await stream.write(bytes)
      await stream.read()
      answers.push((await stream.read())?.slice(2))
      await stream.close()
      await stage.settle()
      expect(alice.hello.refusalOf(peer)).to.equal(peer === 'mallory' ? 'malformed' : 'incompatible_version')
      expect(alice.wire.peers()).to.deep.equal([])
    }

    expect(answers).to.deep.equal(['malformed', 'incompatible_version'].map(code => encodeAnswer(code as 'malformed').slice(2)))
  })

  it('obeys the refusal of the peer', async () => {
    const alice = await stage.node('alice')
    const wire = stage.network.join('bob')
    await wire.handle(HELLO_PROTOCOL, async stream => {
      await stream.write(await stream.read() ?? Uint8Array.of(0))
      await stream.write(encodeAnswer('incompatible_version'))
      await stream.read()
    })
    stage.network.connect('alice', 'bob')
    await stage.settle()
    expect(alice.hello.refusalOf('bob')).to.equal('incompatible_version')
    expect(alice.wire.peers()).to.deep.equal([])
  })

  it('tries again when an exchange breaks off, with longer and longer waits, for as long as the peer is there', async () => {
    const alice = await stage.node('alice')
    const wire = stage.network.join('bob')
    let streams = 0
    await wire.handle(HELLO_PROTOCOL, async (stream: WireStream) => {
      streams++
      throw new TypeError('not now')
    })
    stage.network.connect('alice', 'bob')
    await stage.settle()
    expect(streams).to.equal(1)
    await stage.pass(1_000)
    expect(streams).to.equal(2)
    await stage.pass(1_999)
    expect(streams).to.equal(2)
    await stage.pass(1)
    expect(streams).to.equal(3)
    await wire.disconnect('alice')
    await stage.pass(60_000)
    expect(streams).to.equal(3)
    expect(alice.hello.counters().failed).to.equal(3)
  })

  it('aborts streams of peers that say no hello, after a bounded wait', async () => {
    const alice = await stage.node('alice')
    const wire = stage.network.join('bob')
    let served = 0
    await alice.wire.handle('/test', alice.hello.guard(async () => { served++ }))
    stage.network.connect('bob', 'alice')
    const stream = await wire.open('alice', '/test')
    const refused = expect(stream.read()).to.eventually.be.rejected()
    await stage.pass(5_000)
    await refused
    expect(served).to.equal(0)
  })
})
