import { expect } from 'aegir/chai'
import { MemoryFiles } from '../../src/platform/index.ts'
import { JournalFailedError } from '../../src/storage/journal/index.ts'
import { JOURNAL_DIRECTORY, journalOver, payloadOf, RECORD_HEADER, recordsOf, segmentPath } from '../fixtures/journal.ts'
import type { FilesFault, FilesOperation } from '../../src/platform/index.ts'
import type { Journal } from '../../src/storage/journal/index.ts'

type Plan = (operation: FilesOperation) => FilesFault | undefined

/** A plan that fails one call of a name, counted from 0. */
function failing (name: string, at = 0, code = 'EIO'): Plan {
  let count = 0

  return operation => operation.name === name && count++ === at ? { code } : undefined
}

describe('journal: healing', () => {
  let files: MemoryFiles
  let plan: Plan
  let journal: Journal
  /** What was answered, in order. */
  let kept: Uint8Array[]

  beforeEach(async () => {
    await begin()
    await append(1, 100)
    await append(2, 100)
  })

  afterEach(async () => {
    plan = () => undefined
    await journal.stop()
  })

  /** Starts an empty journal on a disk that works. */
  async function begin (): Promise<void> {
    plan = () => undefined
    files = new MemoryFiles({ fault: operation => plan(operation) })
    journal = journalOver(files, { segmentBytesMax: 1000 })
    kept = []
    await journal.start()
  }

  /** Appends payloads of some lengths as one; answers the failure if there was one. */
  async function append (number: number, ...lengths: number[]): Promise<unknown> {
    const payloads = lengths.map((length, index) => payloadOf(number * 10 + index, length))

    return journal.appendAll(payloads).then(() => { kept.push(...payloads) }, error => error)
  }

  /** Heals the journal, as often as it takes. */
  async function healed (): Promise<void> {
    for (let running = false; !running;) {
      running = await journal.heal().then(() => true, () => false)
    }
  }

  it('is done once when many ask for it', async () => {
    plan = failing('sync')
    expect(await append(3, 100)).to.be.instanceOf(JournalFailedError)
    plan = () => undefined
    await Promise.all([journal.heal().then(async () => append(4, 60)), journal.heal(), journal.heal()])
    await holds()
  })

  it('leaves a segment alone that a commit has filled and not finished', async () => {
    const seen: unknown[] = []

    plan = ({ name, path }) => {
      if (name.startsWith('write') && !path.endsWith(segmentPath(0)) && journal.end > 0) {
        seen.push(journal.segments())
        seen.push(journal.compact(0, () => undefined).then(() => 'compacted', error => error.name))
      }

      return undefined
    }
    await append(3, 500, 500)
    plan = () => undefined
    expect(await Promise.all(seen)).to.deep.include.members([[], 'SegmentNotSealedError'])
    expect(await Promise.all(seen)).to.not.include('compacted')
    await holds()
  })

  /** Finds what was answered and nothing else, here and, after a power cut, in another process. */
  async function holds (): Promise<void> {
    await append(90, 50)
    expect((await recordsOf(journal)).map(({ payload }) => payload)).to.deep.equal(kept)
    files.crash()
    const other = journalOver(files)

    await other.start()
    expect((await recordsOf(other)).map(({ payload }) => payload)).to.deep.equal(kept)
    await other.stop()
  }

  it('is read from while it cannot be healed', async () => {
    plan = ({ name }) => name === 'sync' ? { code: 'EIO' } : undefined
    expect(await append(3, 100)).to.be.instanceOf(JournalFailedError)
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await journal.heal().then(() => 'healed', () => 'failed')).to.equal('failed')
      expect((await recordsOf(journal)).map(({ payload }) => payload)).to.deep.equal(kept)
      expect(await append(4, 100)).to.be.instanceOf(JournalFailedError)
    }
    plan = () => undefined
    await healed()
    await holds()
  })

  it('is healed by a stop and a start as well, and not touched when nothing failed', async () => {
    const { segments } = await journal.heal()

    expect(segments).to.equal(journal.stat().segments)
    plan = failing('sync')
    await append(3, 100)
    await journal.stop().catch(() => undefined)
    await journal.start()
    await holds()
  })

  it('goes on in a new segment behind the last durable record', async () => {
    const { end } = journal

    plan = failing('sync')
    expect(await append(3, 100, 100)).to.include({ step: 'sync', poisoned: true })
    await healed()
    expect(await files.list(JOURNAL_DIRECTORY)).to.deep.equal([segmentPath(0), segmentPath(end)].map(path => path.slice(-24)))
    expect((await files.readFile(segmentPath(0)))?.length).to.equal(end)
    expect(journal.end).to.equal(end + 32)
    expect(await journal.verify()).to.include({ records: 2, damaged: 0, segments: 2 })
    await holds()
  })

  it('never reads what cannot be cut off', async () => {
    const { end } = journal

    plan = ({ name, path }) => name === 'sync' || (name === 'truncate' && path === segmentPath(0)) ? { code: 'EIO' } : undefined
    expect(await append(3, 100)).to.have.property('poisoned', true)
    plan = ({ name, path }) => name === 'truncate' && path === segmentPath(0) ? { code: 'EIO' } : undefined
    await healed()
    await append(4, 70)
    expect((await recordsOf(journal)).map(({ payload }) => payload)).to.deep.equal(kept)
    await journal.stop()
    journal = journalOver(files)
    expect(await journal.start()).to.deep.include({ damage: [{ kind: 'overlap', offset: end, length: RECORD_HEADER + 100 }] })
    expect((await recordsOf(journal)).map(({ payload }) => payload)).to.deep.equal(kept)
  })

  it('drops all of a group that failed in its second segment, which may be for lack of room', async () => {
    for (const [name, at] of [['write', 2], ['write', 3], ['sync', 2], ['sync', 3]] as const) {
      plan = failing(name, at, 'ENOSPC')
      expect(await append(3, 700, 700, 700)).to.include({ name: 'JournalFailedError', poisoned: true, full: true })
      await healed()
      expect((await recordsOf(journal)).map(({ payload }) => payload)).to.deep.equal(kept)
    }
    await holds()
  })

  it('tells of damage to what was durable', async () => {
    plan = failing('sync')
    await append(3, 100)
    const handle = await files.open(segmentPath(0), 'write')

    await handle.write([Uint8Array.of(0xff)], journal.end - 1)
    await journal.stop()
    expect(await journal.start()).to.deep.include({ records: 1, damaged: 1, damagedBytes: 140, damage: [{ kind: 'record', offset: 172, length: 140 }] })
    await expect(journal.read(172)).to.eventually.be.rejected.with.property('name', 'JournalCorruptError')
    expect((await recordsOf(journal)).map(({ payload }) => payload)).to.deep.equal(kept.slice(0, 1))
  })

  it('waits until the folder can be read', async () => {
    plan = failing('sync')
    await append(3, 100)
    plan = ({ name }) => name === 'read' ? { code: 'EIO' } : undefined
    await journal.stop()
    await expect(journal.start()).to.eventually.be.rejected.with.include({ name: 'JournalUnreadableError', code: 'EIO' })
    plan = () => undefined
    await healed()
    await holds()
  })

  /** Works while one call fails, and heals while another one does; answers which of the two calls there were. */
  async function survive (atWork: number, atHealing: number): Promise<{ failed: boolean, failedAgain: boolean }> {
    let calls = 0
    let fired = 0
    const failOnce = (at: number): void => {
      calls = 0
      plan = () => {
        const fault = calls++ === at ? { code: 'EIO' } : undefined

        fired += fault == null ? 0 : 1

        return fault
      }
    }

    await append(1, 100)
    failOnce(atWork)
    for (const [index, lengths] of [[100, 200], [300], [400, 500, 600], [70], [900]].entries()) {
      const error = await append(index + 2, ...lengths)

      if (error instanceof JournalFailedError && error.poisoned) {
        failOnce(atHealing)
        await healed()
      }
    }
    plan = () => undefined
    expect((await recordsOf(journal)).map(({ payload }) => payload)).to.deep.equal(kept)
    await holds()

    return { failed: fired > 0, failedAgain: fired > 1 }
  }

  it('holds what was answered and nothing else, whichever call fails at work and whichever at healing', async function () {
    this.timeout(600_000)
    let runs = 0

    for (let atWork = 0, failed = true; failed; atWork++) {
      for (let atHealing = 0, again = true; again; atHealing++) {
        await begin()
        const survived = await survive(atWork, atHealing)

        failed = survived.failed
        again = survived.failedAgain
        runs++
        await journal.stop()
      }
    }
    expect(runs).to.be.greaterThan(100)
  })
})
