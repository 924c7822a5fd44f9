import { expect } from 'aegir/chai'
import { MemoryFiles } from '../../src/platform/index.ts'
import { imageOf, joined, journalOver, payloadOf, plantSegment, RECORD_HEADER, recordImage, recordsOf, SEGMENT_HEADER, segmentPath } from '../fixtures/journal.ts'
import type { Journal, RecoveryReport } from '../../src/storage/journal/index.ts'

const SALT = 0x1234_5678
const payloads = [30, 0, 55, 41, 70].map((length, number) => payloadOf(number, length))
const image = imageOf({ base: 0, salt: SALT, payloads })
const offsets = payloads.map((_, index) => SEGMENT_HEADER + payloads.slice(0, index).reduce((sum, { length }) => sum + RECORD_HEADER + length, 0))

/** Calls that a start reads with. */
const READINGS = ['list', 'open', 'read', 'size']

/** What is appended after a recovery, possibly where something else was cut off. */
const added = payloadOf(77, 33)

/** What a report says when nothing is damaged. */
const undamaged = { damage: [], damaged: 0, damagedBytes: 0 }

/** The image with some bytes changed. */
function damaged (positions: readonly number[], bytes = image): Uint8Array {
  return bytes.map((byte, position) => positions.includes(position) ? byte ^ 0x10 : byte)
}

