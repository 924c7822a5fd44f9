import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { MemoryFiles } from '../../src/platform/index.ts'
import { JournalFailedError } from '../../src/storage/journal/index.ts'
import { journalOver, payloadOf, RECORD_HEADER, recordsOf, segmentPath } from '../fixtures/journal.ts'
import type { FilesFault, FilesOperation } from '../../src/platform/index.ts'
import type { Durability, Journal, JournalComponents } from '../../src/storage/journal/index.ts'

/** Files that count what is asked of them and, from some moment on, do as a test says. */
class WatchedFiles extends MemoryFiles {
  readonly operations: string[]
  plan: (operation: FilesOperation) => FilesFault | undefined

  constructor (capacityBytes?: number) {
    super({ capacityBytes, fault: operation => this.watch(operation) })
    this.operations = []
    this.plan = () => undefined
  }

  private watch (operation: FilesOperation): FilesFault | undefined {
    this.operations.push(operation.name)

    return this.plan(operation)
  }
}

/** A plan that fails the first operation of a name. */
function once (name: string, fault: FilesFault): (operation: FilesOperation) => FilesFault | undefined {
  let left = 1

  return operation => operation.name === name && left-- > 0 ? fault : undefined
}

async function failureOf (call: Promise<unknown>): Promise<JournalFailedError> {
  const error = await call.then(() => undefined, error => error)

  expect(error).to.be.an.instanceOf(JournalFailedError)

  return error
}

describe('journal: group commit', () => {
  let files: WatchedFiles
  let journal: Journal

  beforeEach(async () => {
    files = new WatchedFiles()
    journal = journalOver(files)
    await journal.start()
    files.operations.length = 0
  })

  afterEach(async () => {
    await journal.stop()
  })

  it('spends one write and one sync on a lone append', async () => {
    await journal.append(payloadOf(1, 100))
    expect(files.operations).to.deep.equal(['write', 'sync'])
  })

  it('spends one write and one sync on all appends of a turn', async () => {
    await Promise.all(Array.from({ length: 100 }, async (_, index) => journal.append(payloadOf(index, 100))))
    expect(files.operations).to.deep.equal(['write', 'sync'])
    expect(journal.stat()).to.include({ appended: 100, syncs: 1 })
  })

  it('takes no more into a group than its size, and no less than one append', async () => {
    const large = Array.from({ length: 45 }, (_, index) => payloadOf(index, 100_000))

    await Promise.all([journal.appendAll(large), journal.appendAll(large), ...large.map(async payload => journal.append(payload))])
    expect(journal.stat()).to.include({ appended: 135, syncs: 4 })
    expect((await recordsOf(journal)).map(({ payload }) => payload)).to.deep.equal([...large, ...large, ...large])
  })

  it('syncs each segment before the next one takes a record', async () => {
    await journal.stop()
    journal = journalOver(files, { segmentBytesMax: 1000 })
    await journal.start()
    files.operations.length = 0
    await journal.appendAll([1, 2, 3].map(number => payloadOf(number, 600)))

    const roll = ['sync', 'open', 'truncate', 'write', 'sync', 'syncDirectory']

    expect(files.operations).to.deep.equal(['write', ...roll, 'write', ...roll, 'write', 'sync'])
  })
})

/** Files whose writes and syncs end when a scheduler says so, and what of the journal a finished sync covers. */
class ScheduledFiles extends MemoryFiles {
  private readonly scheduler: fc.Scheduler
  /** The sync that fails, counted from now. */
  failing: number
  covered = 0
  /** Whether small writes end at once. */
  private readonly hasty: boolean

  constructor (scheduler: fc.Scheduler, hasty: boolean) {
    super({ fault: ({ name }) => name === 'sync' && this.failing-- === 0 ? { code: 'EIO' } : undefined })
    this.scheduler = scheduler
    this.hasty = hasty
    this.failing = Infinity
  }

  override async open (path: string, mode: 'read' | 'write'): ReturnType<MemoryFiles['open']> {
    const handle = await super.open(path, mode)
    const base = parseInt(path.split('/').at(-1) ?? '')
    const { write, writeSync, sync } = handle

    handle.write = async (parts, position) => {
      const written = await write.call(handle, parts, position)

      await this.scheduler.schedule(Promise.resolve(), `write ${position}`)

      return written
    }
    handle.writeSync = this.hasty ? writeSync : undefined
    handle.sync = async () => {
      const reached = base + await handle.size()

      await this.scheduler.schedule(Promise.resolve(), `sync ${reached}`)
      await sync.call(handle)
      this.covered = Math.max(this.covered, reached)
    }

    return handle
  }
}

