import { expect } from 'aegir/chai'
import { MemoryFiles } from '../../src/platform/index.ts'
import { DEFAULT_RECORD_BYTES_MAX } from '../../src/storage/journal/index.ts'
import { JOURNAL_DIRECTORY, journalOver, payloadOf, RECORD_HEADER, recordsOf, SEGMENT_HEADER, segmentPath } from '../fixtures/journal.ts'
import type { Journal } from '../../src/storage/journal/index.ts'

describe('journal: append and read', () => {
  let files: MemoryFiles
  let journal: Journal

  beforeEach(async () => {
    files = new MemoryFiles()
    journal = journalOver(files)
    await journal.start()
  })

  afterEach(async () => {
    await journal.stop()
  })

  it('answers the global offset of each record', async () => {
    expect(await journal.append(payloadOf(1, 10))).to.equal(SEGMENT_HEADER)
    expect(await journal.append(payloadOf(2, 0))).to.equal(SEGMENT_HEADER + RECORD_HEADER + 10)
    expect(journal.end).to.equal(SEGMENT_HEADER + 2 * RECORD_HEADER + 10)
  })

  it('reads every payload back, from the empty to the largest', async () => {
    const payloads = [0, 1, 39, 40, 2007, 2008, 2009, 65_536, DEFAULT_RECORD_BYTES_MAX].map(payloadOf)
    const offsets = await journal.appendAll(payloads)

    for (const [index, offset] of offsets.entries()) {
      expect(await journal.read(offset)).to.equalBytes(payloads[index])
    }
    expect((await recordsOf(journal)).map(({ payload }) => payload)).to.deep.equal(payloads)
  })

  it('keeps the order of one appendAll, and answers nothing for nothing', async () => {
    const payloads = Array.from({ length: 50 }, (_, index) => payloadOf(index, index))

    await journal.appendAll(payloads)
    expect((await recordsOf(journal)).map(({ payload }) => payload)).to.deep.equal(payloads)
    expect(await journal.appendAll([])).to.deep.equal([])
  })

  it('refuses a payload that is too large before anything is written', async () => {
    const appending = journal.appendAll([payloadOf(1, 8), new Uint8Array(DEFAULT_RECORD_BYTES_MAX + 1)])

    await expect(appending).to.eventually.be.rejected.with.property('name', 'RecordTooLargeError')
    expect(journal.end).to.equal(SEGMENT_HEADER)
  })

  it('writes a group that is larger than one write', async () => {
    const payloads = Array.from({ length: 40 }, (_, index) => payloadOf(index, 100_000))
    const offsets = await journal.appendAll(payloads)

    expect(journal.stat()).to.include({ appended: 40, syncs: 1 })
    expect(await journal.read(offsets[39])).to.equalBytes(payloads[39])
  })

  it('reads slices of a payload unchecked', async () => {
    const offset = await journal.append(payloadOf(1, 100))
    const last = await journal.append(payloadOf(2, 5000))

    expect(await journal.readPart(offset, 10, 20)).to.equalBytes(payloadOf(1, 100).subarray(10, 30))
    expect(await journal.readPart(offset, 0, 0)).to.equalBytes(new Uint8Array(0))
    expect(await journal.readPart(last, 4000, 1000)).to.equalBytes(payloadOf(2, 5000).subarray(4000))

    const reading = (position: number, length: number) => (): Uint8Array | undefined => journal.readPartSync(last, position, length)

    expect(journal.readPartSync(last, 4000, 1000)).to.equalBytes(payloadOf(2, 5000).subarray(4000))

    for (const [position, length] of [[-1, 1], [0, -1], [4000, 1001], [NaN, 1], [0, Infinity], [0.5, 1], [1, 0.5]]) {
      await expect(journal.readPart(last, position, length)).to.eventually.be.rejected.with.property('name', 'JournalOffsetError')
      expect(reading(position, length)).to.throw().with.property('name', 'JournalOffsetError')
    }
  })

  it('reads slices at once only where a file is open, and reads it', async () => {
    const offset = await journal.append(payloadOf(1, 100))

    expect(journal.readPartSync(offset, 0, 10)).to.equal(undefined)
    await journal.readPart(offset, 0, 10)
    expect(journal.readPartSync(offset, 0, 10)).to.equalBytes(payloadOf(1, 100).subarray(0, 10))
    await journal.stop()
    expect(() => journal.readPartSync(offset, 0, 10)).to.throw().with.property('name', 'JournalNotStartedError')
    await journal.start()
    expect(journal.readPartSync(offset, 0, 10)).to.equal(undefined)
  })

  it('refuses offsets where no record can be', async () => {
    const offset = await journal.append(payloadOf(1, 100))

    for (const wrong of [-1, 0, SEGMENT_HEADER - 1, journal.end, journal.end - 10, 2 ** 60, NaN, Infinity, 33.5]) {
      await expect(journal.read(wrong)).to.eventually.be.rejected.with.property('name', 'JournalOffsetError')
    }
    await expect(journal.read(offset + 1)).to.eventually.be.rejected.with.property('name', 'JournalCorruptError')
    expect(() => journal.records(journal.end + 1)).to.throw().with.property('name', 'JournalOffsetError')
    expect(() => journal.records(-1)).to.throw().with.property('name', 'JournalOffsetError')
  })

  it('goes on from what a record calls next', async () => {
    await journal.appendAll([1, 2, 3, 4].map(number => payloadOf(number, 20)))
    const records = await recordsOf(journal)

    expect(await recordsOf(journal, records[1].next)).to.deep.equal(records.slice(2))
    expect(await recordsOf(journal, journal.end)).to.deep.equal([])
  })

  it('stops reading when it is told to', async () => {
    await journal.appendAll([payloadOf(1, 20)])
    const options = { signal: AbortSignal.abort(new RangeError('enough')) }

    await expect(journal.records(0, options)[Symbol.asyncIterator]().next()).to.eventually.be.rejectedWith('enough')
    await expect(journal.verify(options)).to.eventually.be.rejectedWith('enough')
  })
})

