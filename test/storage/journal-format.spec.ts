import { expect } from 'aegir/chai'
import { fromHex, toHex } from '../../src/model/bytes/index.ts'
import { MemoryFiles } from '../../src/platform/index.ts'
import { compactedImageOf, decide } from '../fixtures/compacted.ts'
import { contentOf, imageOf, journalOver, plantSegment, segmentPath } from '../fixtures/journal.ts'
import { COMPACTED_VECTORS, SEGMENT_VECTORS } from '../vectors/journal.ts'

const HEADER_DIGITS = 64

for (const { name, base, salt, payloads, offsets, hex } of SEGMENT_VECTORS) {
  describe(`journal: format, ${name}`, () => {
    it('is read', async () => {
      const files = new MemoryFiles()

      await plantSegment(files, base, fromHex(hex))
      const journal = journalOver(files)

      expect(await journal.start()).to.deep.include({ records: payloads.length, end: base + hex.length / 2, truncated: undefined, damage: [] })
      const content = await contentOf(journal)

      expect([...content.keys()]).to.deep.equal(offsets)
      expect([...content.values()].map(toHex)).to.deep.equal(payloads)
      expect(await journal.verify()).to.include({ damaged: 0 })
      await journal.stop()
    })

    it('is written', async () => {
      const files = new MemoryFiles()

      await plantSegment(files, base, fromHex(hex.slice(0, HEADER_DIGITS)))
      const journal = journalOver(files)

      await journal.start()
      expect(await journal.appendAll(payloads.map(fromHex))).to.deep.equal(offsets)
      await journal.stop()
      expect(toHex(await files.readFile(segmentPath(base)) ?? new Uint8Array(0))).to.equal(hex)
    })

    it('is what the words of the format say', () => {
      expect(toHex(imageOf({ base, salt, payloads: payloads.map(fromHex) }))).to.equal(hex)
    })
  })
}

for (const { name, base, salt, payloads, kept, hex } of COMPACTED_VECTORS) {
  describe(`journal: format of a compacted segment, ${name}`, () => {
    const plain = imageOf({ base, salt, payloads: payloads.map(fromHex) })
    const end = base + plain.length
    const content = new Map(kept.map(([offset, payload]) => [offset, fromHex(payload)]))
    let files: MemoryFiles

    beforeEach(async () => {
      files = new MemoryFiles()
      await plantSegment(files, end, imageOf({ base: end, salt, payloads: [] }))
    })

    it('is read', async () => {
      await plantSegment(files, base, fromHex(hex))
      const journal = journalOver(files)

      expect(await journal.start()).to.deep.include({ records: 0, truncated: undefined, damage: [] })
      expect(await contentOf(journal)).to.deep.equal(content)
      for (const [offset, payload] of content) {
        expect(await journal.read(offset)).to.deep.equal(payload)
      }
      expect(await journal.verify()).to.include({ records: kept.length, damaged: 0 })
      await journal.stop()
    })

    it('is written', async () => {
      await plantSegment(files, base, plain)
      const journal = journalOver(files)

      await journal.start()
      const decisions = new Map([...await contentOf(journal)].map(([offset, payload]) => {
        const left = content.get(offset)

        return [offset, left?.length === payload.length ? payload : left] as const
      }))

      await journal.compact(base, decide(new Map(), decisions))
      await journal.stop()
      expect(toHex(await files.readFile(segmentPath(base)) ?? new Uint8Array(0))).to.equal(hex)
    })

    it('is what the words of the format say', () => {
      expect(toHex(compactedImageOf({ base, salt, extent: plain.length, kept: [...content] }))).to.equal(hex)
    })
  })
}

describe('journal: format of a new segment', () => {
  it('has a salt that only this disk knows', async () => {
    const salts = new Set<number>()

    for (const device of [1, 2, 3]) {
      const files = new MemoryFiles({ device })
      const journal = journalOver(files, { segmentBytesMax: 100 })

      await files.makeDirectory('/home')
      await journal.start()
      await journal.append(new Uint8Array(60))
      await journal.append(new Uint8Array(60))
      for (const base of [0, 132]) {
        const header = await files.readFile(segmentPath(base)) ?? new Uint8Array(0)
        const salt = new DataView(header.buffer).getUint32(12, true)

        expect(toHex(header.subarray(0, 32))).to.equal(toHex(imageOf({ base, salt, payloads: [] })))
        salts.add(salt)
      }
      await journal.stop()
    }
    expect(salts.size).to.equal(6)
  })
})