/** Timers that fire when a scheduler says so. */
function scheduledTimers (scheduler: fc.Scheduler): JournalComponents['timers'] {
  return {
    after (ms, fn) {
      let armed = true

      void scheduler.schedule(Promise.resolve(), `after ${ms} ms`).then(() => armed && fn())

      return { cancel: () => { armed = false } }
    }
  }
}

/** Up to six writers, each with the lengths of what it appends one after another. */
const writersOf = fc.array(fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 })

/** How a journal is set up, and which of its syncs fails. */
const setting = fc.record({
  durability: fc.constantFrom<Durability>('immediate', 'batched', 'eventual'),
  segmentBytesMax: fc.constantFrom(200, 100_000),
  hasty: fc.boolean(),
  failing: fc.oneof(fc.constant(Infinity), fc.nat({ max: 8 }))
})

describe('journal: group commit under every order of events', () => {
  it('answers nobody before the sync that covers him and everybody in the end, and a failed sync fails its group and all later ones', async function () {
    this.timeout(600_000)

    await fc.assert(fc.asyncProperty(fc.scheduler(), writersOf, setting, async (scheduler, writers, { hasty, failing, ...init }) => {
      const files = new ScheduledFiles(scheduler, hasty)
      const journal = journalOver(files, init, scheduledTimers(scheduler))
      const answered = new Map<number, Uint8Array>()
      const failures = { seen: false, count: 0 }

      await scheduler.waitFor(journal.start())
      files.failing = failing
      const write = async (lengths: number[], writer: number): Promise<void> => {
        for (const [index, length] of lengths.entries()) {
          await scheduler.schedule(Promise.resolve(), `writer ${writer}`)
          const payload = payloadOf(writer * 3 + index, length)
          const late = failures.seen

          await journal.append(payload).then(async offset => {
            await journal.durable(offset + RECORD_HEADER + length)
            expect(late).to.equal(false)
            expect(files.covered).to.be.at.least(offset + RECORD_HEADER + length)
            answered.set(offset, payload)
          }).catch(error => {
            if (!(error instanceof JournalFailedError)) {
              throw error
            }
            expect(error).to.include({ step: 'sync', poisoned: true, full: false })
            failures.seen = true
            failures.count++
          })
        }
      }

      await scheduler.waitFor(Promise.all(writers.map(write)))
      expect(answered.size + failures.count).to.equal(writers.flat().length)
      files.failing = Infinity
      await scheduler.waitFor(journal.stop().then(async () => journal.start()))
      const expected = [...answered].sort(([one], [other]) => one - other)

      expect((await recordsOf(journal)).map(({ offset, payload }) => [offset, payload])).to.deep.equal(expected)
      files.crash()
      const copy = journalOver(files)

      await scheduler.waitFor(copy.start())
      expect((await recordsOf(copy)).map(({ offset, payload }) => [offset, payload])).to.deep.equal(expected)
    }), { numRuns: 600 })
  })
})

