import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { toHex } from '../../src/model/bytes/index.ts'
import { MemoryFiles } from '../../src/platform/index.ts'
import { compactedImageOf, wordsOf } from '../fixtures/compacted.ts'
import { contentOf, imageOf, joined, journalOver, payloadOf, plantSegment, recordImage, segmentPath } from '../fixtures/journal.ts'
import type { FileHandle } from '../../src/platform/index.ts'
import type { Journal, JournalDamage } from '../../src/storage/journal/index.ts'

const BASE = 10_000
const SALT = 0x5151_aaaa
const EXTENT = 900
const NEXT = imageOf({ base: BASE + EXTENT, salt: 9, payloads: [payloadOf(9, 9)] })
const KEPT = [[BASE + 72, payloadOf(1, 30)], [BASE + 142, payloadOf(2, 11)], [BASE + 400, payloadOf(3, 0)], [BASE + 700, payloadOf(4, 160)]] as const
const IMAGE = compactedImageOf({ base: BASE, salt: SALT, extent: EXTENT, kept: KEPT })
const RECORDS = new Map<number, Uint8Array>([...KEPT, [BASE + EXTENT + 32, payloadOf(9, 9)]])
/** Where the first map, the records and the second map begin. */
const [MAP, FIRST, LAST] = [32, 32 + 44 + 3 * 8, IMAGE.length - 36 - 44 - 3 * 8]

/** Files that know the largest piece that was asked for. */
class MeasuredFiles extends MemoryFiles {
  largest = 0

  override async open (path: string, mode: 'read' | 'write'): Promise<FileHandle> {
    const handle = await super.open(path, mode)
    const { read } = handle

    handle.read = async (target, position) => {
      this.largest = Math.max(this.largest, target.length)

      return read.call(handle, target, position)
    }

    return handle
  }
}

async function started (image: Uint8Array, files = new MemoryFiles()): Promise<{ journal: Journal, files: MemoryFiles }> {
  await plantSegment(files, BASE, image)
  await plantSegment(files, BASE + EXTENT, NEXT)
  const journal = journalOver(files)

  await journal.start()

  return { journal, files }
}

/** Holds what a journal hands out against what was written: each record is there, or said to be lost, and none is another. */
async function judge (journal: Journal): Promise<readonly JournalDamage[]> {
  const content = await contentOf(journal)
  const { damage, records } = await journal.verify()

  expect(records).to.equal(content.size)
  expect([...content.keys()].filter(offset => !RECORDS.has(offset))).to.deep.equal([])
  for (const [offset, payload] of RECORDS) {
    if (content.has(offset)) {
      expect(content.get(offset)).to.deep.equal(payload)
      expect(await journal.read(offset)).to.deep.equal(payload)
    } else {
      expect(damage.some(range => range.kind !== 'header' && range.offset <= offset && offset < range.offset + range.length)).to.equal(true, `offset ${offset}`)
      await expect(journal.read(offset)).to.eventually.be.rejected.with.property('name').that.matches(/^Journal(Corrupt|Offset)Error$/)
    }
  }

  return damage
}

function flipped (...positions: number[]): Uint8Array {
  return IMAGE.map((byte, position) => positions.includes(position) ? byte ^ 0x20 : byte)
}

