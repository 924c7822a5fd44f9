import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { fromHex, toHex } from '../../src/model/bytes/index.ts'
import { MemoryFiles, SimulatedClock } from '../../src/platform/index.ts'
import { JournalFailedError } from '../../src/storage/journal/index.ts'
import { decodeHorizon, decodeNonce, encodeHorizon, encodeNonce, InvalidNonceError, seenNonces } from '../../src/storage/seen/index.ts'
import { contentOf, journalOver, payloadOf } from '../fixtures/journal.ts'
import { HORIZON_VECTOR, NONCE_VECTOR } from '../vectors/records.ts'
import type { FilesFault, FilesOperation } from '../../src/platform/index.ts'
import type { Journal, JournalRecord } from '../../src/storage/journal/index.ts'
import type { SeenNonces, SeenNoncesInit } from '../../src/storage/seen/index.ts'

const SEED = 83_101
const MINUTE = 60_000
const ISSUER = Uint8Array.of(1, 2, 3)
const OTHER = Uint8Array.of(1, 2, 4)

const nonceOf = (number: number): Uint8Array => payloadOf(number, 16)

describe('records of the replay window', () => {
  it('are spelled as the vectors', () => {
    const { issuer, nonce, hex, ...times } = NONCE_VECTOR
    const record = { issuer: fromHex(issuer), nonce: fromHex(nonce), ...times }

    expect(toHex(encodeNonce(record))).to.equal(hex)
    expect(decodeNonce(fromHex(hex))).to.deep.equal(record)
    expect(toHex(encodeHorizon(HORIZON_VECTOR))).to.equal(HORIZON_VECTOR.hex)
    expect(decodeHorizon(fromHex(HORIZON_VECTOR.hex))).to.deep.equal({ timeMs: HORIZON_VECTOR.timeMs, horizonMs: HORIZON_VECTOR.horizonMs })
  })

  it('are nothing when they are cut short, too long or of another type', () => {
    const [nonce, horizon] = [fromHex(NONCE_VECTOR.hex), fromHex(HORIZON_VECTOR.hex)]

    for (let length = 0; length <= 16; length++) {
      expect(decodeNonce(nonce.subarray(0, length)), String(length)).to.equal(undefined)
    }
    for (let length = 0; length < horizon.length; length++) {
      expect(decodeHorizon(horizon.subarray(0, length)), String(length)).to.equal(undefined)
    }
    expect(decodeNonce(encodeNonce({ issuer: ISSUER, nonce: new Uint8Array(256), timeMs: 0, untilMs: 0 }))).to.equal(undefined)
    expect(decodeNonce(encodeNonce({ issuer: new Uint8Array(), nonce: ISSUER, timeMs: 0, untilMs: 0 }))).to.equal(undefined)
    expect([decodeNonce(horizon), decodeHorizon(nonce)]).to.deep.equal([undefined, undefined])
  })
})