describe('journal: segments', () => {
  let files: MemoryFiles
  let journal: Journal

  beforeEach(async () => {
    files = new MemoryFiles()
    journal = journalOver(files, { segmentBytesMax: 4096 })
    await journal.start()
  })

  afterEach(async () => {
    await journal.stop()
  })

  it('names each segment by its first offset and keeps each within its size', async () => {
    const payloads = Array.from({ length: 1000 }, (_, index) => payloadOf(index, 100))
    const offsets = await Promise.all(payloads.map(async payload => journal.append(payload)))
    const names = await files.list(JOURNAL_DIRECTORY)
    const bases = names.map(name => parseInt(name))

    expect(names[0]).to.equal('00000000000000000000.seg')
    expect(names).to.have.lengthOf(35)

    for (const [index, base] of bases.entries()) {
      const size = (await files.readFile(segmentPath(base)))?.length ?? 0

      expect(size).to.be.at.most(4096)
      expect(base + size).to.equal(bases.at(index + 1) ?? journal.end)
    }

    for (const [index, offset] of offsets.entries()) {
      expect(await journal.read(offset)).to.equalBytes(payloads[index])
    }
    expect((await recordsOf(journal)).map(({ offset }) => offset)).to.deep.equal(offsets)
    expect(await journal.verify()).to.deep.equal({ segments: 35, records: 1000, payloadBytes: 100_000, damage: [], damaged: 0 })
    expect(journal.stat()).to.deep.include({ segments: 35, start: 0, end: journal.end, bytes: journal.end, appended: 1000 })
  })

  it('gives a record that is longer than a segment one of its own', async () => {
    const offsets = await journal.appendAll([payloadOf(1, 10), payloadOf(2, 9000), payloadOf(3, 10)])

    expect(await files.list(JOURNAL_DIRECTORY)).to.have.lengthOf(3)
    expect(await journal.read(offsets[1])).to.equalBytes(payloadOf(2, 9000))
  })

  it('lets a reader follow into segments that are begun while it reads', async () => {
    await journal.append(payloadOf(0, 1000))
    const seen: number[] = []

    for await (const { payload } of journal.records()) {
      const number = seen.push(payload.length)

      if (number < 20) {
        await journal.append(payloadOf(number, 1000 + number))
      }
    }
    expect(seen).to.deep.equal(Array.from({ length: 20 }, (_, index) => 1000 + index))
    expect(journal.stat().segments).to.be.greaterThan(5)
  })

  it('reads from more segments at once than it keeps open', async () => {
    const payloads = Array.from({ length: 120 }, (_, index) => payloadOf(index, 3000))
    const offsets = await journal.appendAll(payloads)

    const readings = [...offsets, ...offsets, ...offsets].map(async offset => journal.read(offset))

    expect(await Promise.all(readings)).to.deep.equal([...payloads, ...payloads, ...payloads])
  })

  it('goes on in the newest segment after a stop', async () => {
    const first = await journal.appendAll(Array.from({ length: 10 }, (_, index) => payloadOf(index, 1000)))

    await journal.stop()
    expect(await journal.start()).to.deep.include({ segments: 4, records: 1, truncated: undefined, damage: [] })
    const next = await journal.append(payloadOf(99, 50))

    expect(next).to.equal(first[9] + RECORD_HEADER + 1000)
    expect(await recordsOf(journal)).to.have.lengthOf(11)
  })

  it('leaves files of other names alone', async () => {
    const strange = ['lost+found', '1.seg', '0000000000000000000x.seg', '99999999999999999999.seg', '00000000000000000032.seg.bak']

    await journal.stop()
    for (const name of strange) {
      await files.writeFileAtomic(`${JOURNAL_DIRECTORY}/${name}`, payloadOf(1, 100))
    }
    expect(await journal.start()).to.include({ segments: 1 })
    expect(await files.list(JOURNAL_DIRECTORY)).to.include.members(strange)
  })
})

