import { expect } from 'aegir/chai'
import { MemoryFiles, tableCrc32c } from '../../src/platform/index.ts'
import { statJournal, verifyJournal } from '../../src/storage/journal/index.ts'
import { imageOf, joined, JOURNAL_DIRECTORY, journalOver, payloadOf, plantSegment, RECORD_HEADER, SEGMENT_HEADER, segmentPath } from '../fixtures/journal.ts'
import type { JournalComponents } from '../../src/storage/journal/index.ts'

const FIRST = imageOf({ base: 0, salt: 5, payloads: [payloadOf(1, 40), payloadOf(2, 30)] })
const SECOND = imageOf({ base: FIRST.length, salt: 6, payloads: [payloadOf(3, 20), payloadOf(4, 10)] })

/** Files that tell every call that could change something. */
class WatchedFiles extends MemoryFiles {
  readonly changes: string[]

  constructor () {
    super({ fault: ({ name }) => { this.note(name) } })
    this.changes = []
  }

  note (name: string): undefined {
    if (!['open', 'read', 'size', 'list'].includes(name)) {
      this.changes.push(name)
    }
  }
}

describe('journal: at rest', () => {
  let files: WatchedFiles
  let components: JournalComponents

  beforeEach(async () => {
    files = new WatchedFiles()
    components = { files, crc32c: tableCrc32c(), directory: JOURNAL_DIRECTORY }
    await plantSegment(files, 0, FIRST)
    await plantSegment(files, FIRST.length, SECOND)
    files.changes.length = 0
  })

  it('is verified and measured without a change', async () => {
    const end = FIRST.length + SECOND.length

    expect(await verifyJournal(components)).to.deep.equal({ segments: 2, records: 4, payloadBytes: 100, damage: [], damaged: 0 })
    expect(await statJournal(components)).to.deep.equal({ segments: 2, bytes: end, start: 0, end, appended: 0, syncs: 0, damaged: 0, failed: false })
    expect(files.changes).to.deep.equal([])
  })

  it('may be empty, or not there at all', async () => {
    await files.remove(JOURNAL_DIRECTORY)
    expect(await verifyJournal(components)).to.deep.equal({ segments: 0, records: 0, payloadBytes: 0, damage: [], damaged: 0 })
    expect(await statJournal(components)).to.include({ segments: 0, bytes: 0, start: 0, end: 0 })
  })

  it('tells the tail that a crash leaves from damage, for every length of it', async () => {
    for (let cut = 1; cut < SECOND.length; cut++) {
      const bytes = SECOND.slice(0, -cut)
      const whole = [SEGMENT_HEADER, SEGMENT_HEADER + RECORD_HEADER + 20].filter(start => start < bytes.length)
      const behind = cut > SECOND.length - SEGMENT_HEADER ? 0 : whole.at(-1) ?? SEGMENT_HEADER
      const tail = { kind: 'tail', offset: FIRST.length + behind, length: bytes.length - behind }
      const isWhole = bytes.length === SEGMENT_HEADER || bytes.length === SEGMENT_HEADER + RECORD_HEADER + 20

      await plantSegment(files, FIRST.length, bytes)
      const report = await verifyJournal(components)

      expect(report.damaged).to.equal(0)
      expect(report.damage).to.deep.equal(isWhole ? [] : [tail])
      expect(await journalOver(files).start()).to.deep.include({ truncated: isWhole ? undefined : { offset: tail.offset, length: tail.length } })
    }
  })

  it('tells damage and a tail in one report', async () => {
    const bytes = joined([SECOND.map((byte, position) => position === 70 ? byte ^ 1 : byte), payloadOf(1, 33)])

    await plantSegment(files, FIRST.length, bytes)
    expect(await verifyJournal(components)).to.deep.include({
      records: 3,
      damage: [
        { kind: 'record', offset: FIRST.length + SEGMENT_HEADER, length: RECORD_HEADER + 20 },
        { kind: 'tail', offset: FIRST.length + SECOND.length, length: 33 }
      ],
      damaged: 1
    })
    expect(await files.readFile(segmentPath(FIRST.length))).to.equalBytes(bytes)
  })

  it('tells how far it has read, in bytes', async () => {
    const told: number[][] = []

    await verifyJournal(components, { onProgress: (...progress) => { told.push(progress) } })
    const total = FIRST.length + SECOND.length

    expect(told.at(0)).to.deep.equal([0, total])
    expect(told.at(-1)).to.deep.equal([total, total])
    expect(told).to.deep.equal(told.toSorted(([one], [other]) => one - other))
  })

  it('stops when it is told to', async () => {
    await expect(verifyJournal(components, { signal: AbortSignal.abort(new RangeError('enough')) })).to.eventually.be.rejectedWith('enough')
  })

  it('fails where something cannot be read, and calls that no damage', async () => {
    const broken = new MemoryFiles({ fault: ({ name }) => name === 'read' && armed ? { code: 'EIO' } : undefined })
    let armed = false

    await plantSegment(broken, 0, FIRST)
    armed = true
    await expect(verifyJournal({ ...components, files: broken })).to.eventually.be.rejected.with.property('code', 'EIO')
    await expect(statJournal({ ...components, files: broken })).to.eventually.be.rejected.with.property('code', 'EIO')
  })

  it('refuses a newer release by name', async () => {
    await plantSegment(files, FIRST.length, imageOf({ base: FIRST.length, salt: 6, payloads: [], version: 3 }))
    await expect(verifyJournal(components)).to.eventually.be.rejected.with.property('name', 'JournalTooNewError')
  })
})
