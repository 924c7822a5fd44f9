import { expect } from 'aegir/chai'
import { FRAME_BYTES_MAX, FrameTooLargeError, MemoryNetwork, PeerUnreachableError, StreamDeadlineError, StreamFailedError } from '../../src/network/wire/index.ts'
import { SimulatedClock } from '../../src/platform/index.ts'
import type { GossipVerdict, MemoryWire } from '../../src/network/wire/index.ts'

const TOPIC = '/topic'

function someNetwork (): { clock: SimulatedClock, network: MemoryNetwork, alice: MemoryWire, bob: MemoryWire } {
  const clock = new SimulatedClock()
  const network = new MemoryNetwork(clock)

  return { clock, network, alice: network.join('alice'), bob: network.join('bob') }
}

describe('network/wire MemoryNetwork', () => {
  it('tells both ends of a connection, and of its end', async () => {
    const { network, alice, bob } = someNetwork()
    const seen: unknown[] = []
    alice.addEventListener('peer:connect', event => seen.push(event.detail))
    bob.addEventListener('peer:connect', event => seen.push(event.detail))
    alice.addEventListener('peer:disconnect', event => seen.push(event.detail))
    network.connect('alice', 'bob')
    expect(alice.peers()).to.deep.equal(['bob'])
    await bob.disconnect('alice')
    await bob.disconnect('alice')

    expect(seen).to.deep.equal([{ peer: 'bob', direction: 'outbound' }, { peer: 'alice', direction: 'inbound' }, { peer: 'bob' }])
    expect(() => { network.connect('alice', 'carol') }).to.throw(PeerUnreachableError)
  })

  it('opens streams to connected peers that answer', async () => {
    const { network, alice, bob } = someNetwork()
    await expect(alice.open('bob', '/echo')).to.eventually.be.rejectedWith(PeerUnreachableError)
    network.connect('alice', 'bob')
    await expect(alice.open('bob', '/echo')).to.eventually.be.rejectedWith(PeerUnreachableError)
    await bob.handle('/echo', async stream => {
      await stream.write(await stream.read() ?? Uint8Array.of(0))
      await stream.close()
    })

    const stream = await alice.open('bob', '/echo')
    await stream.write(Uint8Array.of(7))
    expect(await stream.read()).to.deep.equal(Uint8Array.of(7))
    expect(await stream.read()).to.equal(undefined)
    await expect(stream.write(new Uint8Array(FRAME_BYTES_MAX + 1))).to.eventually.be.rejectedWith(FrameTooLargeError)
    await stream.close()
    await expect(stream.write(Uint8Array.of(1))).to.eventually.be.rejectedWith(StreamFailedError)
    await bob.unhandle('/echo')
    await expect(alice.open('bob', '/echo')).to.eventually.be.rejectedWith(PeerUnreachableError)
  })

  it('lets a writer wait for a reader, and both not for ever', async () => {
    const { clock, network, alice, bob } = someNetwork()
    network.connect('alice', 'bob')
    await bob.handle('/deaf', async stream => { await stream.read() })
    const stream = await alice.open('bob', '/deaf')
    let written = 0
    const writing = expect((async () => {
      for (;;) {
        await stream.write(Uint8Array.of(1))
        written++
      }
    })()).to.eventually.be.rejectedWith(StreamDeadlineError)
    await clock.advanceAsync(60_000)
    await writing
    expect(written).to.equal(4)
  })

  it('fails streams when the handler or the connection does', async () => {
    const { network, alice, bob } = someNetwork()
    network.connect('alice', 'bob')
    await bob.handle('/fail', async () => { throw new TypeError('no') })
    await bob.handle('/hang', async stream => { await stream.read() })
    await expect((await alice.open('bob', '/fail')).read()).to.eventually.be.rejectedWith(StreamFailedError)
    const hanging = expect((await alice.open('bob', '/hang')).read()).to.eventually.be.rejectedWith(StreamFailedError)
    await alice.disconnect('bob')
    await hanging
  })

  it('passes a message on only where it was accepted', async () => {
    const { network, alice, bob } = someNetwork()
    const carol = network.join('carol')
    const dave = network.join('dave')
    const heard: string[] = []
    const join = (wire: MemoryWire, verdict: GossipVerdict): void => {
      wire.subscribe(TOPIC, async (_, from) => {
        heard.push(`${wire.peer} from ${from}`)
        return verdict
      })
    }
    network.connect('alice', 'bob')
    network.connect('bob', 'carol')
    network.connect('carol', 'dave')
    join(bob, 'accept')
    join(carol, 'ignore')
    join(dave, 'accept')
    expect(await alice.publish(TOPIC, Uint8Array.of(1))).to.deep.equal({ recipients: 1 })
    expect(await bob.publish('/other', Uint8Array.of(1))).to.deep.equal({ recipients: 0 })
    await Promise.resolve()
    expect(heard).to.deep.equal(['bob from alice', 'carol from bob'])
    bob.unsubscribe(TOPIC)
    expect(await alice.publish(TOPIC, Uint8Array.of(2))).to.deep.equal({ recipients: 0 })
  })
})
