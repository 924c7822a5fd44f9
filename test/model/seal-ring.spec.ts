import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { compareBytes, toHex } from '../../src/model/bytes/index.ts'
import { boxScopeKey, keyRing, KEYS_OF_NUMBER_MAX, NUMBERS_TRIED_MAX, OLD_KEY_MS, openNewestBoxes, topicTag } from '../../src/model/seal/index.ts'
import { seededBytes } from '../fixtures/bundles.ts'
import { someMember, someScopeKey } from '../fixtures/scope-keys.ts'
import type { KeyAgreement, KnownKey, ScopeBox, ScopeKey } from '../../src/model/seal/index.ts'

const NOW = 1_767_225_600_000

function known (number: number, knownMs = NOW, words = ''): KnownKey {
  return { ...someScopeKey(number, words), knownMs }
}

function names (keys: readonly ScopeKey[]): string[] {
  return keys.map(key => `${key.number} ${toHex(topicTag(key))}`)
}

describe('model/seal key ring', () => {
  it('is empty without keys', () => {
    expect(keyRing([], NOW)).to.deep.equal({ sending: undefined, accepted: [], contested: false, untilMs: undefined })
  })

  it('sends with the only key', () => {
    const key = known(1)

    expect(keyRing([key], NOW)).to.deep.equal({ sending: key, accepted: [key], contested: false, untilMs: undefined })
  })

  for (const [afterMs, holds] of [[-OLD_KEY_MS, false], [1 - OLD_KEY_MS, true], [0, true], [OLD_KEY_MS - 1, true], [OLD_KEY_MS, false], [10 * OLD_KEY_MS, false]] as const) {
    it(`${holds ? 'accepts' : 'drops'} the key before ${afterMs} ms after the newest became known`, () => {
      const [old, newest] = [known(4, NOW - OLD_KEY_MS), known(5)]
      const ring = keyRing([old, newest], NOW + afterMs)

      expect(ring.sending).to.equal(newest)
      expect(ring.accepted).to.deep.equal(holds ? [newest, old] : [newest])
      expect(ring.untilMs).to.equal(holds ? NOW + OLD_KEY_MS : undefined)
    })
  }

  it('accepts the last two numbers, gaps between them or not', () => {
    expect(names(keyRing([2, 9, 4].map(number => known(number)), NOW).accepted)).to.deep.equal(names([known(9), known(4)]))
  })

  it('sends with the older key once the newer one has no effect any more', () => {
    const [old, newest] = [known(1), known(2)]

    expect(keyRing([old, newest], NOW).sending).to.equal(newest)
    expect(keyRing([old], NOW + OLD_KEY_MS).sending).to.equal(old)
  })

  it('chooses by topic between keys of one number, accepts both, and says that they are contested', () => {
    const rivals = [known(3, NOW, 'of one admin'), known(3, NOW + 5, 'of another')]
    const [lowest] = [...rivals].sort((a, b) => compareBytes(topicTag(a), topicTag(b)))

    for (const order of [rivals, rivals.toReversed()]) {
      const ring = keyRing([known(2), ...order], NOW + 10)

      expect(ring.sending).to.equal(lowest)
      expect(ring.accepted).to.have.lengthOf(3)
      expect(ring).to.include({ contested: true, untilMs: NOW + OLD_KEY_MS })
    }
  })

  it('takes a key that two facts hold for one, known since the first', () => {
    const ring = keyRing([known(1), known(2, NOW + 50), known(2, NOW)], NOW + 60)

    expect(ring).to.deep.include({ contested: false, untilMs: NOW + OLD_KEY_MS })
    expect(ring.accepted).to.have.lengthOf(2)
  })

  it('uses few of many keys of one number', () => {
    const many = Array.from({ length: 100 }, (_, i) => known(1, NOW, `${i}`))

    expect(keyRing([...many, known(2)], NOW).accepted).to.have.lengthOf(1 + KEYS_OF_NUMBER_MAX)
  })

  it('is the same in any order of arrival', () => {
    const entry = fc.record({ number: fc.integer({ min: 1, max: 4 }), afterMs: fc.nat({ max: 2 * OLD_KEY_MS }), words: fc.constantFrom('a', 'b') })

    fc.assert(fc.property(fc.array(entry, { maxLength: 8 }), fc.nat({ max: 4 * OLD_KEY_MS }), fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (entries, afterMs, order) => {
      const keys = entries.map(({ number, afterMs, words }) => known(number, NOW + afterMs, words))
      const shuffled = keys.map((key, i) => ({ key, at: order[i] })).sort((a, b) => a.at - b.at).map(({ key }) => key)

      expect(keyRing(shuffled, NOW + afterMs)).to.deep.equal(keyRing(keys, NOW + afterMs))
    }), { numRuns: 200 })
  })
})

describe('model/seal boxes of a member who was away', () => {
  const [admin, member] = [0, 1].map(someMember)

  function boxOf (scopeKey: ScopeKey, receiver = member): ScopeBox {
    const box = boxScopeKey(scopeKey, admin, { receiver: receiver.publicKey, nonce: seededBytes('nonce', 24) }) ?? new Uint8Array()

    return { scope: scopeKey.scope, number: scopeKey.number, sender: admin.publicKey, box }
  }

  const sealed = boxOf(someScopeKey(1))

  /** A box that does not open: it was made for another number. */
  function junk (number: number): ScopeBox {
    return { ...sealed, number }
  }

  function counting (): { agent: KeyAgreement, attempts(): number } {
    let attempts = 0
    const agree = (publicKey: Uint8Array): Uint8Array | undefined => {
      attempts++
      return member.agree(publicKey)
    }

    return { agent: { publicKey: member.publicKey, agree }, attempts: () => attempts }
  }

  it('are few, and bring it up to date', () => {
    const keys = Array.from({ length: 100 }, (_, i) => someScopeKey(i + 1))
    const { agent, attempts } = counting()

    expect(openNewestBoxes(keys.map(key => boxOf(key)), agent)).to.deep.equal([keys[99], keys[98]])
    expect(attempts()).to.equal(2)
    expect(openNewestBoxes([], member)).to.deep.equal([])
    expect(openNewestBoxes([boxOf(keys[0])], member)).to.deep.equal([keys[0]])
  })

  it('are all of one number, up to a few, in the order of their facts', () => {
    const rivals = Array.from({ length: 10 }, (_, i) => someScopeKey(5, `${i}`))

    expect(openNewestBoxes([someScopeKey(4), ...rivals].map(key => boxOf(key)), member))
      .to.deep.equal([...rivals.slice(0, KEYS_OF_NUMBER_MAX), someScopeKey(4)])
  })

  it('lie behind boxes that do not open, as long as these are few', () => {
    const keys = [someScopeKey(1), someScopeKey(2)]
    const boxes = keys.map(key => boxOf(key))
    const { agent, attempts } = counting()

    expect(openNewestBoxes([...boxes, junk(7), boxOf(someScopeKey(9), admin), junk(11)], member)).to.deep.equal(keys.toReversed())
    expect(openNewestBoxes([...boxes, ...Array.from({ length: 1_000 }, (_, i) => junk(10 + i % 100))], agent)).to.deep.equal([])
    expect(attempts()).to.equal(KEYS_OF_NUMBER_MAX * NUMBERS_TRIED_MAX)
  })
})
