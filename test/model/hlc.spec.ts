import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { compareBytes, fromHex, toHex } from '../../src/model/bytes/index.ts'
import {
  advanceHlc, compareHlc, decodeHlc, encodeHlc, formatHlc, HLC_COUNTER_MAX, HLC_HOLD_AHEAD_MS, HLC_WALL_MAX_MS, HLC_ZERO, HlcRangeError, isHlc,
  observeHlc, parseHlc, tickHlc
} from '../../src/model/hlc/index.ts'
import { STAMPS } from '../vectors/hlc.ts'
import type { Hlc } from '../../src/model/hlc/index.ts'

const NOW_MS = 1_767_225_600_000

/**
 * Times that often meet: a few milliseconds, a few minutes around now, and all but the last second there is.
 */
const walls = fc.oneof(
  fc.integer({ min: NOW_MS - 3, max: NOW_MS + 3 }),
  fc.integer({ min: NOW_MS - 400_000, max: NOW_MS + 400_000 }),
  fc.integer({ min: 0, max: HLC_WALL_MAX_MS - 1000 })
)
const counters = fc.oneof(fc.constantFrom(0, 1, HLC_COUNTER_MAX - 1, HLC_COUNTER_MAX), fc.nat(HLC_COUNTER_MAX))
const stamps: fc.Arbitrary<Hlc> = fc.record({ wallMs: walls, counter: counters })
const counts = fc.oneof(fc.constantFrom(1, 2, 512, HLC_COUNTER_MAX, HLC_COUNTER_MAX + 1), fc.integer({ min: 1, max: HLC_COUNTER_MAX + 1 }))

function later (a: Hlc, b: Hlc): Hlc {
  return compareHlc(a, b) > 0 ? a : b
}

describe('model/hlc send rule', () => {
  it('takes the wall when it is ahead, and counts when it is not', () => {
    expect(tickHlc(HLC_ZERO, NOW_MS)).to.deep.equal({ wallMs: NOW_MS, counter: 0 })
    expect(tickHlc({ wallMs: NOW_MS, counter: 4 }, NOW_MS)).to.deep.equal({ wallMs: NOW_MS, counter: 5 })
    expect(tickHlc({ wallMs: NOW_MS, counter: 4 }, NOW_MS - 1000)).to.deep.equal({ wallMs: NOW_MS, counter: 5 })
    expect(tickHlc({ wallMs: NOW_MS, counter: 4 }, NOW_MS + 1)).to.deep.equal({ wallMs: NOW_MS + 1, counter: 0 })
    expect(tickHlc(HLC_ZERO, NOW_MS + 0.75)).to.deep.equal({ wallMs: NOW_MS, counter: 0 })
  })

  it('moves the wall part on by one millisecond where the run would pass the counter', () => {
    const ceiling = { wallMs: NOW_MS, counter: HLC_COUNTER_MAX - 512 }

    expect(tickHlc(ceiling, NOW_MS, 512)).to.deep.equal({ wallMs: NOW_MS, counter: HLC_COUNTER_MAX - 511 })
    expect(tickHlc(ceiling, NOW_MS, 513)).to.deep.equal({ wallMs: NOW_MS + 1, counter: 0 })
    expect(tickHlc({ wallMs: NOW_MS, counter: HLC_COUNTER_MAX }, NOW_MS)).to.deep.equal({ wallMs: NOW_MS + 1, counter: 0 })
    expect(tickHlc(HLC_ZERO, NOW_MS, HLC_COUNTER_MAX + 1)).to.deep.equal({ wallMs: NOW_MS, counter: 0 })
  })

  it('is strictly above the ceiling, not behind the wall, and ahead by at most one millisecond', () => {
    fc.assert(fc.property(stamps, walls, counts, (ceiling, nowMs, count) => {
      const first = tickHlc(ceiling, nowMs, count)
      const last = advanceHlc(first, count - 1)

      expect(compareHlc(first, ceiling)).to.be.above(0)
      expect(first.wallMs).to.be.within(Math.max(nowMs, ceiling.wallMs), Math.max(nowMs, ceiling.wallMs) + 1)
      expect(isHlc(last)).to.equal(true)
      expect(last.wallMs).to.equal(first.wallMs)
    }), { numRuns: 1000 })
  })

  it('never goes back, whatever the wall does', () => {
    fc.assert(fc.property(fc.array(fc.tuple(walls, counts), { maxLength: 50 }), runs => {
      let ceiling = HLC_ZERO

      for (const [nowMs, count] of runs) {
        const first = tickHlc(ceiling, nowMs, count)
        expect(compareHlc(first, ceiling)).to.be.above(0)
        ceiling = advanceHlc(first, count - 1)
      }
    }))
  })

  it('refuses runs and times that it cannot hold', () => {
    for (const count of [0, -1, 1.5, HLC_COUNTER_MAX + 2, Number.NaN]) {
      expect(() => tickHlc(HLC_ZERO, NOW_MS, count)).to.throw(HlcRangeError).with.property('field', 'count')
    }

    for (const nowMs of [Number.NaN, Number.POSITIVE_INFINITY, HLC_WALL_MAX_MS + 1]) {
      expect(() => tickHlc(HLC_ZERO, nowMs)).to.throw(HlcRangeError).with.property('field', 'wallMs')
    }

    expect(() => tickHlc({ wallMs: HLC_WALL_MAX_MS, counter: HLC_COUNTER_MAX }, 0)).to.throw(HlcRangeError).with.property('field', 'wallMs')
    expect(() => advanceHlc({ wallMs: 0, counter: HLC_COUNTER_MAX }, 1)).to.throw(HlcRangeError).with.property('field', 'counter')
    expect(tickHlc(HLC_ZERO, -5)).to.deep.equal({ wallMs: 0, counter: 1 })
  })
})