describe('journal: recovery', () => {
  let files: MemoryFiles
  let journal: Journal

  /** Starts a journal over segments, by base offset. */
  async function started (segments: Record<number, Uint8Array>): Promise<RecoveryReport> {
    files = new MemoryFiles()
    for (const [base, bytes] of Object.entries(segments)) {
      await plantSegment(files, Number(base), bytes)
    }
    journal = journalOver(files)

    return journal.start()
  }

  /** The offsets that the journal hands out, after a check that each is one that was written there. */
  async function survivors (): Promise<number[]> {
    const records = await recordsOf(journal)

    for (const { offset, payload } of records.filter(({ offset }) => offsets.includes(offset))) {
      expect(payload).to.deep.be.oneOf([payloads[offsets.indexOf(offset)], added])
    }

    return records.map(({ offset }) => offset)
  }

  /** Appends, cuts the power, starts again, and finds the journal whole but for what was damaged before. */
  async function goesOn (): Promise<void> {
    const before = await survivors()
    const { damaged } = await journal.verify()
    const offset = await journal.append(added)

    files.crash()
    await journal.stop()
    await journal.start()
    expect(await survivors()).to.deep.equal([...before, offset])
    expect(await journal.verify()).to.deep.include({ damaged })
    await journal.stop()
  }

  it('reads what the format says', async () => {
    expect(await started({ 0: image })).to.deep.equal({ segments: 1, records: 5, end: image.length, truncated: undefined, ...undamaged, rewritten: image.length })
    expect(await survivors()).to.deep.equal(offsets)
    await goesOn()
  })

  it('cuts a tail that ends at any byte of the last three records', async () => {
    for (let size = offsets[2]; size < image.length; size++) {
      const whole = offsets.filter((offset, index) => offset + RECORD_HEADER + payloads[index].length <= size)
      const end = offsets[whole.length]
      const truncated = end < size ? { offset: end, length: size - end } : undefined

      expect(await started({ 0: image.slice(0, size) })).to.deep.equal({ segments: 1, records: whole.length, end, truncated, ...undamaged, rewritten: end })
      expect((await files.readFile(segmentPath(0)))?.length).to.equal(end)
      expect(await survivors()).to.deep.equal(whole)
      await goesOn()
    }
  })

  it('cuts a tail that the file system filled with zeros or left from elsewhere', async () => {
    for (const tail of [new Uint8Array(5000), image, image.subarray(offsets[1]), new Uint8Array(300).fill(0xff)]) {
      expect(await started({ 0: joined([image, tail]) })).to.deep.include({ end: image.length, truncated: { offset: image.length, length: tail.length }, damage: [] })
      await goesOn()
    }
  })

  it('makes anew a newest segment whose header is unfinished', async () => {
    const next = imageOf({ base: image.length, salt: SALT, payloads: [] })

    for (let size = 0; size < SEGMENT_HEADER; size++) {
      const truncated = size > 0 ? { offset: image.length, length: size } : undefined

      expect(await started({ 0: image, [image.length]: next.slice(0, size) })).to.deep.equal({ segments: 2, records: 0, end: image.length + SEGMENT_HEADER, truncated, ...undamaged, rewritten: 0 })
      expect(await survivors()).to.deep.equal(offsets)
      await goesOn()
    }
  })

  it('keeps records behind damage and tells where the damage is', async () => {
    for (const [index, offset] of offsets.slice(0, -1).entries()) {
      for (const position of [0, 3, 4, 8, 39]) {
        const length = offsets[index + 1] - offset
        const report = await started({ 0: damaged([offset + position]) })

        expect(report).to.deep.include({ records: 4, end: image.length, truncated: undefined, damage: [{ kind: 'record', offset, length }] })
        expect(await survivors()).to.deep.equal(offsets.filter(other => other !== offset))
        await expect(journal.read(offset)).to.eventually.be.rejected.with.property('name', 'JournalCorruptError')
        await goesOn()
      }
    }
  })

  it('believes no record that stands in the payload of a damaged one', async () => {
    const inner = offsets[4] + RECORD_HEADER + 10
    const hidden = [0, inner, 0xdead_beef].map(tag => recordImage(payloadOf(66, 12), tag))
    const outer = joined([payloadOf(1, 10), ...hidden])
    const bytes = imageOf({ base: 0, salt: SALT, payloads: [...payloads.slice(0, 4), outer, payloadOf(5, 9)] })

    await started({ 0: damaged([offsets[4]], bytes) })
    expect(await survivors()).to.deep.equal([...offsets.slice(0, 4), bytes.length - RECORD_HEADER - 9])
    await journal.stop()
    await started({ 0: bytes.slice(0, -RECORD_HEADER - 10) })
    expect(await survivors()).to.deep.equal(offsets.slice(0, 4))
    await goesOn()
  })

  it('believes no record that the disk put into another place', async () => {
    const [first, , , fourth] = offsets
    const moved = image.slice()

    moved.copyWithin(fourth, first, first + RECORD_HEADER + 30)
    await started({ 0: moved })
    expect(await survivors()).to.deep.equal(offsets.filter(offset => offset !== fourth))
    await goesOn()
  })

  it('reads a segment whose header is damaged by the hashes of its records, and writes behind it', async () => {
    for (const position of [0, 8, 12, 16, 24, 28]) {
      expect(await started({ 0: damaged([position]) })).to.deep.equal({
        segments: 2,
        records: 5,
        end: image.length + SEGMENT_HEADER,
        truncated: undefined,
        damage: [{ kind: 'header', offset: 0, length: SEGMENT_HEADER }],
        damaged: 1,
        damagedBytes: SEGMENT_HEADER,
        rewritten: image.length
      })
      expect(await survivors()).to.deep.equal(offsets)
      expect(await journal.read(offsets[2])).to.equalBytes(payloads[2])
      await goesOn()
    }
    await started({ 0: damaged([0, offsets[2] + RECORD_HEADER + 5]) })
    expect(await survivors()).to.deep.equal(offsets.filter(offset => offset !== offsets[2]))
    await goesOn()
    expect(await started({ 0: damaged([0], image.slice(0, -1)) })).to.deep.include({ truncated: { offset: offsets[4], length: RECORD_HEADER + 69 } })
    expect(await survivors()).to.deep.equal(offsets.slice(0, 4))
    await goesOn()
  })

  it('passes over damage in an older segment and counts it once', async () => {
    const next = imageOf({ base: image.length, salt: 9, payloads: [payloadOf(8, 8)] })
    const last = image.length + SEGMENT_HEADER

    expect(await started({ 0: damaged([offsets[1], offsets[3] + 50]), [image.length]: next })).to.deep.include({ damage: [] })
    for (let round = 0; round < 2; round++) {
      expect(await survivors()).to.deep.equal([offsets[0], offsets[2], offsets[4], last])
      expect(journal.stat().damaged).to.equal(2)
    }
    expect(await journal.verify()).to.deep.include({
      records: 4,
      damaged: 2,
      damage: [
        { kind: 'record', offset: offsets[1], length: offsets[2] - offsets[1] },
        { kind: 'record', offset: offsets[3], length: offsets[4] - offsets[3] }
      ]
    })
    await goesOn()
  })

  it('reports bytes that are missing between segments', async () => {
    const next = imageOf({ base: image.length, salt: 9, payloads: [payloadOf(8, 8)] })
    const missing = { kind: 'missing', offset: image.length - 5, length: 5 }

    expect(await started({ 0: image.slice(0, -5), [image.length]: next })).to.deep.include({ damage: [missing], truncated: undefined })
    expect(await survivors()).to.deep.equal([...offsets.slice(0, 4), image.length + SEGMENT_HEADER])
    await expect(journal.read(offsets[4])).to.eventually.be.rejected.with.property('reason', 'missing')
    await goesOn()
    expect(await started({ [image.length]: next, 1000: imageOf({ base: 1000, salt: 9, payloads: [] }) })).to.deep.include({
      damage: [{ kind: 'missing', offset: image.length + next.length, length: 1000 - image.length - next.length }]
    })
    expect(await survivors()).to.deep.equal([image.length + SEGMENT_HEADER])
    await goesOn()
  })

  it('does not read a segment beyond the beginning of the next', async () => {
    const next = imageOf({ base: image.length, salt: 9, payloads: [payloadOf(8, 8)] })

    expect(await started({ 0: joined([image, image]), [image.length]: next })).to.deep.include({
      damage: [{ kind: 'overlap', offset: image.length, length: image.length }]
    })
    expect(await survivors()).to.deep.equal([...offsets, image.length + SEGMENT_HEADER])
    await goesOn()
  })

  it('notices a newest segment that loses bytes while the journal runs', async () => {
    await started({ 0: image })
    const handle = await files.open(segmentPath(0), 'write')

    await handle.truncate(offsets[3])
    expect(await journal.verify()).to.deep.include({ records: 3, damage: [{ kind: 'record', offset: offsets[3], length: image.length - offsets[3] }] })
    expect(await survivors()).to.deep.equal(offsets.slice(0, 3))
    await expect(journal.read(offsets[3])).to.eventually.be.rejected.with.property('reason', 'missing')
    await journal.stop()
  })

  it('tells a reading that failed from an end and from damage', async () => {
    let broken = false

    files = new MemoryFiles({ fault: ({ name }) => broken && name === 'read' ? { code: 'EIO' } : undefined })
    await plantSegment(files, 0, image)
    journal = journalOver(files)
    await journal.start()
    broken = true
    for (const reading of [journal.read(offsets[0]), recordsOf(journal), journal.verify()]) {
      await expect(reading).to.eventually.be.rejected.with.property('code', 'EIO')
    }
    await journal.stop()
    await expect(journal.start()).to.eventually.be.rejected.with.property('code', 'EIO')
    broken = false
    expect(await journal.start()).to.deep.include({ records: 5, damage: [] })
    await journal.stop()
  })

  it('changes nothing when any of its readings fails, and says so by name', async () => {
    const torn = image.slice(0, -3)
    const disk = { calls: 0, failing: Infinity }
    let runs = 0

    for (let running = false; !running; runs++) {
      files = new MemoryFiles({ fault: ({ name }) => READINGS.includes(name) && disk.calls++ === disk.failing ? { code: 'EIO' } : undefined })
      await plantSegment(files, 0, torn)
      journal = journalOver(files)
      Object.assign(disk, { calls: 0, failing: runs })
      const error = await journal.start().then(() => undefined, error => error)

      running = error == null
      disk.failing = Infinity
      if (error != null) {
        expect(error).to.include({ name: 'JournalUnreadableError', code: 'EIO' })
        expect(await files.readFile(segmentPath(0))).to.equalBytes(torn)
      }
      expect(await journal.start()).to.deep.include({ records: 4, truncated: { offset: offsets[4], length: torn.length - offsets[4] } })
      await journal.stop()
    }
    expect(runs).to.be.greaterThan(5)
  })

  it('writes the last bytes again as they are, as many as can have been lost by a failed sync', async () => {
    const writes: number[] = []

    files = new MemoryFiles({ fault: ({ name, bytes }) => { writes.push(...name === 'write' ? [bytes] : []) } })
    journal = journalOver(files)
    await journal.start()
    for (let round = 0; round < 3; round++) {
      await journal.appendAll(Array.from({ length: 40 }, (_, index) => payloadOf(round * 40 + index, 100_000)))
    }
    const before = await files.readFile(segmentPath(0))

    await journal.stop()
    writes.length = 0
    expect(await journal.start()).to.deep.include({ records: 120, ...undamaged, rewritten: 8_388_608 })
    expect(writes.reduce((sum, bytes) => sum + bytes, 0)).to.equal(8_388_608)
    expect(await files.readFile(segmentPath(0))).to.equalBytes(before)
    await journal.stop()
  })

  it('refuses a journal of a newer release by name and leaves it as it is', async () => {
    const newer = imageOf({ base: image.length, salt: 9, payloads: [], version: 3 })
    const torn = image.slice(0, -3)

    for (const segments of [{ 0: torn, [image.length]: newer }, { 0: imageOf({ base: 0, salt: 1, payloads: [], version: 3 }), 32: image.slice(0, 40) }]) {
      const error = await started(segments).then(() => undefined, error => error)

      expect(error).to.include({ name: 'JournalTooNewError', version: 3, supported: 2 })
      for (const [base, bytes] of Object.entries(segments)) {
        expect(await files.readFile(segmentPath(Number(base)))).to.equalBytes(bytes)
      }
      await journal.stop()
    }
  })

  it('lists a thousand damaged ranges and counts the others', async () => {
    const many = imageOf({ base: 0, salt: SALT, payloads: Array.from({ length: 2402 }, () => payloadOf(1, 10)) })

    for (let index = 0; index < 2400; index += 2) {
      many[SEGMENT_HEADER + index * 50] ^= 1
    }
    const report = await started({ 0: many })

    expect(report.damage).to.have.lengthOf(1000)
    expect(report).to.include({ damaged: 1200, damagedBytes: 1200 * 50 })
    expect(await journal.verify()).to.include({ records: 1202, damaged: 1200 })
    await journal.stop()
  })
})
