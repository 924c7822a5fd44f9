import { defaultLogger } from '@libp2p/logger'
import { expect } from 'aegir/chai'
import { InvalidAddressError, redialer } from '../../src/network/discovery/index.ts'
import { seededRandom, SimulatedClock } from '../../src/platform/index.ts'
import { FakeLibp2p } from '../fixtures/fake-libp2p.ts'
import { testPeer } from '../fixtures/peers.ts'
import type { Redialer } from '../../src/network/discovery/index.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** The tag under which peers that passed hello stand in the peer store. */
const RECENT = 'factmesh-recent'

const [self, alice, bob, carol] = [testPeer(1), testPeer(2), testPeer(3), testPeer(4)]

describe('redialer', () => {
  let clock: SimulatedClock
  let libp2p: FakeLibp2p
  let dialler: Redialer

  const waitsBetweenDials = (peer: string): number[] => {
    const times = libp2p.dials.filter(dial => dial.peer === peer).map(({ atMs }) => atMs)
    return times.slice(1).map((time, index) => time - times[index])
  }

  /** What a mesh does when a peer has passed hello. */
  const acceptAll = (): void => {
    libp2p.answer = peer => {
      void dialler.remember(peer, 'outbound')
      return 'connect'
    }
  }

  beforeEach(() => {
    clock = new SimulatedClock()
    libp2p = new FakeLibp2p(self.id, clock)
    dialler = redialer({ libp2p, clock, timers: clock, random: seededRandom(1), logger: defaultLogger() })
  })

  afterEach(async () => {
    await dialler.stop()
  })

  describe('with a peer that was named', () => {
    it('dials it at once, at all addresses', async () => {
      await dialler.start()
      expect(dialler.add(alice.address)).to.equal(alice.text)
      await clock.advanceAsync(0)
      expect(libp2p.dials).to.deep.equal([{ peer: alice.text, addresses: [alice.address], atMs: 0 }])
    })

    it('waits for the start of the node', async () => {
      dialler.add(alice.address)
      await clock.advanceAsync(MINUTE)
      expect(libp2p.dials).to.deep.equal([])
      await dialler.start()
      expect(libp2p.dialsOf(alice.text)).to.equal(1)
    })

    it('never gives up, and doubles its wait up to three seconds', async () => {
      await dialler.start()
      dialler.add(alice.address)
      await clock.advanceAsync(HOUR)
      const waits = waitsBetweenDials(alice.text)
      expect(waits.length).to.be.above(HOUR / (16 * SECOND))
      waits.forEach((wait, index) => {
        const longest = Math.min(500 * 2 ** index, 3 * SECOND)
        expect(wait, `wait ${index}`).to.be.within(longest / 2, longest)
      })
      expect(new Set(waits.slice(10)).size, 'different waits').to.be.above(10)
      expect(dialler.targets()[0].lastError).to.equal('nobody answers')
    })

    it('is slower when there are many that nobody can reach', async () => {
      await dialler.start()
      Array.from({ length: 400 }, (_, i) => dialler.add(testPeer(i + 2).address))
      await clock.advanceAsync(2 * MINUTE)
      const waits = waitsBetweenDials(alice.text).slice(5)
      expect(waits.length).to.be.above(10)
      waits.forEach((wait, index) => { expect(wait, `wait ${index}`).to.be.within(3 * SECOND, 6 * SECOND) })
    })

    it('gives up a dial that takes for ever, and dials again', async () => {
      await dialler.start()
      libp2p.answer = () => 'hang'
      dialler.add(alice.address)
      await clock.advanceAsync(HOUR)
      expect(libp2p.dialsOf(alice.text)).to.be.within(20, 40)
      expect(Math.min(...waitsBetweenDials(alice.text))).to.be.above(16 * 6 * SECOND)
    })

    it('begins with short waits again after the peer passed hello', async () => {
      await dialler.start()
      dialler.add(alice.address)
      await clock.advanceAsync(10 * MINUTE)
      acceptAll()
      await clock.advanceAsync(MINUTE)
      libp2p.answer = () => 'refuse'
      libp2p.dials.length = 0
      libp2p.disconnect(alice.id)
      const atMs = clock.monotonicMs()
      await clock.advanceAsync(3 * SECOND)
      expect(libp2p.dials[0].atMs - atMs).to.be.within(1, 500)
      expect(waitsBetweenDials(alice.text)[0]).to.be.within(250, 500)
    })

    it('goes on doubling when a peer answers and never passes hello', async () => {
      await dialler.start()
      libp2p.answer = () => 'connect'
      dialler.add(alice.address)
      for (let index = 0; index < 120; index++) {
        await clock.advanceAsync(SECOND)
        libp2p.disconnect(alice.id)
      }
      expect(libp2p.dialsOf(alice.text)).to.be.within(8, 25)
    })

    it('leaves it alone while it is connected', async () => {
      await dialler.start()
      libp2p.connect(alice.id)
      dialler.add(alice.address)
      await clock.advanceAsync(HOUR)
      expect(libp2p.dials).to.deep.equal([])
    })

    it('waits half a minute or longer after a refusal at hello', async () => {
      await dialler.start()
      libp2p.answer = peer => {
        dialler.postpone(peer)
        return 'connect'
      }
      dialler.add(alice.address)
      await clock.advanceAsync(SECOND)
      libp2p.disconnect(alice.id)
      await clock.advanceAsync(28 * SECOND)
      expect(libp2p.dialsOf(alice.text)).to.equal(1)
      await clock.advanceAsync(32 * SECOND)
      expect(libp2p.dialsOf(alice.text)).to.equal(2)
    })

    it('dials at once when it is named again', async () => {
      await dialler.start()
      dialler.add(alice.address)
      await clock.advanceAsync(10 * MINUTE)
      const before = libp2p.dialsOf(alice.text)
      dialler.add(`/dns4/alice.example/tcp/4801/p2p/${alice.text}`)
      await clock.advanceAsync(0)
      expect(libp2p.dialsOf(alice.text)).to.equal(before + 1)
      expect(libp2p.dials.at(-1)?.addresses).to.deep.equal([`/dns4/alice.example/tcp/4801/p2p/${alice.base58}`, alice.address])
    })

    it('keeps the sixteen latest addresses, each once', async () => {
      const addresses = Array.from({ length: 20 }, (_, index) => `/ip4/192.0.2.1/tcp/${index + 1}/p2p/${alice.base58}`)
      for (const address of [...addresses, ...addresses]) { dialler.add(address) }
      expect(dialler.targets().map(({ addresses }) => addresses)).to.deep.equal([addresses.slice(4).reverse()])
    })
  })

  describe('with addresses that it cannot use', () => {
    it('refuses our own', () => {
      expect(() => dialler.add(self.address)).to.throw(InvalidAddressError, /our own/)
      expect(() => dialler.add(`/ip4/192.0.2.1/tcp/1/p2p/${self.text}`)).to.throw(InvalidAddressError, /our own/)
    })

    it('refuses a peer too many, and takes it once another one is removed', async () => {
      const peers = Array.from({ length: 1_024 }, (_, index) => testPeer(100 + index))
      for (const { address } of peers) { dialler.add(address) }
      expect(() => dialler.add(alice.address)).to.throw(InvalidAddressError, /1024 peers/)
      dialler.add(`/dns4/again.example/tcp/1/p2p/${peers[0].base58}`)
      await dialler.remove(peers[1].text)
      dialler.add(alice.address)
      expect(dialler.targets()).to.have.lengthOf(1_024)
    })
  })

  describe('with peers that it met before', () => {
    it('remembers in the peer store who passed hello', async () => {
      await dialler.start()
      acceptAll()
      dialler.add(alice.address)
      await clock.advanceAsync(0)
      expect([...libp2p.stored.get(alice.text)?.tags.keys() ?? []]).to.deep.equal([RECENT])
    })

    it('dials those of the peer store after a restart, and nobody else in it', async () => {
      libp2p.keep(alice.id, ['/ip4/192.0.2.1/tcp/1', '/ip4/192.0.2.1/tcp/2'], [RECENT])
      libp2p.keep(bob.id, [`${carol.address}/p2p-circuit`], [RECENT])
      libp2p.keep(carol.id, [carol.address], ['another-tag'])
      await dialler.start()
      expect(libp2p.dials.map(({ peer, addresses }) => [peer, addresses])).to.deep.equal([
        [alice.text, [`/ip4/192.0.2.1/tcp/1/p2p/${alice.base58}`, `/ip4/192.0.2.1/tcp/2/p2p/${alice.base58}`]],
        [bob.text, [`${carol.address}/p2p-circuit/p2p/${bob.base58}`]]
      ])
    })

    it('starts with whatever the peer store holds', async () => {
      libp2p.keep(alice.id, [bob.address], [RECENT])
      libp2p.keep(bob.id, [], [RECENT])
      await dialler.start()
      expect(dialler.targets()).to.deep.equal([])
    })

    it('starts without a peer store that fails', async () => {
      libp2p.storeFailure = new TypeError('the disk is gone')
      await dialler.start()
      dialler.add(alice.address)
      await dialler.remember(alice.text, 'outbound')
      await clock.advanceAsync(MINUTE)
      expect(libp2p.dialsOf(alice.text)).to.be.above(1)
    })

    it('dials at most sixty-four of them, in waits of up to two minutes', async () => {
      for (let number = 100; number < 200; number++) {
        const { id, address } = testPeer(number)
        libp2p.keep(id, [address], [RECENT])
      }
      await dialler.start()
      expect(dialler.targets()).to.have.lengthOf(64)
      await clock.advanceAsync(HOUR)
      const waits = waitsBetweenDials(dialler.targets()[0].peer)
      expect(Math.max(...waits)).to.be.within(60 * SECOND, 120 * SECOND)
    })

    it('dials one that discovery found soon after it left, and leaves the next move to one that came by itself', async () => {
      await dialler.start()
      libp2p.answer = () => 'connect'
      for (const [{ id, text, address }, direction] of [[alice, 'outbound'], [bob, 'inbound']] as const) {
        libp2p.keep(id, [address], [])
        libp2p.connect(id)
        await dialler.remember(text, direction)
        libp2p.disconnect(id)
      }
      await clock.advanceAsync(SECOND)
      expect([libp2p.dialsOf(alice.text), libp2p.dialsOf(bob.text)]).to.deep.equal([1, 0])
      expect(dialler.targets().map(({ peer, origin }) => [peer, origin])).to.deep.equal([[alice.text, 'recent']])
    })

    it('leaves alone who never passed hello', async () => {
      await dialler.start()
      libp2p.keep(alice.id, [alice.address], [])
      for (const { id } of [alice, bob]) {
        libp2p.connect(id)
        libp2p.disconnect(id)
      }
      await clock.advanceAsync(HOUR)
      expect(libp2p.dials).to.deep.equal([])
    })

    it('becomes patient with one that is named later', async () => {
      libp2p.keep(alice.id, [alice.address], [RECENT])
      await dialler.start()
      dialler.add(alice.address)
      expect(dialler.targets().map(({ origin }) => origin)).to.deep.equal(['named'])
    })
  })

  describe('once a peer is removed', () => {
    it('forgets it, closes its connections and dials it no more', async () => {
      await dialler.start()
      acceptAll()
      dialler.add(alice.address)
      await clock.advanceAsync(SECOND)
      expect(await dialler.remove(alice.text)).to.equal(true)
      await clock.advanceAsync(HOUR)
      expect([libp2p.getPeers(), dialler.targets(), libp2p.stored.size]).to.deep.equal([[], [], 0])
      expect(libp2p.dialsOf(alice.text)).to.equal(1)
      expect(await dialler.remove(alice.text)).to.equal(false)
    })

    it('knows one that stands in the peer store alone', async () => {
      await dialler.start()
      libp2p.keep(alice.id, [alice.address], [])
      expect(await dialler.remove(alice.text)).to.equal(true)
    })

    it('ends a dial that is under way', async () => {
      for (const answer of ['hang', 'late'] as const) {
        await dialler.start()
        libp2p.answer = () => answer
        dialler.add(alice.address)
        await dialler.remove(alice.text)
        await clock.advanceAsync(MINUTE)
        expect([libp2p.getPeers(), libp2p.getDialQueue(), dialler.targets()], answer).to.deep.equal([[], [], []])
      }
    })
  })

  it('stops at once, dials nobody afterwards, and starts again', async () => {
    await dialler.start()
    libp2p.answer = peer => peer === alice.text ? 'hang' : 'refuse'
    dialler.add(alice.address)
    dialler.add(bob.address)
    await clock.advanceAsync(SECOND)
    await dialler.stop()
    await clock.advanceAsync(0)
    const before = libp2p.dials.length
    expect([clock.pending, libp2p.getDialQueue()]).to.deep.equal([0, []])
    libp2p.connect(carol.id)
    libp2p.disconnect(carol.id)
    await clock.advanceAsync(HOUR)
    await dialler.stop()
    expect(libp2p.dials).to.have.lengthOf(before)
    await dialler.start()
    await dialler.start()
    await clock.advanceAsync(0)
    expect(libp2p.dials).to.have.lengthOf(before + 2)
  })
})
