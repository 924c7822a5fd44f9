import { expect } from 'aegir/chai'
import { MemoryFiles, SimulatedClock } from '../../src/platform/index.ts'
import { journalOver, payloadOf, RECORD_HEADER, recordsOf, SEGMENT_HEADER } from '../fixtures/journal.ts'
import type { FilesFault } from '../../src/platform/index.ts'
import type { Durability, Journal, JournalInit } from '../../src/storage/journal/index.ts'

/** Bytes that a record of 100 bytes takes. */
const STRIDE = RECORD_HEADER + 100

describe('journal: levels of durability', () => {
  let files: MemoryFiles
  let clock: SimulatedClock
  let operations: string[]
  let fault: FilesFault | undefined
  let journal: Journal
  let answered: number[]

  /** Starts a journal at a level and forgets the calls of its start. */
  async function started (durability: Durability, init: JournalInit = {}): Promise<void> {
    files = new MemoryFiles({
      fault: ({ name }) => {
        operations.push(name)

        return name === 'sync' ? fault : undefined
      }
    })
    clock = new SimulatedClock()
    operations = []
    fault = undefined
    answered = []
    journal = journalOver(files, { durability, ...init }, clock)
    await journal.start()
    operations.length = 0
  }

  /** Appends a payload that tells its number, and notes the number once that is answered. */
  async function append (number: number): Promise<number> {
    const offset = await journal.append(payloadOf(number, 100))

    answered.push(number)

    return offset
  }

  afterEach(async () => {
    await journal.stop().catch(() => undefined)
  })

  it('immediate answers after its own sync and arms no timer', async () => {
    await started('immediate')
    await append(1)
    expect(operations).to.deep.equal(['write', 'sync'])
    expect(clock.pending).to.equal(0)
    expect(journal.written).to.equal(journal.end)
    await journal.durable()
  })

  it('batched answers all appends of a window after one sync', async () => {
    await started('batched')
    const appends = [append(1)]

    await clock.advanceAsync(2)
    appends.push(append(2))
    await clock.advanceAsync(2.9)
    appends.push(append(3))
    await clock.advanceAsync(0)
    expect(operations).to.deep.equal([])
    await clock.advanceAsync(0.1)
    expect(answered).to.deep.equal([1, 2, 3])
    expect(operations).to.deep.equal(['write', 'sync'])
    expect(journal.stat()).to.include({ appended: 3, syncs: 1 })
    expect(clock.pending).to.equal(0)
    await Promise.all(appends)
  })

  it('batched waits anew for each group, as long as it is told', async () => {
    await started('batched', { batchMs: 50 })
    for (const number of [1, 2]) {
      const appending = append(number)

      await clock.advanceAsync(49)
      expect(answered).to.have.lengthOf(number - 1)
      await clock.advanceAsync(1)
      await appending
    }
    expect(journal.stat().syncs).to.equal(2)
  })

  it('batched waits no longer than for a full group, and not at all when it stops', async () => {
    await started('batched')
    await Promise.all(Array.from({ length: 42 }, async (_, index) => journal.append(payloadOf(index, 100_000))))
    expect(clock.pending).to.equal(0)
    const appending = append(1)

    await clock.advanceAsync(1)
    await journal.stop()
    await appending
    expect(clock.pending).to.equal(0)
  })

  it('eventual answers what is written, lets it be read, and syncs once for all of some time', async () => {
    await started('eventual')
    const offsets = [await append(1), await append(2)]
    let durable = 0
    const waiting = [journal.durable(), journal.durable(offsets[1])].map(async promise => promise.then(() => { durable++ }))

    expect(operations).to.deep.equal(['write', 'write'])
    expect(journal).to.include({ end: SEGMENT_HEADER, written: SEGMENT_HEADER + 2 * STRIDE })
    expect(await journal.read(offsets[1])).to.equalBytes(payloadOf(2, 100))
    expect(await recordsOf(journal)).to.have.lengthOf(2)
    expect(await journal.verify()).to.include({ records: 2, damaged: 0 })
    operations.length = 0
    await clock.advanceAsync(199)
    expect(operations).to.deep.equal([])
    expect(durable).to.equal(0)
    await clock.advanceAsync(1)
    expect(operations).to.deep.equal(['sync'])
    expect(durable).to.equal(2)
    expect(journal.end).to.equal(journal.written)
    await clock.advanceAsync(1000)
    expect(operations).to.deep.equal(['sync'])
    await Promise.all(waiting)
  })

  it('eventual loses nothing with the process, and with the power what was not synced', async () => {
    await started('eventual')
    await append(1)
    await clock.advanceAsync(200)
    await append(2)
    const next = journalOver(files)

    expect(await next.start()).to.include({ records: 2 })
    await next.stop()
    await append(3)
    files.crash()
    const last = journalOver(files)

    expect(await last.start()).to.include({ records: 2 })
    await last.stop()
  })

  it('eventual syncs when it stops, and before more is unsynced than a start writes again', async () => {
    await started('eventual')
    await append(1)
    await journal.stop()
    files.crash()
    expect(await journal.start()).to.include({ records: 1 })
    operations.length = 0
    await journal.appendAll(Array.from({ length: 100 }, (_, index) => payloadOf(index, 100_000)))
    expect(operations.filter(name => name === 'sync')).to.have.lengthOf(1)
    expect(journal.written).to.be.greaterThan(10_000_000)
  })

  it('eventual ends when its sync fails: who waited is told, and what was not durable is gone', async () => {
    await started('eventual')
    await append(1)
    await clock.advanceAsync(200)
    const { end } = journal

    await append(2)
    fault = { code: 'EIO' }
    const waiting = journal.durable().then(() => undefined, error => error)

    await clock.advanceAsync(200)
    expect(await waiting).to.include({ name: 'JournalFailedError', step: 'sync', poisoned: true })
    expect(journal).to.include({ end, written: end })
    await expect(journal.durable(end + 1)).to.eventually.be.rejected.with.property('name', 'JournalFailedError')
    await expect(append(3)).to.eventually.be.rejected.with.property('poisoned', true)
    fault = undefined
    await journal.stop()
    await journal.start()
    expect(await recordsOf(journal)).to.have.lengthOf(1)
  })

  it('tells of what is durable, and refuses to wait for what nobody has written', async () => {
    await started('eventual')
    expect(await journal.durable(0)).to.equal(undefined)
    await append(1)
    for (const offset of [journal.written + 1, NaN, Infinity]) {
      await expect(journal.durable(offset)).to.eventually.be.rejected.with.property('name', 'JournalOffsetError')
    }
  })

  it('refuses settings outside their bounds, and levels that need timers without them', async () => {
    await started('immediate')
    const make = (init: JournalInit, timers?: SimulatedClock): Journal => journalOver(new MemoryFiles(), init, timers)
    const timers = clock
    const wrong: Array<[JournalInit, string]> = [
      [{ batchMs: -1 }, 'batchMs'], [{ batchMs: 1001 }, 'batchMs'], [{ batchMs: NaN }, 'batchMs'], [{ eventualMs: -1 }, 'eventualMs'],
      [{ eventualMs: 60_001 }, 'eventualMs'], [{ durability: 'never' as Durability }, 'durability']
    ]

    for (const [init, field] of wrong) {
      expect(() => make(init, timers)).to.throw().with.include({ name: 'InvalidJournalInitError', field })
    }
    for (const durability of ['batched', 'eventual'] as const) {
      expect(() => make({ durability })).to.throw(/timers/).with.property('name', 'InvalidJournalInitError')
    }
  })
})