describe('journal: life', () => {
  it('does nothing before it is started and after it was stopped', async () => {
    const journal = journalOver(new MemoryFiles())

    for (let round = 0; round < 2; round++) {
      expect(journal.end).to.equal(0)
      expect(() => journal.stat()).to.throw().with.property('name', 'JournalNotStartedError')
      expect(() => journal.records()).to.throw().with.property('name', 'JournalNotStartedError')

      for (const refused of [journal.append(payloadOf(1, 1)), journal.read(32), journal.readPart(32, 0, 0), journal.verify()]) {
        await expect(refused).to.eventually.be.rejected.with.property('name', 'JournalNotStartedError')
      }
      await journal.stop()
      await journal.start()
      await journal.stop()
    }
  })

  it('starts once, however often it is asked', async () => {
    const files = new MemoryFiles()
    const journal = journalOver(files)
    const [one, other] = await Promise.all([journal.start(), journal.start()])

    expect(one).to.equal(other)
    expect(await journal.start()).to.equal(one)
    await Promise.all([journal.stop(), journal.stop()])
    await journal.stop()
  })

  it('makes durable what was appended before it stops', async () => {
    const files = new MemoryFiles()
    const journal = journalOver(files)

    await journal.start()
    const appends = Promise.all([1, 2, 3].map(async number => journal.append(payloadOf(number, 10))))

    await journal.stop()
    expect(await appends).to.have.lengthOf(3)
    files.crash()
    await journal.start()
    expect(await recordsOf(journal)).to.have.lengthOf(3)
    await journal.stop()
  })

  it('refuses sizes that it cannot work with', () => {
    for (const init of [{ segmentBytesMax: 72 }, { segmentBytesMax: NaN }, { recordBytesMax: -1 }, { recordBytesMax: 262_145 }]) {
      expect(() => journalOver(new MemoryFiles(), init)).to.throw().with.property('name', 'InvalidJournalInitError')
    }
  })
})
