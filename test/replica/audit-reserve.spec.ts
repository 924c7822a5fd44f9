import { expect } from 'aegir/chai'
import { MemoryFiles, SimulatedClock } from '../../src/platform/index.ts'
import { auditLog, DEFAULT_RESERVE_BYTES } from '../../src/replica/audit/index.ts'
import { JournalFailedError } from '../../src/storage/journal/index.ts'
import { ACT } from '../fixtures/audit.ts'
import { JOURNAL_DIRECTORY, journalOver } from '../fixtures/journal.ts'
import type { AuditLog, AuditLogInit } from '../../src/replica/audit/index.ts'
import type { Journal } from '../../src/storage/journal/index.ts'

const CAPACITY = 16 * 2 ** 20
const RESERVE = `${JOURNAL_DIRECTORY}/reserve`

describe('reserve of the audit log', () => {
  let files: MemoryFiles
  let clock: SimulatedClock
  let journal: Journal
  let audit: AuditLog

  const open = async (init?: AuditLogInit, segmentBytesMax?: number): Promise<void> => {
    journal = journalOver(files, { segmentBytesMax })
    await journal.start()
    audit = auditLog(init)({ journal, clock, reserve: { files, directory: JOURNAL_DIRECTORY } })
    await audit.start()
  }

  const close = async (): Promise<void> => {
    await audit.stop()
    await journal.stop()
  }

  /** Takes all room of the disk. */
  const fill = async (): Promise<void> => {
    const handle = await files.open('/rest', 'write')
    const size = await handle.size()
    const free = await files.freeBytes()

    await handle.write([new Uint8Array(free)], size)
    await handle.close()
  }

  /** Appends until the disk is full, and answers how many there was room for. */
  const appendAll = async (): Promise<number> => {
    for (let count = 0; ; count++) {
      try {
        await audit.append(ACT)
      } catch (error) {
        expect(error).to.be.an.instanceOf(JournalFailedError).with.property('full', true)

        return count
      }
    }
  }

  beforeEach(async () => {
    files = new MemoryFiles({ capacityBytes: CAPACITY })
    clock = new SimulatedClock()
  })

  it('is written out, durable, and taken over by the next run', async () => {
    await open()
    files.crash()
    expect(await files.readFile(RESERVE)).to.have.length(DEFAULT_RESERVE_BYTES)
    const stamp = await files.stampOf(RESERVE)

    await open()
    expect(audit.stat().reserveBytes).to.equal(DEFAULT_RESERVE_BYTES)
    expect(await files.stampOf(RESERVE)).to.equal(stamp)
    await close()
  })

  it('takes thousands of entries on a full disk, and then says so', async () => {
    await open({ reserveBytes: 2 ** 18 }, 2 ** 15)
    await audit.append(ACT)
    await fill()
    const count = await appendAll()

    expect(count).to.be.greaterThan(1500)
    expect(audit.stat()).to.include({ entries: count + 1, reserveBytes: 0 })
    expect(await files.list(JOURNAL_DIRECTORY)).not.to.include('reserve')
    expect(await audit.verify()).to.deep.equal({ entries: count + 1, flaw: undefined })
    await close()
  })

  it('gives back in pieces, because others take what is free', async () => {
    await open()
    for (let round = 0; round < 5; round++) {
      await fill()
      expect(await audit.append(ACT)).to.equal('written')
    }
    expect(audit.stat().reserveBytes).to.be.greaterThan(DEFAULT_RESERVE_BYTES / 2)
    await close()
  })

  it('is filled up again when there is room for it and more', async () => {
    await open()
    await fill()
    await audit.append(ACT)
    expect(audit.stat().reserveBytes).to.be.lessThan(DEFAULT_RESERVE_BYTES)
    await files.remove('/rest')
    await audit.append(ACT)
    expect(audit.stat().reserveBytes).to.be.lessThan(DEFAULT_RESERVE_BYTES)
    clock.advance(10_000)
    await audit.append(ACT)
    await audit.append(ACT)
    expect(audit.stat().reserveBytes).to.equal(DEFAULT_RESERVE_BYTES)
    expect(await files.readFile(RESERVE)).to.have.length(DEFAULT_RESERVE_BYTES)
    await close()
  })

  it('is not made where there is no room, and hinders nothing', async () => {
    files = new MemoryFiles({ capacityBytes: 3 * 2 ** 20 })
    await open()
    expect(await audit.append(ACT)).to.equal('written')
    expect(audit.stat().reserveBytes).to.equal(0)
    await close()
  })

  it('lets the rest of a group follow when the journal kept a part of it', async () => {
    await open()
    const whole = journal
    let failures = 1
    const tearing: Journal = Object.create(whole, {
      appendAll: {
        value: async (payloads: readonly Uint8Array[]): Promise<number[]> => {
          if (failures-- > 0) {
            await whole.appendAll(payloads.slice(0, 3))
            throw new JournalFailedError('write', true, Object.assign(new TypeError('full'), { code: 'ENOSPC' }))
          }

          return whole.appendAll(payloads)
        }
      },
      start: { value: async () => whole.start() },
      stop: { value: async () => whole.stop() }
    })

    await audit.stop()
    audit = auditLog()({ journal: tearing, clock, reserve: { files, directory: JOURNAL_DIRECTORY } })
    await audit.start()
    await Promise.all(Array.from({ length: 10 }, async (_, number) => audit.append({ ...ACT, actor: `${number}` })))
    expect((await audit.records({ order: 'oldest' })).records.map(({ actor }) => actor)).to.deep.equal(Array.from({ length: 10 }, (_, number) => `${number}`))
    expect(await audit.verify()).to.deep.equal({ entries: 10, flaw: undefined })
    await close()
  })

  it('may be left out', async () => {
    await open({ reserveBytes: 0 })
    await fill()
    expect(await appendAll()).to.equal(0)
    expect(await files.list(JOURNAL_DIRECTORY)).not.to.include('reserve')
    await close()
  })
})
