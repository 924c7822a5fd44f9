import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { MemoryFiles, tableCrc32c } from '../../src/platform/index.ts'
import { statJournal, verifyJournal } from '../../src/storage/journal/index.ts'
import { compactedImageOf, decide } from '../fixtures/compacted.ts'
import { contentOf, JOURNAL_DIRECTORY, journalOver, payloadOf, RECORD_HEADER, recordsOf, SEGMENT_HEADER, segmentPath } from '../fixtures/journal.ts'
import type { Journal } from '../../src/storage/journal/index.ts'

const crc32c = tableCrc32c()

/** What a test does with a journal. */
type Step =
  | { kind: 'append', lengths: number[] }
  | { kind: 'compact', segment: number, fates: number[] }
  | { kind: 'restart', cut: boolean }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('append' as const), lengths: fc.array(fc.nat(120), { minLength: 1, maxLength: 8 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('compact' as const), segment: fc.nat(20), fates: fc.array(fc.nat(3), { minLength: 1, maxLength: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), cut: fc.boolean() }) }
)

/** A journal beside a plain list of what it should hold. */
class Twin {
  readonly files = new MemoryFiles()
  journal: Journal = journalOver(this.files, { segmentBytesMax: 500 })
  readonly content = new Map<number, Uint8Array>()
  readonly appended: number[] = []

  async do (step: Step): Promise<void> {
    if (step.kind === 'append') {
      const payloads = step.lengths.map((length, index) => payloadOf(this.appended.length + index, length))

      for (const [index, offset] of (await this.journal.appendAll(payloads)).entries()) {
        this.content.set(offset, payloads[index])
        this.appended.push(offset)
      }
    } else if (step.kind === 'compact') {
      await this.compact(step.segment, step.fates)
    } else {
      if (step.cut) {
        this.files.crash()
      }
      await this.journal.stop().catch(() => {})
      this.journal = journalOver(this.files, { segmentBytesMax: 500 })
      expect(await this.journal.start()).to.deep.include({ damage: [], truncated: undefined })
    }
  }

  /** Keeps, drops and shortens records in turn. */
  async compact (segment: number, fates: number[]): Promise<void> {
    const sealed = this.journal.segments()

    if (sealed.length > 0) {
      const { base, end } = sealed[segment % sealed.length]
      const inside = [...this.content].filter(([offset]) => offset >= base && offset < end)
      const changes = inside.flatMap(([offset, payload], index): Array<[number, Uint8Array | undefined]> => {
        const fate = fates[index % fates.length]

        return fate === 0 ? [] : [[offset, fate === 1 ? undefined : payload.slice(0, Math.floor(payload.length / fate))]]
      })
      const { rewritten, records, replaced, dropped } = await this.journal.compact(base, decide(this.content, new Map(changes)))

      expect(rewritten).to.equal(changes.length > 0)
      expect(replaced + dropped).to.equal(changes.length)
      expect(records + dropped).to.equal(inside.length)
    }
  }

  async check (): Promise<void> {
    const { journal, content, appended } = this
    const payloadBytes = [...content.values()].reduce((sum, { length }) => sum + length, 0)
    const report = { segments: journal.segments().length + 1, records: content.size, payloadBytes, damage: [], damaged: 0 }
    const { bytes, start, end, segments, damaged } = journal.stat()

    expect(await contentOf(journal)).to.deep.equal(new Map([...content].sort(([one], [other]) => one - other)))
    for (const [index, offset] of appended.entries()) {
      const kept = content.get(offset)

      await (kept == null
        ? expect(journal.read(offset)).to.eventually.be.rejected.with.property('name', 'JournalOffsetError')
        : expect(journal.read(offset)).to.eventually.deep.equal(kept))
      if (index % 5 === 0) {
        expect((await recordsOf(journal, offset)).map(record => record.offset)).to.deep.equal(appended.filter(other => other >= offset && content.has(other)))
      }
    }
    expect(await journal.verify()).to.deep.equal(report)
    expect(await verifyJournal({ files: this.files, crc32c, directory: JOURNAL_DIRECTORY })).to.deep.equal(report)
    expect(await statJournal({ files: this.files, crc32c, directory: JOURNAL_DIRECTORY })).to.deep.include({ bytes, start, end, segments, damaged })
  }
}