describe('model/hlc receive rule', () => {
  it('rises to what it sees, and never falls', () => {
    const ceiling = { wallMs: NOW_MS, counter: 4 }

    expect(observeHlc(ceiling, { wallMs: NOW_MS, counter: 5 }, NOW_MS)).to.deep.equal({ wallMs: NOW_MS, counter: 5 })
    expect(observeHlc(ceiling, { wallMs: NOW_MS, counter: 3 }, NOW_MS)).to.deep.equal(ceiling)
    expect(observeHlc(ceiling, { wallMs: NOW_MS - 1, counter: 9 }, NOW_MS + 5)).to.deep.equal(ceiling)
    expect(observeHlc(ceiling, { wallMs: NOW_MS + HLC_HOLD_AHEAD_MS, counter: 0 }, NOW_MS)).to.deep.equal({ wallMs: NOW_MS + HLC_HOLD_AHEAD_MS, counter: 0 })
    expect(observeHlc(ceiling, { wallMs: NOW_MS + HLC_HOLD_AHEAD_MS + 1, counter: 0 }, NOW_MS)).to.deep.equal(ceiling)
  })

  it('is never moved further than 60 seconds ahead of the wall, and what follows is above what was seen', () => {
    fc.assert(fc.property(stamps, stamps, walls, (ceiling, remote, nowMs) => {
      const observed = observeHlc(ceiling, remote, nowMs)
      const bound = later(ceiling, { wallMs: nowMs + HLC_HOLD_AHEAD_MS, counter: HLC_COUNTER_MAX })

      expect(compareHlc(observed, ceiling)).to.be.at.least(0)
      expect(compareHlc(observed, bound)).to.be.at.most(0)

      if (remote.wallMs <= nowMs + HLC_HOLD_AHEAD_MS) {
        expect(compareHlc(tickHlc(observed, nowMs), remote)).to.be.above(0)
      }
    }), { numRuns: 1000 })
  })

  it('comes to the same ceiling in every order', () => {
    fc.assert(fc.property(fc.array(stamps, { maxLength: 8 }), walls, (seen, nowMs) => {
      const forth = seen.reduce((ceiling, remote) => observeHlc(ceiling, remote, nowMs), HLC_ZERO)
      const back = seen.reduceRight((ceiling, remote) => observeHlc(ceiling, remote, nowMs), HLC_ZERO)

      expect(forth).to.deep.equal(back)
    }))
  })
})

describe('model/hlc forms', () => {
  for (const { wallMs, counter, hex, text } of STAMPS) {
    it(`spells ${text}`, () => {
      const hlc = { wallMs, counter }

      expect(toHex(encodeHlc(hlc))).to.equal(hex)
      expect(decodeHlc(fromHex(`ff${hex}`).subarray(1))).to.deep.equal(hlc)
      expect(formatHlc(hlc)).to.equal(text)
      expect(parseHlc(text)).to.deep.equal(hlc)
    })
  }

  it('orders bytes and texts as stamps', () => {
    fc.assert(fc.property(stamps, stamps, (a, b) => {
      expect(Math.sign(compareBytes(encodeHlc(a), encodeHlc(b)))).to.equal(Math.sign(compareHlc(a, b)))
      expect(decodeHlc(encodeHlc(a))).to.deep.equal(a)
      expect(parseHlc(formatHlc(a))).to.deep.equal(a)

      if (Math.max(a.wallMs, b.wallMs) < 1e13) {
        expect(formatHlc(a) < formatHlc(b)).to.equal(compareHlc(a, b) < 0)
      }
    }))
  })

  it('reads a counter of three digits, and no other text', () => {
    expect(parseHlc('1767225600000.007')).to.deep.equal({ wallMs: NOW_MS, counter: 7 })

    for (const text of [
      '', '1767225600000', '1767225600000.', '.00000', '176722560000.00000', '01767225600000.00000', '1767225600000.0', '1767225600000.0007',
      '1767225600000.65536', '1767225600000.99999', '281474976710656.00000', '-767225600000.00000', '1767225600000.-0001', ' 1767225600000.00000',
      '1767225600000.00000 ', '1767225600000.00000\n', '1767225600000,00000', '1.767225600e12.00000', '١767225600000.00000'
    ]) {
      expect(parseHlc(text), text).to.equal(undefined)
    }
  })

  it('refuses to encode what does not fit, and to decode other lengths', () => {
    for (const [wallMs, counter, field] of [[-1, 0, 'wallMs'], [0.5, 0, 'wallMs'], [2 ** 48, 0, 'wallMs'], [Number.NaN, 0, 'wallMs'], [0, -1, 'counter'], [0, 65_536, 'counter'], [0, 0.5, 'counter']] as const) {
      expect(isHlc({ wallMs, counter })).to.equal(false)
      expect(() => encodeHlc({ wallMs, counter })).to.throw(HlcRangeError).with.property('field', field)
    }

    for (const length of [0, 7, 9]) {
      expect(() => decodeHlc(new Uint8Array(length))).to.throw(HlcRangeError).with.property('field', 'bytes')
    }
  })
})
