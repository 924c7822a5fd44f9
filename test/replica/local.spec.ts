import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { toHex } from '../../src/model/bytes/index.ts'
import { MemoryFiles, SimulatedClock } from '../../src/platform/index.ts'
import { InvalidLocalKeyError, LocalRecordsFullError, localRecords, WANTED_MAX } from '../../src/replica/local/index.ts'
import { encodeArrival } from '../../src/replica/record/index.ts'
import { JournalFailedError } from '../../src/storage/journal/index.ts'
import { contentOf, journalOver, payloadOf } from '../fixtures/journal.ts'
import type { FilesFault, FilesOperation } from '../../src/platform/index.ts'
import type { PeerRecord } from '../../src/policy/scope/index.ts'
import type { LocalRecords, LocalRecordsInit } from '../../src/replica/local/index.ts'
import type { Journal } from '../../src/storage/journal/index.ts'

const SEED = 83_201
const SCOPE = payloadOf(1, 32)
const OTHER = payloadOf(2, 32)

const keyOf = (number: number): Uint8Array => payloadOf(number, 40)
const stateOf = (no: number): PeerRecord => ({ decision: 'accepted', reason: `${no}` })

describe('local records', () => {
  let fault: ((operation: FilesOperation) => FilesFault | undefined) | undefined
  let files: MemoryFiles
  let clock: SimulatedClock
  let journal: Journal
  let local: LocalRecords

  const open = async (init?: LocalRecordsInit, segmentBytesMax = 1000): Promise<void> => {
    journal = journalOver(files, { segmentBytesMax })
    await journal.start()
    local = localRecords(init)({ journal, clock })
    await local.start()
  }

  const close = async (): Promise<void> => {
    await local.stop()
    await journal.stop()
  }

  const restart = async (init?: LocalRecordsInit, segmentBytesMax?: number): Promise<void> => {
    await close()
    await open(init, segmentBytesMax)
  }

  /** All that local records say. */
  const stateNow = (): object => ({
    wanted: local.wanted.scopes().map(scope => [toHex(scope), local.wanted.all(scope).map(toHex).sort()]).sort(),
    peers: local.peers.all().sort(),
    names: local.names.all().sort(),
    scopePeers: local.scopePeers.all().sort(),
    tokens: local.tokens.all().sort(),
    refusals: local.refusals.all().sort(),
    nonces: local.seen.size
  })

  beforeEach(async () => {
    fault = undefined
    files = new MemoryFiles({ fault: operation => fault?.(operation) })
    clock = new SimulatedClock()
    await open()
  })

  afterEach(async () => {
    await close()
  })

  describe('wanted bundles', () => {
    it('stand in a set of their scope until they are settled', async () => {
      expect(await local.wanted.add(SCOPE, [keyOf(1), keyOf(2), keyOf(1)])).to.deep.equal({ added: 2, full: 0 })
      expect(await local.wanted.add(SCOPE, [keyOf(2), keyOf(3)])).to.deep.equal({ added: 1, full: 0 })
      expect(await local.wanted.add(OTHER, [keyOf(1)])).to.deep.equal({ added: 1, full: 0 })
      expect(local.wanted.all(SCOPE)).to.deep.equal([keyOf(1), keyOf(2), keyOf(3)])
      expect(local.wanted.scopes()).to.deep.equal([SCOPE, OTHER])
      expect([local.wanted.count(), local.wanted.count(SCOPE), local.wanted.count(keyOf(9))]).to.deep.equal([4, 3, 0])
      expect(await local.wanted.settle(SCOPE, [keyOf(1), keyOf(9)])).to.equal(1)
      expect([local.wanted.has(SCOPE, keyOf(1)), local.wanted.has(OTHER, keyOf(1))]).to.deep.equal([false, true])
      expect(await local.wanted.settle(OTHER, [keyOf(1)])).to.equal(1)
      expect(local.wanted.scopes()).to.deep.equal([SCOPE])
    })

    it('are remembered through a power cut', async () => {
      await local.wanted.add(SCOPE, [keyOf(1), keyOf(2)])
      await local.wanted.settle(SCOPE, [keyOf(1)])
      files.crash()
      await open()
      expect(local.wanted.all(SCOPE)).to.deep.equal([keyOf(2)])
    })

    it('are bounded, and what has no room is told', async () => {
      await restart(undefined, 2 ** 26)
      const many = Array.from({ length: WANTED_MAX - 1 }, (_, number) => {
        const key = new Uint8Array(40)

        new DataView(key.buffer).setUint32(0, number)

        return key
      })

      expect(await local.wanted.add(SCOPE, many)).to.deep.equal({ added: WANTED_MAX - 1, full: 0 })
      const added = await Promise.all([local.wanted.add(OTHER, [keyOf(1), keyOf(2)]), local.wanted.add(OTHER, [keyOf(3)])])

      expect(added).to.deep.equal([{ added: 1, full: 1 }, { added: 0, full: 1 }])
      await local.wanted.settle(SCOPE, many.slice(0, 1))
      expect(await local.wanted.add(OTHER, [keyOf(2)])).to.deep.equal({ added: 1, full: 0 })
    })

    it('have names of one length', async () => {
      await expect(local.wanted.add(SCOPE, [new Uint8Array(32)])).to.eventually.be.rejectedWith(InvalidLocalKeyError).with.property('length', 32)
      await expect(local.wanted.settle(new Uint8Array(2), [keyOf(1)])).to.eventually.be.rejectedWith(InvalidLocalKeyError)
      expect(journal.stat().appended).to.equal(0)
    })
  })

  describe('values under keys', () => {
    it('are the last ones that were put, of every kind', async () => {
      const token = { hash: payloadOf(3, 32), name: 'ci', rights: ['read'], createdMs: 5, untilMs: 9 }
      const refusal = { code: 'hlc_skew', peer: 'k51', retryMs: 7 }

      await local.peers.put('a', stateOf(1))
      await local.peers.put('b', stateOf(2))
      await local.peers.put('a', { decision: 'rejected', reason: 'spam' })
      await local.tokens.put('a', token)
      await local.refusals.put('a', refusal)
      expect(await Promise.all([local.peers.remove('b'), local.peers.remove('c')])).to.deep.equal([true, false])

      for (let run = 0; run < 2; run++) {
        expect(local.peers.all()).to.deep.equal([['a', { decision: 'rejected', reason: 'spam' }]])
        expect([local.tokens.get('a'), local.refusals.get('a'), local.peers.get('b')]).to.deep.equal([token, refusal, undefined])
        expect([local.peers.count, local.tokens.count, local.refusals.count]).to.deep.equal([1, 1, 1])
        await restart()
      }
    })

    it('are bounded in number and key', async () => {
      await restart({ entriesMax: 2 })
      const puts = await Promise.allSettled(['a', 'b', 'c'].map(async key => local.peers.put(key, stateOf(1))))

      expect(puts.map(({ status }) => status)).to.deep.equal(['fulfilled', 'fulfilled', 'rejected'])
      await expect(local.peers.put('d', stateOf(1))).to.eventually.be.rejectedWith(LocalRecordsFullError).with.property('entriesMax', 2)
      await local.peers.put('a', stateOf(2))
      await local.peers.remove('b')
      await local.peers.put('c', stateOf(3))
      for (const key of ['', 'k'.repeat(256)]) {
        await expect(local.tokens.remove(key)).to.eventually.equal(false)
        await expect(local.peers.put(key, stateOf(1))).to.eventually.be.rejectedWith(InvalidLocalKeyError)
      }
      expect(local.peers.all()).to.deep.equal([['a', stateOf(2)], ['c', stateOf(3)]])
    })

    it('take effect in the order in which they were put', async () => {
      await Promise.all(Array.from({ length: 50 }, async (_, number) => number % 7 === 6 ? local.peers.remove('a') : local.peers.put('a', stateOf(number))))
      const state = local.peers.get('a')

      await restart()
      expect(local.peers.get('a')).to.deep.equal(state).and.to.deep.equal(stateOf(49))
    })
  })

  it('share syncs', async () => {
    const before = journal.stat().syncs

    await restart(undefined, 2 ** 20)
    await Promise.all([
      local.peers.put('a', stateOf(1)),
      local.wanted.add(SCOPE, Array.from({ length: 100 }, (_, number) => keyOf(number))),
      local.seen.add(SCOPE, OTHER, clock.nowMs() + 60_000)
    ])
    expect(journal.stat().syncs - before).to.be.at.most(2)
  })

  it('are not in effect when they could not be made durable, and go on after a failed sync', async () => {
    await local.peers.put('a', stateOf(1))
    fault = ({ name }) => name === 'sync' ? { code: 'EIO' } : undefined
    const failed = await Promise.allSettled([local.peers.put('a', stateOf(2)), local.wanted.add(SCOPE, [keyOf(1)])])

    expect(failed.map(result => result.status === 'rejected' && result.reason instanceof JournalFailedError)).to.deep.equal([true, true])
    await expect(local.peers.put('a', stateOf(3))).to.eventually.be.rejected()
    expect([local.peers.get('a'), local.wanted.count()]).to.deep.equal([stateOf(1), 0])
    fault = undefined
    await Promise.all([local.peers.put('b', stateOf(4)), local.peers.put('c', stateOf(5))])
    const state = stateNow()

    await restart()
    expect(stateNow()).to.deep.equal(state)
    expect(local.peers.all()).to.deep.equal([['a', stateOf(1)], ['b', stateOf(4)], ['c', stateOf(5)]])
  })

  it('pass over what they do not know, and keep it', async () => {
    const foreign = [Uint8Array.of(99, 1, 2), new Uint8Array(), encodeArrival({ via: 'local', receivedMs: 0, peer: '' }), Uint8Array.of(19, 0), Uint8Array.of(16)]

    await journal.appendAll(foreign)
    for (let number = 0; number < 30; number++) {
      await local.peers.put('a', stateOf(number))
    }
    await restart()
    await local.compact()
    expect([...(await contentOf(journal)).values()].slice(0, foreign.length)).to.deep.equal(foreign)
    expect(local.peers.all()).to.deep.equal([['a', stateOf(29)]])
  })

  it('give the disk back what was overtaken', async () => {
    for (let number = 0; number < 200; number++) {
      await local.wanted.add(SCOPE, [keyOf(number)])
      await local.wanted.settle(SCOPE, [keyOf(number)])
    }
    const { dropped, segments } = await local.compact()

    expect(segments).to.be.greaterThan(10)
    expect(dropped).to.be.greaterThan(380)
    expect((await contentOf(journal)).size).to.equal(400 - dropped)
    expect(await local.compact()).to.deep.equal({ segments, dropped: 0 })
    await restart()
    expect(local.wanted.count()).to.equal(0)
  })

  it('do so by themselves when most of it was overtaken', async () => {
    await restart(undefined, 2 ** 16)
    const { peers } = local
    const putMany = async (): Promise<void> => {
      await Promise.all(Array.from({ length: 1000 }, async (_, number) => peers.put('a', stateOf(number))))
    }
    let put = 0
    let kept = 0

    while (put === kept && put < 50_000) {
      await putMany()
      put += 1000
      kept = (await contentOf(journal)).size
    }
    expect(kept).to.be.lessThan(put)
    expect(local.peers.all()).to.deep.equal([['a', stateOf(999)]])
  })

  it('say the same after any restart and compaction', async function () {
    this.timeout(600_000)
    const step = fc.record({
      do: fc.constantFrom('want', 'settle', 'put', 'remove', 'use', 'compact', 'restart', 'crash', 'pass'),
      number: fc.nat(7)
    })

    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async steps => {
      files = new MemoryFiles()
      clock = new SimulatedClock()
      await open(undefined, 500)

      for (const { do: name, number } of steps) {
        if (name === 'want') { await local.wanted.add(number % 2 === 0 ? SCOPE : OTHER, [keyOf(number)]) }
        if (name === 'settle') { await local.wanted.settle(number % 2 === 0 ? SCOPE : OTHER, [keyOf(number)]) }
        if (name === 'put') { await local.peers.put(`peer ${number}`, stateOf(clock.monotonicMs() + number)) }
        if (name === 'remove') { await local.peers.remove(`peer ${number}`) }
        if (name === 'use') { await local.seen.add(SCOPE, keyOf(number), clock.nowMs() + 60_000) }
        if (name === 'pass') { clock.advance(number * 10_000) }
        const before = stateNow()

        if (name === 'compact') { await local.compact() }
        if (name === 'restart') { await restart(undefined, 500) }
        if (name === 'crash') {
          files.crash()
          await open(undefined, 500)
        }
        expect(stateNow()).to.deep.equal(before)
      }
      await close()
    }), { seed: SEED, numRuns: 100 })
  })
})