describe('journal: failures of a group', () => {
  let files: WatchedFiles
  let journal: Journal
  let kept: number

  beforeEach(async () => {
    files = new WatchedFiles(20_000)
    journal = journalOver(files, { segmentBytesMax: 2000 })
    await journal.start()
    kept = await journal.append(payloadOf(0, 100))
  })

  afterEach(async () => {
    await journal.stop()
  })

  it('fails every waiter of a failed sync, takes nothing more, and goes on reading', async () => {
    files.plan = once('sync', { code: 'EIO' })
    const failed = [1, 2, 3].map(async number => failureOf(journal.append(payloadOf(number, 100))))

    for (const error of await Promise.all(failed)) {
      expect(error).to.include({ step: 'sync', poisoned: true })
      expect(error.cause).to.have.property('code', 'EIO')
    }
    const operations = files.operations.length

    expect(await failureOf(journal.append(payloadOf(4, 100)))).to.have.property('poisoned', true)
    expect(files.operations).to.have.lengthOf(operations)
    expect(journal.stat().failed).to.equal(true)
    expect(await journal.read(kept)).to.equalBytes(payloadOf(0, 100))
  })

  it('fails those who waited for the next group, too', async () => {
    files.plan = once('sync', { code: 'EIO' })
    const first = failureOf(journal.append(payloadOf(1, 100)))

    await Promise.resolve()
    await Promise.resolve()
    const second = failureOf(journal.append(payloadOf(2, 100)))

    expect(await first).to.have.property('poisoned', true)
    expect(await second).to.have.property('poisoned', true)
  })

  it('forgets a failed group, and takes records again after a new start', async () => {
    files.plan = once('sync', { code: 'EIO' })
    await failureOf(journal.append(payloadOf(1, 100)))
    await journal.stop()
    expect(await journal.start()).to.deep.include({ records: 1, truncated: undefined, damage: [] })
    const next = await journal.append(payloadOf(2, 100))

    files.crash()
    await journal.stop()
    await journal.start()
    expect((await recordsOf(journal)).map(({ offset }) => offset)).to.deep.equal([kept, next])
    expect(await journal.verify()).to.include({ records: 2, damaged: 0 })
  })

  ;[{ taken: 77 }, { taken: 0 }, { code: 'ENOSPC' }].forEach(fault => {
    it(`fails a group of which the disk takes ${JSON.stringify(fault)}, takes it back, and goes on`, async () => {
      files.plan = once('write', fault)
      expect(await failureOf(journal.append(payloadOf(1, 100)))).to.include({ step: 'write', poisoned: false })
      expect((await files.readFile(segmentPath(0)))?.length).to.equal(journal.end)
      const next = await journal.append(payloadOf(2, 100))

      expect((await recordsOf(journal)).map(({ offset }) => offset)).to.deep.equal([kept, next])
    })
  })

  it('takes nothing more when a failed write cannot be taken back', async () => {
    files.plan = ({ name }) => name === 'write' || name === 'truncate' ? { code: 'EIO' } : undefined
    expect(await failureOf(journal.append(payloadOf(1, 100)))).to.include({ step: 'write', poisoned: true })
    files.plan = () => undefined
    await failureOf(journal.append(payloadOf(2, 100)))
  })

  it('takes nothing more when a part of the failed group is durable', async () => {
    let writes = 0

    files.plan = ({ name }) => name === 'write' && ++writes === 3 ? { code: 'ENOSPC' } : undefined
    expect(await failureOf(journal.appendAll([payloadOf(1, 1500), payloadOf(2, 1500)]))).to.include({ step: 'write', poisoned: true, full: true })
  })

  it('tells a lack of room from other failures', async () => {
    const faults: Array<[FilesFault, boolean]> = [
      [{ code: 'ENOSPC' }, true], [{ code: 'EDQUOT' }, true], [{ code: 'EFBIG' }, true], [{ taken: 5 }, true],
      [{ code: 'EIO' }, false], [{ code: 'EINTR' }, false], [{ code: 'EMFILE' }, false]
    ]

    for (const [fault, full] of faults) {
      files.plan = once('write', fault)
      expect(await failureOf(journal.append(payloadOf(1, 100)))).to.include({ poisoned: false, full })
    }
    files.plan = once('sync', { code: 'ENOSPC' })
    expect(await failureOf(journal.append(payloadOf(1, 100)))).to.include({ poisoned: true, full: true })
  })

  it('goes on when a new segment could not be begun, and never in the old one', async () => {
    await journal.append(payloadOf(1, 1000))
    for (const name of ['open', 'truncate', 'write']) {
      files.plan = once(name, { code: 'ENOSPC' })
      expect(await failureOf(journal.append(payloadOf(2, 1000)))).to.include({ step: 'write', poisoned: false })
    }
    const end = journal.end
    const next = await journal.append(payloadOf(3, 10))

    expect(next).to.equal(end + 32)
    expect(await journal.verify()).to.include({ records: 3, damaged: 0, segments: 2 })
    await journal.stop()
    expect(await journal.start()).to.deep.include({ segments: 2, damage: [] })
  })

  ;['sync', 'syncDirectory'].forEach(name => {
    it(`takes nothing more when ${name} of a new segment fails`, async () => {
      await journal.append(payloadOf(1, 1500))
      files.plan = once(name, { code: 'EIO' })
      expect(await failureOf(journal.append(payloadOf(2, 1000)))).to.include({ step: 'sync', poisoned: true })
      await journal.stop()
      await journal.start()
      await journal.append(payloadOf(3, 1000))
      expect(await journal.verify()).to.include({ records: 3, damaged: 0 })
    })
  })

  it('lives through a full disk: it reads, refuses, and goes on once there is space', async () => {
    const answered = [kept]
    const refused: unknown[] = []

    await files.writeFileAtomic('/home/ballast', new Uint8Array(9000))
    for (let number = 1; refused.length < 5; number++) {
      await journal.append(payloadOf(number, 700)).then(offset => answered.push(offset), error => refused.push(error))
    }
    for (const error of refused) {
      expect(error).to.include({ name: 'JournalFailedError', poisoned: false })
    }
    expect(await journal.read(answered.at(-1) ?? 0)).to.have.lengthOf(700)
    await files.remove('/home/ballast')
    await files.syncDirectory('/home')
    answered.push(await journal.append(payloadOf(99, 700)))
    files.crash()
    await journal.stop()
    await journal.start()
    expect((await recordsOf(journal)).map(({ offset }) => offset)).to.deep.equal(answered)
    expect(await journal.verify()).to.include({ damaged: 0 })
  })
})
