import { generateKeyPair } from '@libp2p/crypto/keys'
import { expect } from 'aegir/chai'
import { FRAME_BYTES_MAX, peerIdOf, peerTextOf, PeerUnreachableError } from '../../src/network/wire/index.ts'
import { happened, wireNode } from '../fixtures/libp2p.ts'
import type { PeerConnection } from '../../src/network/wire/index.ts'
import type { WireNode } from '../fixtures/libp2p.ts'

const ECHO = '/factmesh/test/echo'

describe('network/wire over libp2p', () => {
  let alice: WireNode
  let bob: WireNode

  beforeEach(async () => { [alice, bob] = await Promise.all([wireNode(), wireNode()]) })
  afterEach(async () => { await Promise.all([alice.stop(), bob.stop()]) })

  const connect = async (): Promise<void> => {
    const met = happened(bob.wire, 'peer:connect')
    await alice.libp2p.dial(bob.libp2p.getMultiaddrs())
    await met
  }

  it('names peers by the base36 text of their id', () => {
    expect(alice.wire.peer).to.match(/^k51[0-9a-z]+$/)
    expect(peerTextOf(peerIdOf(alice.wire.peer))).to.equal(alice.wire.peer)
    expect(peerIdOf(alice.wire.peer).equals(alice.libp2p.peerId)).to.equal(true)
  })

  it('tells who connects and who leaves', async () => {
    const met = [happened<PeerConnection>(alice.wire, 'peer:connect'), happened<PeerConnection>(bob.wire, 'peer:connect')]
    await alice.libp2p.dial(bob.libp2p.getMultiaddrs())
    expect(await Promise.all(met)).to.deep.equal([
      { peer: bob.wire.peer, direction: 'outbound' },
      { peer: alice.wire.peer, direction: 'inbound' }
    ])
    expect(alice.wire.peers()).to.deep.equal([bob.wire.peer])
    const left = happened(bob.wire, 'peer:disconnect')
    await alice.wire.disconnect(bob.wire.peer)
    expect(await left).to.deep.equal({ peer: alice.wire.peer })
    expect(alice.wire.peers()).to.deep.equal([])
  })

  it('tells of a connection that was opened before it started', async () => {
    alice.wire.stop()
    await connect()
    const met = happened<PeerConnection>(alice.wire, 'peer:connect')
    alice.wire.start()
    expect(await met).to.deep.equal({ peer: bob.wire.peer, direction: 'outbound' })
  })

  it('carries frames of every size both ways', async () => {
    await connect()
    await bob.wire.handle(ECHO, async stream => {
      for (let frame = await stream.read(); frame !== undefined; frame = await stream.read()) {
        await stream.write(frame)
      }
      await stream.close()
    })
    const stream = await alice.wire.open(bob.wire.peer, ECHO)
    expect(stream.peer).to.equal(bob.wire.peer)

    for (const size of [1, 127, 128, 65_536, FRAME_BYTES_MAX]) {
      await stream.write(new Uint8Array(size).fill(size))
      const frame = await stream.read()
      expect(frame).to.have.length(size)
      expect(frame?.every(byte => byte === (size & 255))).to.equal(true)
    }

    await stream.close()
    expect(await stream.read()).to.equal(undefined)
  })

  it('holds a writer back while the reader does something else, and loses nothing', async () => {
    await connect()
    const gate = Promise.withResolvers<void>()
    const read = Promise.withResolvers<number>()
    await bob.wire.handle(ECHO, async stream => {
      await stream.write(Uint8Array.of(1))
      await gate.promise
      let frames = 0

      for (let frame = await stream.read(); frame !== undefined; frame = await stream.read()) {
        expect(frame[0]).to.equal(frames++ & 255)
      }

      read.resolve(frames)
      await stream.close()
    })
    const stream = await alice.wire.open(bob.wire.peer, ECHO)
    await stream.read()
    let written = 0
    const writing = (async () => {
      for (let frames = 0; frames < 200; frames++) {
        await stream.write(new Uint8Array(FRAME_BYTES_MAX).fill(frames))
        written++
      }
      await stream.close()
    })()

    // A message to and fro on another stream, many times: whatever can move without the reader has moved then.
    for (let round = 0; round < 50; round++) {
      await alice.libp2p.services.pubsub.publish('/nobody', Uint8Array.of(round))
      await new Promise<void>(resolve => { queueMicrotask(resolve) })
      await alice.libp2p.peerStore.all()
    }

    expect(written).to.be.below(40)
    gate.resolve()
    await writing
    expect(await read.promise).to.equal(200)
  })

  it('stays within its window however often a slow reader pauses the writer', async () => {
    await connect()
    const read = Promise.withResolvers<number>()
    await alice.wire.handle(ECHO, async stream => {
      for (let frame = await stream.read(); frame !== undefined; frame = await stream.read()) {
        await stream.write(frame)
      }
    })
    await bob.wire.handle('/factmesh/test/sink', async stream => {
      // A round trip on another stream takes the time that a slow reader takes.
      const pause = await bob.wire.open(alice.wire.peer, ECHO)
      await stream.write(Uint8Array.of(1))
      let frames = 0

      for (let frame = await stream.read(); frame !== undefined; frame = await stream.read()) {
        frames++
        await pause.write(Uint8Array.of(1))
        await pause.read()
      }

      read.resolve(frames)
    })
    const stream = await alice.wire.open(bob.wire.peer, '/factmesh/test/sink')
    await stream.read()

    for (let frames = 0; frames < 150; frames++) {
      await stream.write(new Uint8Array(FRAME_BYTES_MAX))
    }

    await stream.close()
    expect(await read.promise).to.equal(150)
  })

  it('says when a peer cannot be reached', async () => {
    await expect(alice.wire.open(bob.wire.peer, ECHO)).to.eventually.be.rejectedWith(PeerUnreachableError).and.include({ peer: bob.wire.peer, protocol: ECHO })
    await connect()
    await expect(alice.wire.open(bob.wire.peer, ECHO)).to.eventually.be.rejectedWith(PeerUnreachableError)
    await bob.wire.handle(ECHO, async () => {})
    await expect(alice.wire.open(bob.wire.peer, ECHO, { signal: AbortSignal.abort() })).to.eventually.be.rejectedWith(PeerUnreachableError)
    await bob.wire.unhandle(ECHO)
    await expect(alice.wire.open(bob.wire.peer, ECHO)).to.eventually.be.rejectedWith(PeerUnreachableError)
  })

  it('aborts a stream whose handler fails', async () => {
    await connect()
    await bob.wire.handle(ECHO, async () => { throw new TypeError('no') })
    const stream = await alice.wire.open(bob.wire.peer, ECHO)
    await expect(stream.read()).to.eventually.be.rejected()
  })

  it('bounds the streams of one protocol', async () => {
    await connect()
    const gate = Promise.withResolvers<void>()
    await bob.wire.handle(ECHO, async stream => {
      await stream.write(Uint8Array.of(1))
      await gate.promise
    }, { inboundStreamsMax: 2 })
    const streams = await Promise.all([1, 2, 3].map(async () => alice.wire.open(bob.wire.peer, ECHO)))
    const answers = await Promise.allSettled(streams.map(async stream => stream.read()))
    expect(answers.filter(({ status }) => status === 'fulfilled')).to.have.length(2)
    gate.resolve()
  })

  it('knows when a new neighbour hears a topic', async () => {
    alice.wire.subscribe('/topic', async () => 'accept')
    bob.wire.subscribe('/topic', async () => 'accept')
    await connect()
    expect(await alice.wire.reach('/topic', bob.wire.peer)).to.equal(true)
    expect(await alice.wire.publish('/topic', Uint8Array.of(1))).to.deep.equal({ recipients: 1 })
    expect(await alice.wire.reach('/other', bob.wire.peer)).to.equal(false)
  })

  it('spreads messages that were accepted, and tells who passed them on', async () => {
    await connect()
    const heard = Promise.withResolvers<[data: Uint8Array, from: string]>()
    const ready = happened(alice.libp2p.services.pubsub, 'subscription-change')
    bob.wire.subscribe('/topic', async (data, from) => {
      heard.resolve([data, from])
      return 'accept'
    })
    alice.wire.subscribe('/topic', async () => 'accept')
    await ready
    expect(await alice.wire.publish('/topic', Uint8Array.of(1, 2))).to.deep.equal({ recipients: 1 })
    const [data, from] = await heard.promise
    expect([...data]).to.deep.equal([1, 2])
    expect(from).to.equal(alice.wire.peer)
    expect(await alice.wire.publish('/empty', Uint8Array.of(1))).to.deep.equal({ recipients: 0 })
    bob.wire.unsubscribe('/topic')
    expect(bob.libp2p.services.pubsub.getTopics()).to.deep.equal([])
  })

  it('does not know peers without an Ed25519 key', async () => {
    const carol = await wireNode(await generateKeyPair('secp256k1'))
    const seen: unknown[] = []
    bob.wire.addEventListener('peer:connect', event => seen.push(event.detail))
    const left = happened(bob.libp2p, 'peer:disconnect')
    await carol.libp2p.dial(bob.libp2p.getMultiaddrs()).catch(() => {})
    await left
    expect(bob.wire.peers()).to.deep.equal([])
    expect(seen).to.deep.equal([])
    await carol.stop()
  })
})