describe('replay window', () => {
  let fault: ((operation: FilesOperation) => FilesFault | undefined) | undefined
  let files: MemoryFiles
  let clock: SimulatedClock
  let journal: Journal
  let seen: SeenNonces

  const open = async (init?: SeenNoncesInit): Promise<void> => {
    journal = journalOver(files, { segmentBytesMax: 1000 })
    await journal.start()
    seen = seenNonces(init)({ journal, clock })
    await seen.start()
  }

  const restart = async (init?: SeenNoncesInit): Promise<void> => {
    await journal.stop()
    await open(init)
  }

  /** Leaves out of all sealed segments what the window does not need. */
  const compact = async (): Promise<void> => {
    const rewrite = ({ payload }: JournalRecord): Uint8Array | undefined => seen.needs(payload) === false ? undefined : payload

    await seen.beforeCompaction()
    for (const { base } of journal.segments()) {
      await journal.compact(base, rewrite)
    }
  }

  const inMs = (ms: number): number => clock.nowMs() + ms

  beforeEach(async () => {
    fault = undefined
    files = new MemoryFiles({ fault: operation => fault?.(operation) })
    clock = new SimulatedClock()
    await open()
  })

  afterEach(async () => {
    await journal.stop()
  })

  it('knows a nonce of an issuer from its first use on', async () => {
    expect(seen.has(ISSUER, nonceOf(1))).to.equal(false)
    expect(await seen.add(ISSUER, nonceOf(1), inMs(MINUTE))).to.equal('fresh')
    expect(seen.has(ISSUER, nonceOf(1))).to.equal(true)
    expect(await seen.add(ISSUER, nonceOf(1), inMs(5 * MINUTE))).to.equal('seen')
    expect(await seen.add(OTHER, nonceOf(1), inMs(MINUTE))).to.equal('fresh')
    expect(await seen.add(ISSUER, nonceOf(2), inMs(MINUTE))).to.equal('fresh')
    expect(seen.size).to.equal(3)
  })

  it('lets exactly one of 64 uses at once through, and shares syncs', async () => {
    const before = journal.stat().syncs
    const verdicts = await Promise.all(Array.from({ length: 64 }, async () => seen.add(ISSUER, nonceOf(1), inMs(MINUTE))))

    expect(verdicts.filter(verdict => verdict === 'fresh')).to.have.length(1)
    await Promise.all(Array.from({ length: 16 }, async (_, number) => seen.add(OTHER, nonceOf(number), inMs(MINUTE))))
    expect(journal.stat().syncs - before).to.be.at.most(4)
  })

  it('remembers through a power cut whatever it answered for', async () => {
    await seen.add(ISSUER, nonceOf(1), inMs(MINUTE))
    files.crash()
    await open()
    expect(await seen.add(ISSUER, nonceOf(1), inMs(MINUTE))).to.equal('seen')
  })

  it('forgets a nonce when its time is over', async () => {
    await seen.add(ISSUER, nonceOf(1), inMs(MINUTE))
    await seen.add(ISSUER, nonceOf(2), inMs(2 * MINUTE))
    clock.advance(MINUTE - 1)
    expect(seen.size).to.equal(2)
    clock.advance(1)
    expect([seen.size, seen.has(ISSUER, nonceOf(1)), seen.has(ISSUER, nonceOf(2))]).to.deep.equal([1, false, true])
    expect(await seen.add(ISSUER, nonceOf(1), inMs(MINUTE))).to.equal('fresh')
  })

  it('refuses what it may have forgotten when the clock is set back', async () => {
    const untilMs = inMs(MINUTE)

    await seen.add(ISSUER, nonceOf(1), untilMs)
    clock.jump(10 * MINUTE)
    expect(seen.size).to.equal(0)
    clock.jump(-10 * MINUTE)
    expect(await seen.add(ISSUER, nonceOf(1), untilMs)).to.equal('seen')
    expect(await seen.add(ISSUER, nonceOf(2), untilMs + 1)).to.equal('fresh')
  })

  it('refuses it also when the record is gone and the node was restarted', async () => {
    const untilMs = inMs(MINUTE)

    for (let number = 0; number < 40; number++) {
      await seen.add(ISSUER, nonceOf(number), untilMs)
    }
    await seen.add(ISSUER, nonceOf(99), untilMs + 20 * MINUTE)
    clock.jump(10 * MINUTE)
    await compact()
    expect([...(await contentOf(journal)).values()].filter(payload => decodeNonce(payload) != null)).to.have.length.below(25)
    clock.jump(-10 * MINUTE)
    await restart()
    for (let number = 0; number < 40; number++) {
      expect(await seen.add(ISSUER, nonceOf(number), untilMs), String(number)).to.equal('seen')
    }
    expect(seen.has(ISSUER, nonceOf(99))).to.equal(true)
  })

  it('gives each issuer a share, and a full one refuses nobody else', async () => {
    await restart({ noncesPerIssuerMax: 3 })
    for (let number = 0; number < 3; number++) {
      await seen.add(ISSUER, nonceOf(number), inMs(MINUTE + number))
    }
    expect(await seen.add(ISSUER, nonceOf(3), inMs(MINUTE))).to.equal('full')
    expect(await seen.add(ISSUER, nonceOf(0), inMs(MINUTE))).to.equal('seen')
    expect(await seen.add(OTHER, nonceOf(3), inMs(MINUTE))).to.equal('fresh')
    clock.advance(MINUTE)
    expect(await seen.add(ISSUER, nonceOf(3), inMs(MINUTE))).to.equal('fresh')
    expect(await seen.add(ISSUER, nonceOf(4), inMs(MINUTE))).to.equal('full')
  })

  it('keeps half of the whole for issuers that are reserved room', async () => {
    await restart({ noncesMax: 8, isReserved: issuer => issuer[2] === OTHER[2] && issuer.length === 3 })
    for (let number = 0; number < 4; number++) {
      expect(await seen.add(nonceOf(number), nonceOf(0), inMs(MINUTE))).to.equal('fresh')
    }
    expect(await seen.add(ISSUER, nonceOf(0), inMs(MINUTE))).to.equal('full')
    for (let number = 0; number < 4; number++) {
      expect(await seen.add(OTHER, nonceOf(number), inMs(MINUTE))).to.equal('fresh')
    }
    expect(await seen.add(OTHER, nonceOf(9), inMs(MINUTE))).to.equal('full')
    await restart({ noncesMax: 2 })
    expect(seen.size).to.equal(8)
  })

  it('gives new issuers a room of their own, which is part of the other half', async () => {
    const standings = new Map<number, 'reserved' | 'new'>([[1, 'reserved'], [2, 'new'], [3, 'new']])
    const init: SeenNoncesInit = {
      noncesMax: 8, noncesOfNewMax: 2, isReserved: ([first]) => standings.get(first) === 'reserved', isNew: ([first]) => standings.get(first) === 'new'
    }
    const add = async (issuer: number, nonce: number): Promise<string> => seen.add(Uint8Array.of(issuer), nonceOf(nonce), inMs(MINUTE))

    await restart(init)
    expect(await Promise.all([add(2, 0), add(3, 0), add(2, 1), add(3, 0)])).to.deep.equal(['fresh', 'fresh', 'full', 'seen'])
    expect(await Promise.all([add(4, 0), add(4, 1), add(4, 2)])).to.deep.equal(['fresh', 'fresh', 'full'])
    expect(await add(1, 0)).to.equal('fresh')

    // Who is known meanwhile leaves the room to others, also after a start at which nobody was known.
    await restart({ ...init, isReserved: () => false, isNew: () => true })
    expect(seen.size).to.equal(5)
    standings.delete(2)
    await restart(init)
    expect(await add(2, 1)).to.equal('full')
    expect(await add(3, 1)).to.equal('full')
    standings.set(2, 'reserved')
    expect(await Promise.all([add(2, 1), add(3, 1), add(3, 2)])).to.deep.equal(['fresh', 'fresh', 'full'])
    expect(await Promise.all([add(1, 1), add(1, 2)])).to.deep.equal(['fresh', 'full'])
    clock.advance(MINUTE)
    expect([seen.size, await add(3, 3), await add(3, 4), await add(3, 5)]).to.deep.equal([0, 'fresh', 'fresh', 'full'])
  })

  it('says that a nonce is used once that is durable', async () => {
    expect(await seen.isUsed(ISSUER, nonceOf(1))).to.equal(false)
    const first = seen.add(ISSUER, nonceOf(1), inMs(MINUTE))
    const before = journal.stat().syncs

    expect(await seen.isUsed(ISSUER, nonceOf(1))).to.equal(true)
    expect(journal.stat().syncs).to.equal(before + 1)
    expect(await first).to.equal('fresh')
    fault = ({ name }) => name.startsWith('write') ? { code: 'ENOSPC' } : undefined
    const uses = await Promise.allSettled([seen.add(ISSUER, nonceOf(2), inMs(MINUTE)), seen.isUsed(ISSUER, nonceOf(2))])

    expect(uses.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])
    fault = undefined
    expect(await seen.isUsed(ISSUER, nonceOf(2))).to.equal(false)
    clock.advance(MINUTE)
    expect(await seen.isUsed(ISSUER, nonceOf(1))).to.equal(false)
  })

  it('keeps nothing that the journal did not take', async () => {
    fault = ({ name }) => name.startsWith('write') ? { code: 'ENOSPC' } : undefined
    const uses = await Promise.allSettled([1, 2].map(async () => seen.add(ISSUER, nonceOf(1), inMs(MINUTE))))

    for (const use of uses) {
      expect(use).to.have.property('reason').that.is.an.instanceOf(JournalFailedError)
    }
    fault = undefined
    expect(seen.size).to.equal(0)
    expect(await seen.add(ISSUER, nonceOf(1), inMs(MINUTE))).to.equal('fresh')
  })

  it('refuses names and times that a record does not take', async () => {
    const cases: Array<[Uint8Array, Uint8Array, number, string]> = [
      [new Uint8Array(), ISSUER, 1, 'issuer'],
      [new Uint8Array(256), ISSUER, 1, 'issuer'],
      [ISSUER, new Uint8Array(), 1, 'nonce'],
      [ISSUER, new Uint8Array(256), 1, 'nonce'],
      [ISSUER, ISSUER, -1, 'untilMs'],
      [ISSUER, ISSUER, 1.5, 'untilMs'],
      [ISSUER, ISSUER, 2 ** 48, 'untilMs'],
      [ISSUER, ISSUER, NaN, 'untilMs']
    ]

    for (const [issuer, nonce, untilMs, field] of cases) {
      await expect(seen.add(issuer, nonce, untilMs)).to.eventually.be.rejectedWith(InvalidNonceError).with.property('field', field)
    }
    expect(await seen.add(new Uint8Array(255), new Uint8Array(255), 2 ** 48 - 1)).to.equal('fresh')
  })

  it('leaves records of others alone', async () => {
    expect([seen.replay(Uint8Array.of(1, 2)), seen.replay(new Uint8Array()), seen.needs(Uint8Array.of(99))]).to.deep.equal([false, false, undefined])
  })

  it('never calls a nonce fresh twice, whatever the clock does, through restarts and compactions', async function () {
    this.timeout(600_000)
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ do: fc.constant('add' as const), nonce: fc.nat(11) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('jump' as const), nonce: fc.integer({ min: -9, max: 9 }) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('restart' as const, 'crash' as const, 'compact' as const), nonce: fc.constant(0) }) }
    )

    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async steps => {
      files = new MemoryFiles()
      clock = new SimulatedClock()
      await open()
      const startMs = clock.nowMs()
      const fresh = new Set<number>()

      for (const { do: name, nonce } of steps) {
        if (name === 'add') {
          const verdict = await seen.add(ISSUER, nonceOf(nonce), startMs + nonce * MINUTE)

          expect(verdict === 'fresh' && fresh.has(nonce)).to.equal(false)
          if (verdict === 'fresh') { fresh.add(nonce) }
        } else if (name === 'jump') {
          clock.jump(nonce * MINUTE)
        } else if (name === 'compact') {
          await compact()
        } else {
          if (name === 'crash') { files.crash() } else { await journal.stop() }
          await open()
        }
      }
      await journal.stop()
    }), { seed: SEED, numRuns: 150 })
  })
})