describe('journal: compaction', () => {
  let files: MemoryFiles
  let journal: Journal
  let offsets: number[]

  beforeEach(async () => {
    files = new MemoryFiles()
    journal = journalOver(files, { segmentBytesMax: 400 })
    await journal.start()
    offsets = await journal.appendAll(Array.from({ length: 12 }, (_, index) => payloadOf(index, 60)))
  })

  afterEach(async () => {
    await journal.stop()
  })

  it('holds what a plain list would hold, whatever is appended, compacted and restarted', async function () {
    this.timeout(600_000)
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 14 }), async steps => {
      const twin = new Twin()

      await twin.journal.start()
      for (const step of steps) {
        await twin.do(step)
      }
      await twin.check()
      await twin.do({ kind: 'restart', cut: true })
      await twin.check()
      await twin.journal.stop()
    }), { numRuns: 150 })
  })

  it('writes the file that the format says', async () => {
    const [one, two, , four] = offsets.slice(0, 4)
    const decisions = new Map([[one, undefined], [two, payloadOf(1, 60).slice(0, 7)]])
    const { salt, size } = await headOf(0)

    expect(await journal.compact(0, decide(new Map(), decisions))).to.deep.equal({
      base: 0, end: 332, rewritten: true, records: 2, replaced: 1, dropped: 1, damaged: 0, bytesBefore: size, bytesAfter: 335
    })
    expect(four).to.equal(364)
    expect(await files.readFile(segmentPath(0))).to.equalBytes(compactedImageOf({
      base: 0, salt, extent: 332, kept: [[two, payloadOf(1, 60).slice(0, 7)], [offsets[2], payloadOf(2, 60)]]
    }))
    expect(await files.list(JOURNAL_DIRECTORY)).to.deep.equal([0, 332, 664, 996].map(base => segmentPath(base).split('/').at(-1)))
  })

  it('writes nothing when nothing is to be changed', async () => {
    const before = await files.readFile(segmentPath(332))
    const stamp = await files.stampOf(segmentPath(332))

    expect(await journal.compact(332, ({ payload }) => payload)).to.deep.include({ rewritten: false, records: 3, dropped: 0, bytesBefore: 332, bytesAfter: 332 })
    expect(await files.readFile(segmentPath(332))).to.deep.equal(before)
    expect(await files.stampOf(segmentPath(332))).to.equal(stamp)
  })

  it('drops all of a segment, and goes over it', async () => {
    await journal.compact(332, () => undefined)
    expect((await recordsOf(journal)).map(({ offset }) => offset)).to.deep.equal(offsets.filter(offset => offset < 332 || offset > 664))
    expect((await recordsOf(journal, 400)).map(({ offset }) => offset)).to.deep.equal(offsets.filter(offset => offset > 664))
    expect(await journal.verify()).to.include({ records: 9, damaged: 0 })
  })

  it('compacts only segments that are sealed', async () => {
    const active = journal.segments().at(-1)?.end ?? 0

    await expect(journal.compact(active, () => undefined)).to.eventually.be.rejected.with.property('name', 'SegmentNotSealedError')
    for (const base of [-1, 1, 331, 333, active + 1, NaN]) {
      await expect(journal.compact(base, () => undefined)).to.eventually.be.rejected.with.property('name', 'JournalOffsetError')
    }
  })

  it('takes no payload that is longer than the one before', async () => {
    await expect(journal.compact(0, ({ payload }) => new Uint8Array(payload.length + 1))).to.eventually.be.rejected.with.property('name', 'RecordTooLargeError')
    expect(await files.list(JOURNAL_DIRECTORY)).to.have.lengthOf(4)
    expect(await recordsOf(journal)).to.have.lengthOf(12)
  })

  it('keeps a segment until every consumer has passed it', async () => {
    let [fast, slow] = [journal.end, 331]
    const hold = journal.consumer('slow', () => slow)

    journal.consumer('fast', () => fast)
    await expect(journal.compact(0, () => undefined)).to.eventually.be.rejected.and.include({ name: 'ConsumerBehindError', consumer: 'slow', position: 331, base: 0, end: 332 })
    slow = 332
    expect(await journal.compact(0, () => undefined)).to.include({ rewritten: true })
    await expect(journal.compact(332, () => undefined)).to.eventually.be.rejected.with.property('consumer', 'slow')
    hold.release()
    fast = NaN
    await expect(journal.compact(332, () => undefined)).to.eventually.be.rejected.with.property('consumer', 'fast')
    fast = 664
    expect(await journal.compact(332, () => undefined)).to.include({ rewritten: true })
  })

  it('asks the consumers again before the old file goes', async () => {
    const late = journal.compact(0, () => {
      journal.consumer('late', () => 0)

      return undefined
    })

    await expect(late).to.eventually.be.rejected.with.property('consumer', 'late')
    expect(await recordsOf(journal)).to.have.lengthOf(12)
    expect(await files.list(JOURNAL_DIRECTORY)).to.have.lengthOf(4)
  })

  it('lets a reader that is within the old file go on', async () => {
    const seen: number[] = []

    for await (const { offset, payload } of journal.records()) {
      if (seen.push(offset) === 2) {
        await journal.compact(0, () => undefined)
        await journal.compact(332, ({ payload }) => payload.slice(0, 3))
      }
      expect(payload).to.have.lengthOf(offset < 332 || offset > 664 ? 60 : 3)
    }
    expect(seen).to.deep.equal(offsets)
  })

  it('reads single records while their segments are compacted', async () => {
    const reading = Promise.all(Array.from({ length: 400 }, async (_, index) => {
      const offset = offsets[index % 12]

      for (let turn = 0; turn < index; turn++) {
        await Promise.resolve()
      }
      expect((await journal.read(offset)).length).to.be.oneOf([60, 3])
    }))

    await Promise.all(journal.segments().map(async ({ base }) => journal.compact(base, ({ payload }) => payload.slice(0, 3))))
    await reading
  })

  it('slices no farther than a record that was shortened', async () => {
    await journal.compact(0, ({ payload }) => payload.slice(0, 8))
    expect(await journal.readPart(offsets[1], 2, 6)).to.equalBytes(payloadOf(1, 60).slice(2, 8))
    await expect(journal.readPart(offsets[1], 2, 7)).to.eventually.be.rejected.with.property('name', 'JournalOffsetError')
  })

  it('is ended by its signal and by a stop, and leaves nothing behind', async () => {
    const reason = new RangeError('enough')
    const options = { signal: AbortSignal.abort(reason) }

    await expect(journal.compact(0, () => undefined, options)).to.eventually.be.rejectedWith('enough')
    const running = [0, 332, 664].map(async base => expect(journal.compact(base, () => undefined)).to.eventually.be.rejected.with.property('name', 'JournalNotStartedError'))

    await journal.stop()
    await Promise.all(running)
    expect(await files.list(JOURNAL_DIRECTORY)).to.have.lengthOf(4)
    await journal.start()
    expect(await recordsOf(journal)).to.have.lengthOf(12)
  })

  it('appends behind a compacted segment that lost its successors, and names no offset twice', async () => {
    await journal.compact(664, () => undefined)
    await journal.stop()
    await files.remove(segmentPath(996))
    expect(await journal.start()).to.deep.include({ end: 996 + SEGMENT_HEADER, damage: [] })
    expect(await journal.append(payloadOf(1, 5))).to.equal(996 + SEGMENT_HEADER)
    expect(journal.end).to.equal(996 + SEGMENT_HEADER + RECORD_HEADER + 5)
  })

  async function headOf (base: number): Promise<{ salt: number, size: number }> {
    const bytes = await files.readFile(segmentPath(base)) ?? new Uint8Array(0)

    return { salt: new DataView(bytes.buffer).getUint32(12, true), size: bytes.length }
  }
})