describe('journal: damage of a compacted segment', () => {
  it('reads what the format says', async () => {
    const { journal } = await started(IMAGE)

    expect(await judge(journal)).to.deep.equal([])
    expect(await contentOf(journal)).to.deep.equal(RECORDS)
    expect(journal.segments()).to.deep.equal([{ base: BASE, end: BASE + EXTENT, bytes: IMAGE.length }])
    await journal.stop()
  })

  it('accounts for every single flipped bit, and loses no record but one that was hit', async function () {
    this.timeout(600_000)
    for (let bit = 0; bit < IMAGE.length * 8; bit++) {
      const { journal } = await started(IMAGE.map((byte, position) => position === bit >>> 3 ? byte ^ 1 << (bit & 7) : byte))
      const damage = await judge(journal)
      const [position, size] = [bit >>> 3, (await contentOf(journal)).size]

      if (position < FIRST || position >= LAST) {
        expect(damage).to.deep.equal([{ kind: position < MAP ? 'header' : 'map', offset: BASE, length: 32 }])
        expect(size).to.equal(RECORDS.size)
      } else {
        expect(damage).to.have.lengthOf(1)
        expect(damage[0]).to.include({ kind: 'record' })
        expect(size).to.equal(RECORDS.size - 1)
      }
      await journal.stop()
    }
  })

  it('accounts for every length that the file is cut to', async () => {
    for (let size = 0; size < IMAGE.length; size++) {
      const { journal } = await started(IMAGE.slice(0, size))

      expect(await judge(journal)).to.not.deep.equal([])
      await journal.stop()
    }
  })

  it('reads nothing by position where the header is damaged and the file was cut, too', async () => {
    for (const image of [IMAGE, imageOf({ base: BASE, salt: SALT, payloads: [payloadOf(1, 30), payloadOf(2, 40)] })]) {
      for (let size = 0; size < image.length; size++) {
        const { journal, files } = await started(image.slice(0, size).map((byte, position) => position === 9 ? byte ^ 1 : byte))

        expect((await judge(journal)).some(({ kind, length }) => kind === 'record' && length === EXTENT - 32)).to.equal(true)
        expect([...(await contentOf(journal)).keys()]).to.deep.equal([BASE + EXTENT + 32])
        expect(await files.readFile(segmentPath(BASE))).to.have.lengthOf(size)
        await journal.stop()
      }
    }
  })

  it('accounts for blocks that are zeroed, also where header and first map go together', async function () {
    this.timeout(600_000)
    await fc.assert(fc.asyncProperty(fc.nat(IMAGE.length - 1), fc.integer({ min: 1, max: 300 }), async (from, length) => {
      const { journal } = await started(IMAGE.map((byte, position) => position >= from && position < from + length ? 0 : byte))
      const damage = await judge(journal)

      expect(damage.length > 0 || (await contentOf(journal)).size === RECORDS.size).to.equal(true)
      await journal.stop()
    }), { numRuns: 500 })
    const { journal } = await started(IMAGE.map((byte, position) => position < FIRST ? 0 : byte))

    expect((await judge(journal)).map(({ kind }) => kind)).to.have.members(['header', 'map'])
    expect(await contentOf(journal)).to.deep.equal(RECORDS)
    await journal.stop()
  })

  it('is healed by a compaction where a header or a map is damaged', async () => {
    for (const position of [4, MAP + 2, LAST + 20, IMAGE.length - 34, IMAGE.length - 5]) {
      const { journal, files } = await started(flipped(position))

      expect(journal.stat().damaged).to.equal(1)
      expect(await journal.compact(BASE, ({ payload }) => payload)).to.include({ rewritten: true, records: 4, dropped: 0, damaged: 0 })
      expect(journal.stat().damaged).to.equal(0)
      expect(await judge(journal)).to.deep.equal([])
      expect(await files.readFile(segmentPath(BASE))).to.equalBytes(IMAGE)
      await journal.stop()
    }
  })

  it('reports the whole segment when both maps are damaged, touches nothing, and lets go of it once it is settled', async () => {
    const { journal, files } = await started(flipped(MAP, LAST))
    const lost: JournalDamage = { kind: 'record', offset: BASE + 32, length: EXTENT - 32 }

    expect(await judge(journal)).to.deep.equal([lost])
    await expect(journal.read(BASE + 72)).to.eventually.be.rejected.with.property('reason', 'missing')
    expect(await journal.compact(BASE, () => undefined)).to.include({ rewritten: false, damaged: 1 })
    expect(await files.readFile(segmentPath(BASE))).to.equalBytes(flipped(MAP, LAST))
    expect(await journal.compact(BASE, () => undefined, { settled: () => true })).to.include({ rewritten: true, damaged: 0 })
    expect((await journal.verify()).damage).to.deep.equal([])
    expect([...(await contentOf(journal)).keys()]).to.deep.equal([BASE + EXTENT + 32])
    await journal.stop()
  })

  it('keeps damaged bytes as they are, and reports them, until they are settled', async () => {
    const { journal, files } = await started(flipped(FIRST + 90))
    const damage: JournalDamage = { kind: 'record', offset: BASE + 142, length: 51 }

    expect(await journal.compact(BASE, ({ offset, payload }) => offset === BASE + 400 ? undefined : payload)).to.include({ rewritten: true, damaged: 1 })
    expect((await journal.verify()).damage).to.deep.equal([damage])
    await journal.stop()
    expect(await journal.start()).to.deep.include({ damage: [damage] })
    const seen: unknown[] = []

    expect(await journal.compact(BASE, ({ payload }) => payload, { settled: range => seen.push(range) === 1 })).to.include({ rewritten: true, damaged: 0 })
    expect(seen).to.deep.equal([{ offset: BASE + 142, length: 51 }])
    expect(await journal.verify()).to.deep.include({ damage: [], records: 3 })
    expect(await files.readFile(segmentPath(BASE))).to.equalBytes(compactedImageOf({ base: BASE, salt: SALT, extent: EXTENT, kept: [KEPT[0], KEPT[3]] }))
    await journal.stop()
  })

  it('says that the end of a plain segment is missing until that is settled', async () => {
    const plain = imageOf({ base: BASE, salt: SALT, payloads: [payloadOf(1, 30), payloadOf(2, 40)] })
    const missing = { kind: 'missing', offset: BASE + plain.length, length: EXTENT - plain.length }
    const { journal } = await started(plain)

    expect(await journal.compact(BASE, ({ offset, payload }) => offset === BASE + 32 ? undefined : payload)).to.include({ rewritten: true, records: 1, damaged: 1 })
    expect((await journal.verify()).damage).to.deep.equal([missing])
    expect(await journal.compact(BASE, ({ payload }) => payload, { settled: () => true })).to.include({ rewritten: true, records: 1, damaged: 0 })
    expect((await journal.verify()).damage).to.deep.equal([])
    expect(await journal.read(BASE + 102)).to.equalBytes(payloadOf(2, 40))
    await journal.stop()
  })

  it('gives a plain segment its header again', async () => {
    const payloads = [30, 40, EXTENT - 32 - 120 - 70].map((length, index) => payloadOf(index, length))
    const { journal } = await started(imageOf({ base: BASE, salt: SALT, payloads }).map((byte, position) => position === 20 ? byte ^ 1 : byte))

    expect((await journal.verify()).damage).to.deep.equal([{ kind: 'header', offset: BASE, length: 32 }])
    expect(await journal.compact(BASE, ({ payload }) => payload)).to.include({ rewritten: true, records: 3, damaged: 0 })
    expect(await journal.verify()).to.deep.include({ records: 4, damage: [] })
    expect([...(await contentOf(journal)).values()]).to.deep.equal([...payloads, payloadOf(9, 9)])
    await journal.stop()
  })

  it('asks for no more memory than the file has bytes, whatever lengths are claimed', async function () {
    this.timeout(600_000)
    const length = fc.oneof(fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 262_144, 262_145), fc.nat(2 ** 32 - 1), fc.nat(2000))
    const places = [FIRST, FIRST + 70, MAP, MAP + 40, MAP + 44, MAP + 48, LAST, LAST + 40, LAST + 44, IMAGE.length - 36, 12, 16, 24]

    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...places), length), { minLength: 1, maxLength: 5 }), async changes => {
      const image = IMAGE.slice()
      const files = new MeasuredFiles()

      changes.forEach(([place, value]) => { image.set(wordsOf([value]), place) })
      const { journal } = await started(image, files)

      await judge(journal)
      await journal.stop()
      expect(files.largest).to.be.at.most(2048)
    }), { numRuns: 500 })
  })

  it('believes no map that says what cannot be, though its checksums hold', async function () {
    this.timeout(600_000)
    const word = fc.oneof(fc.constantFrom(0, 31, 32, 33, EXTENT, 2 ** 31, 2 ** 32 - 1), fc.nat(2000), fc.nat(2 ** 32 - 1))
    const records = IMAGE.slice(FIRST, LAST)
    const header = IMAGE.slice(0, 32)

    await fc.assert(fc.asyncProperty(fc.array(word, { maxLength: 12 }), async words => {
      const map = recordImage(wordsOf(words), (SALT ^ BASE) >>> 0)
      const files = new MeasuredFiles()
      const { journal } = await started(joined([header, map, records, map, wordsOf([map.length]), header]), files)

      for (const [offset, payload] of await contentOf(journal)) {
        expect(payload).to.deep.equal(RECORDS.get(offset))
      }
      const { damaged } = await journal.verify()

      expect(damaged > 0 || toHex(map) === toHex(IMAGE.slice(MAP, FIRST))).to.equal(true)
      await journal.compact(BASE, ({ payload }) => payload)
      await journal.stop()
      expect(files.largest).to.be.at.most(1_048_576)
    }), { numRuns: 500 })
  })
})
