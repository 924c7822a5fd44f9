import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { equalBytes } from '../../src/model/bytes/index.ts'
import { filesOf, judgeDamage, restingJournal, struckAt } from '../fixtures/fault-damage.ts'
import { journalOver, payloadOf, RECORD_HEADER, segmentPath } from '../fixtures/journal.ts'
import type { DamageOutcome } from '../fixtures/fault-damage.ts'

/** Three segments, of which the last one is the newest. */
const RESTING = restingJournal([[40, 3], [0, 60, 25], [33, 7, 48]], 77)

const NOTHING = new Uint8Array(0)

/** Proves that nothing is wrong in silence, and that a record appended after the damage outlives a crash. */
async function judge (segments: ReadonlyMap<number, Uint8Array>): Promise<DamageOutcome> {
  const { outcome, why } = await judgeDamage({ resting: RESTING, segments })

  expect(outcome, why).to.not.equal('silent')
  await writesOn(segments)

  return outcome
}

async function writesOn (segments: ReadonlyMap<number, Uint8Array>): Promise<void> {
  const files = filesOf(segments)
  const journal = journalOver(files)

  await journal.start()
  const offset = await journal.append(payloadOf(5, 5))

  files.crash()
  await journal.stop()
  await journal.start()
  expect(await journal.read(offset)).to.deep.equal(payloadOf(5, 5))
  await journal.stop()
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
  const source = RESTING.segments.get(kind === 'stale' ? other : base) ?? NOTHING
  const block = source.slice(from, from + length)

  return struckAt(RESTING.segments, base, bytes => {
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
    this.timeout(600_000)
    const outcomes: Record<DamageOutcome, number> = { cut: 0, reported: 0, silent: 0 }
    let bits = 0

    for (const [base, { length }] of RESTING.segments) {
      for (let bit = 0; bit < length * 8; bit++) {
        outcomes[await judge(struckAt(RESTING.segments, base, bytes => { bytes[bit >>> 3] ^= 1 << (bit & 7) }))]++
        bits++
      }
    }
    const newest = [...RESTING.records].at(-1)?.[1].length ?? 0

    expect(outcomes.cut).to.equal((RECORD_HEADER + newest) * 8)
    expect(outcomes.cut + outcomes.reported).to.equal(bits)
  })

  it('accounts for bursts, and for blocks that are zeroed, doubled or left from another segment', async function () {
    this.timeout(600_000)
    const bases = [...RESTING.segments.keys()]
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

      fc.pre(bases.some(base => !equalBytes(segments.get(base) ?? NOTHING, RESTING.segments.get(base) ?? NOTHING)))
      await judge(segments)
    }), { numRuns: 1000 })
  })

  it('keeps a payload whole when the bytes on disk change behind its back', async () => {
    const files = filesOf(RESTING.segments)
    const journal = journalOver(files)
    const [[offset, payload]] = RESTING.records
    const handle = await files.open(segmentPath(0), 'write')

    await journal.start()
    await handle.write([Uint8Array.of(payload[0] ^ 0xff)], offset + RECORD_HEADER)
    await expect(journal.read(offset)).to.eventually.be.rejected.with.property('reason', 'checksum')
    expect(await journal.readPart(offset, 0, 1)).to.equalBytes(Uint8Array.of(payload[0] ^ 0xff))
    await journal.stop()
  })
})
