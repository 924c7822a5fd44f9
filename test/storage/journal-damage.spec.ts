import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { toHex } from '../../src/model/bytes/index.ts'
import { MemoryFiles } from '../../src/platform/index.ts'
import { contentOf, imageOf, journalOver, payloadOf, plantSegment, RECORD_HEADER, SEGMENT_HEADER, segmentPath } from '../fixtures/journal.ts'
import type { Journal, JournalDamage, RecoveryReport } from '../../src/storage/journal/index.ts'

/** Three segments, of which the last one is the newest. */
const SEGMENTS = new Map<number, Uint8Array>()
/** Every record of them, by offset. */
const RECORDS = new Map<number, Uint8Array>()

for (const [segment, lengths] of [[40, 3], [0, 60, 25], [33, 7, 48]].entries()) {
  const base = [...SEGMENTS].reduce((sum, [, { length }]) => sum + length, 0)
  const payloads = lengths.map(length => payloadOf(length, length))
  let offset = base + SEGMENT_HEADER

  SEGMENTS.set(base, imageOf({ base, salt: 77 + segment, payloads }))
  for (const payload of payloads) {
    RECORDS.set(offset, payload)
    offset += RECORD_HEADER + payload.length
  }
}

const NOTHING = new Uint8Array(0)

/** What came of some damage, in the end. */
type Outcome = 'cut' | 'reported'

async function journalOf (segments: Map<number, Uint8Array>): Promise<{ journal: Journal, report: RecoveryReport, files: MemoryFiles }> {
  const files = new MemoryFiles()

  for (const [base, bytes] of segments) {
    await plantSegment(files, base, bytes)
  }
  const journal = journalOver(files)

  return { journal, files, report: await journal.start() }
}

/**
 * Starts a journal over damaged segments, and proves that nothing is wrong in silence: what it hands out is what was
 * written there, every record that is gone lies in a range that was cut off or is reported (or in a segment whose header
 * is), and reading says so, too.
 */
async function judge (segments: Map<number, Uint8Array>): Promise<Outcome> {
  const { journal, files, report } = await journalOf(segments)
  const content = await contentOf(journal)
  const { damage, records } = await journal.verify()

  expect(records).to.equal(content.size)
  for (const [offset, payload] of content) {
    expect(payload).to.deep.be.oneOf(possibleAt(offset, damage))
  }

  for (const offset of RECORDS.keys()) {
    if (!content.has(offset)) {
      const ranges = report.truncated == null ? damage : [...damage, report.truncated]
      const told = ranges.some(range => range.offset <= offset && offset < range.offset + range.length)

      expect(told || !placesHold(offset, damage)).to.equal(true, `offset ${offset}`)
      await expect(journal.read(offset)).to.eventually.be.rejected.with.property('name').that.matches(/^Journal(Corrupt|Offset)Error$/)
    } else {
      expect(await journal.read(offset)).to.deep.equal(content.get(offset))
    }
  }
  expect(report.truncated != null || damage.length > 0).to.equal(true)
  await writesOn(journal, files)

  return damage.length > 0 ? 'reported' : 'cut'
}

/**
 * What may be handed out at an offset: what was written there. Where the header of the segment is damaged, and said to
 * be, nothing tells whether a record that is whole was moved.
 */
function possibleAt (offset: number, damage: readonly JournalDamage[]): Array<Uint8Array | undefined> {
  return placesHold(offset, damage) ? [RECORDS.get(offset)] : [...RECORDS.values()]
}

function placesHold (offset: number, damage: readonly JournalDamage[]): boolean {
  const base = [...SEGMENTS.keys()].findLast(base => base <= offset)

  return damage.every(range => range.kind !== 'header' || range.offset !== base)
}

/** A record appended after the damage outlives a crash. */
async function writesOn (journal: Journal, files: MemoryFiles): Promise<void> {
  const offset = await journal.append(payloadOf(5, 5))

  files.crash()
  await journal.stop()
  await journal.start()
  expect(await journal.read(offset)).to.deep.equal(payloadOf(5, 5))
  await journal.stop()
}

function changed (base: number, change: (bytes: Uint8Array) => void): Map<number, Uint8Array> {
  const segments = new Map(SEGMENTS)
  const bytes = SEGMENTS.get(base)?.slice() ?? NOTHING

  change(bytes)
  segments.set(base, bytes)

  return segments
}

/** What a disk may do to a part of one segment: flip bits, or put zeros, another part, or a part of another segment there. */
interface Accident {
  base: number
  other: number
  kind: 'burst' | 'zero' | 'double' | 'stale'
  from: number
  to: number
  length: number
  seed: number
}

function struck ({ base, other, kind, from, to, length, seed }: Accident): Map<number, Uint8Array> {
  const source = SEGMENTS.get(kind === 'stale' ? other : base) ?? NOTHING
  const block = source.slice(from, from + length)

  return changed(base, bytes => {
    const target = bytes.subarray(Math.min(to, bytes.length), to + block.length)
    const effects = {
      burst: target.map((byte, index) => byte ^ (seed >>> (index & 3) | 1)),
      zero: new Uint8Array(target.length),
      double: block.subarray(0, target.length),
      stale: block.subarray(0, target.length)
    }

    target.set(effects[kind])
  })
}

describe('journal: damage', () => {
  it('accounts for every single flipped bit', async function () {
    this.timeout(120_000)
    const outcomes: Record<Outcome, number> = { cut: 0, reported: 0 }
    let bits = 0

    for (const [base, { length }] of SEGMENTS) {
      for (let bit = 0; bit < length * 8; bit++) {
        outcomes[await judge(changed(base, bytes => { bytes[bit >>> 3] ^= 1 << (bit & 7) }))]++
        bits++
      }
    }
    const newest = [...RECORDS].at(-1)?.[1].length ?? 0

    expect(outcomes.cut).to.equal((RECORD_HEADER + newest) * 8)
    expect(outcomes.cut + outcomes.reported).to.equal(bits)
  })

  it('accounts for bursts, and for blocks that are zeroed, doubled or left from another segment', async function () {
    this.timeout(120_000)
    const bases = [...SEGMENTS.keys()]
    const place = fc.record<Accident>({
      base: fc.constantFrom(...bases),
      other: fc.constantFrom(...bases),
      kind: fc.constantFrom('burst', 'zero', 'double', 'stale'),
      from: fc.nat(250),
      to: fc.nat(250),
      length: fc.integer({ min: 1, max: 120 }),
      seed: fc.integer({ min: 1, max: 255 })
    })

    await fc.assert(fc.asyncProperty(place, async accident => {
      const segments = struck(accident)

      fc.pre(bases.some(base => toHex(segments.get(base) ?? NOTHING) !== toHex(SEGMENTS.get(base) ?? NOTHING)))
      await judge(segments)
    }), { numRuns: 1000 })
  })

  it('keeps a payload whole when the bytes on disk change behind its back', async () => {
    const { journal, files } = await journalOf(SEGMENTS)
    const [offset] = RECORDS.keys()
    const handle = await files.open(segmentPath(0), 'write')

    await handle.write([Uint8Array.of(0xff)], offset + RECORD_HEADER)
    await expect(journal.read(offset)).to.eventually.be.rejected.with.property('reason', 'checksum')
    expect(await journal.readPart(offset, 0, 1)).to.equalBytes(Uint8Array.of(0xff))
    await journal.stop()
  })
})
