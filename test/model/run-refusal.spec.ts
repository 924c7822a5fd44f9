import { expect } from 'aegir/chai'
import {
  MalformedBundleError, RUN_BYTES_MAX, TooLargeError, UnknownVersionError, decodeRun, encodeRun, redactFacts, sealBundle, verifyBundle
} from '../../src/model/bundle/index.ts'
import { concatBytes, decodeCanonical, encodeCanonical, fromHex } from '../../src/model/bytes/index.ts'
import { encodeFact } from '../../src/model/fact/index.ts'
import { seededBytes, someBundle, someChain, someSigner, verifyStrictly } from '../fixtures/bundles.ts'
import { someFact, someFacts } from '../fixtures/facts.ts'
import { linkedChain } from '../fixtures/runs.ts'
import { MALFORMED_RUN_VECTORS } from '../vectors/run.ts'
import type { Bundle, BundleDraft } from '../../src/model/bundle/index.ts'
import type { CborValue } from '../../src/model/bytes/index.ts'

const chain = linkedChain([{ facts: 1 }, { facts: 2, wallMs: 1, gone: [0] }, { facts: 1, wallMs: 1 }], { seq: 7 })
const [first, second] = chain
const run = encodeRun(chain)

/** The run with some of its items changed, in canonical form whatever they are. */
function edited (edit: (items: CborValue[], parts: CborValue[][]) => void): Uint8Array {
  const items = decodeCanonical(run) as CborValue[]

  edit(items, items[8] as CborValue[][])

  return encodeCanonical(items, { depthMax: 20, itemsMax: 100_000 })
}

/** The run with another value for one item of its bundle in the middle. */
function withPart (place: number, value: CborValue): Uint8Array {
  return edited((_, parts) => { parts[1][place] = value })
}

/** The bundle that follows the first, but for some fields of its header. */
function next (changes: Partial<BundleDraft>, signer = someSigner()): Bundle {
  const { header: { hlc, seq }, hash } = first

  return someBundle(someFacts(1), { seq: seq + 1, prev: hash, hlc: { ...hlc, wallMs: hlc.wallMs + 1 }, ...changes }, signer)
}

const { hlc } = first.header

/** Second bundles that do not follow the first; each is right by itself. */
const STRANGERS: ReadonlyArray<readonly [string, Bundle]> = [
  ['a gap in seq', next({ seq: 9 })],
  ['one seq twice', next({ seq: 7 })],
  ['another prev', next({ prev: seededBytes('another') })],
  ['no prev', next({ seq: 1, prev: null })],
  ['an equal stamp', next({ hlc })],
  ['a lower wall', next({ hlc: { wallMs: hlc.wallMs - 1, counter: 9 } })],
  ['another lane', next({ lane: new Uint8Array(8) })],
  ['another scope', next({ scope: new Uint8Array(32) })],
  ['another shard', next({ shard: 1 })],
  ['another network', next({ net: 'other' })],
  ['another author', next({}, someSigner(1))]
]

/** Canonical runs that no chain makes, and the part that is wrong. */
const REFUSED: ReadonlyArray<readonly [string, Uint8Array, string]> = [
  ['no bytes', new Uint8Array(), 'truncated'],
  ['a byte behind the end', concatBytes([run, new Uint8Array(1)]), 'trailing'],
  ['a map', encodeCanonical({ a: 1 }), 'run'],
  ['a version that is text', edited(items => { items[0] = '1' }), 'run'],
  ['eight items', edited(items => { items.pop() }), 'run'],
  ['ten items', edited(items => { items.push(0) }), 'run'],
  ['bundles that are a map', edited(items => { items[8] = {} }), 'run'],
  ['no bundle', edited(items => { items[8] = [] }), 'run'],
  ['one bundle', edited((_, parts) => { parts.splice(1) }), 'run'],
  ['a bundle that is bytes', edited((_, parts: CborValue[]) => { parts[1] = second.bytes }), 'run'],
  ['a bundle of six items', edited((_, parts) => { parts[1].pop() }), 'run'],
  ['a bundle of eight items', edited((_, parts) => { parts[1].push(0) }), 'run'],
  ['a net that is a number', edited(items => { items[1] = 1 }), 'header'],
  ['a scope of 31 bytes', edited(items => { items[2] = new Uint8Array(31) }), 'header'],
  ['a shard below 0', edited(items => { items[3] = -1 }), 'header'],
  ['an author that is text', edited(items => { items[4] = 'me' }), 'header'],
  ['a lane of 9 bytes', edited(items => { items[5] = new Uint8Array(9) }), 'header'],
  ['seq 0', edited(items => { items[6] = 0 }), 'header'],
  ['a seq that passes the last one', edited(items => { items[6] = Number.MAX_SAFE_INTEGER }), 'header'],
  ['seq 1 with a bundle before it', edited(items => { items[6] = 1 }), 'header'],
  ['seq 7 without one', edited(items => { items[7] = null }), 'header'],
  ['a wall that goes back', withPart(0, -1), 'run'],
  ['a fraction of a wall', withPart(0, 0.5), 'run'],
  ['a wall of 49 bits', withPart(0, 2 ** 48), 'run'],
  ['a wall that passes 48 bits with those before', withPart(0, 2 ** 48 - 1), 'header'],
  ['a counter that goes back within the millisecond', edited((_, parts) => { parts[1].splice(0, 2, 0, -1) }), 'run'],
  ['a counter that passes 16 bits with those before', edited((_, parts) => { parts[1].splice(0, 2, 0, 65_535) }), 'header'],
  ['a counter that is text', withPart(1, '0'), 'run'],
  ['parents that are a map', withPart(2, {}), 'header'],
  ['nine parents', withPart(2, Array.from({ length: 9 }, () => new Uint8Array(32))), 'header'],
  ['parents that end in false', withPart(2, [false]), 'header'],
  ['an ext that is a list', withPart(3, []), 'header'],
  ['an ext of null', withPart(3, null), 'header'],
  ['a signature of 65 bytes', withPart(4, new Uint8Array(65)), 'signature'],
  ['a signature that is a number', withPart(4, 0), 'signature'],
  ['a common salt, though a fact is gone', withPart(5, new Uint8Array(16)), 'salt'],
  ['a salt of 33 bytes', edited((_, parts) => { parts[0][5] = new Uint8Array(33) }), 'salt'],
  ['a salt of 15 bytes among others', withPart(5, [new Uint8Array(15)]), 'salt'],
  ['more salts than facts', withPart(5, [new Uint8Array(16), new Uint8Array(16)]), 'salt'],
  ['facts that are bytes', withPart(6, new Uint8Array(8)), 'frame'],
  ['no facts', edited((_, parts) => { parts[0][6] = [] }), 'header'],
  ['a fact that is text', edited((_, parts) => { parts[0][6] = ['fact'] }), 'frame'],
  ['a fact that is none', edited((_, parts) => { parts[0][6] = [Uint8Array.of(0x80)] }), 'fact'],
  ['a digest of 31 bytes', withPart(6, [[new Uint8Array(31)], second.facts[1]]), 'digest'],
  ['a digest that does not stand alone', withPart(6, [[new Uint8Array(32), 0], second.facts[1]]), 'digest'],
  ['a list that claims 4 billion items', Uint8Array.of(0x9a, 0xff, 0xff, 0xff, 0xff), 'truncated'],
  ['lists 60,000 deep', new Uint8Array(60_000).fill(0x81), 'run'],
  ['keys of an ext in the wrong order', concatBytes(splitAtExt({ a: 1, b: 2 }, 'a26162026161')), 'run'],
  ['a key of an ext twice', concatBytes(splitAtExt({ a: 1, b: 2 }, 'a26161016161')), 'run']
]

/** The run with an ext whose first bytes are replaced by others. */
function splitAtExt (ext: Record<string, CborValue>, hex: string): Uint8Array[] {
  const bytes = withPart(3, ext)
  const spelled = encodeCanonical(ext)
  const at = bytes.findIndex((_, i) => spelled.every((byte, j) => bytes[i + j] === byte))
  const other = fromHex(hex)

  return [bytes.subarray(0, at), other, bytes.subarray(at + other.length)]
}

describe('model/bundle refusal of runs', () => {
  for (const { name, hex, reason } of MALFORMED_RUN_VECTORS) {
    it(`refuses the golden bytes with ${name}`, () => {
      expect(() => decodeRun(fromHex(hex))).to.throw(MalformedBundleError).with.property('reason', reason)
    })
  }

  for (const [what, bytes, reason] of REFUSED) {
    it(`refuses ${what}`, () => {
      expect(() => decodeRun(bytes)).to.throw(MalformedBundleError).with.property('reason', reason)
    })
  }

  for (const [what, stranger] of STRANGERS) {
    it(`makes no run over ${what}`, () => {
      expect(() => encodeRun([first, stranger])).to.throw(MalformedBundleError).with.property('reason', 'run')
    })
  }

  const rearranged: ReadonlyArray<readonly [string, Uint8Array]> = [
    ['a bundle left out', edited((_, parts) => { parts.splice(1, 1) })],
    ['the first bundle left out', edited((_, parts) => { parts.shift() })],
    ['a bundle twice', edited((_, parts) => { parts.splice(1, 0, parts[1]) })],
    ['two bundles in each other\'s place', edited((_, parts) => { parts.unshift(...parts.splice(1, 1)) })],
    ['another seq', edited(items => { items[6] = 8 })],
    ['another prev', edited(items => { items[7] = new Uint8Array(32) })],
    ['another lane', edited(items => { items[5] = new Uint8Array(8) })],
    ['another scope', edited(items => { items[2] = new Uint8Array(32) })],
    ['the facts of another', edited((_, parts) => { parts[0][6] = [encodeFact(someFact(99))] })],
    ['a fact in place of its digest', edited((_, parts) => { parts[1][5] = new Uint8Array(16); parts[1][6] = someFacts(2).map(encodeFact) })]
  ]

  for (const [what, bytes] of rearranged) {
    it(`finds ${what} by the newest signature`, () => {
      expect(verifyBundle(decodeRun(bytes).slice(-1)[0], verifyStrictly)).to.equal(false)
    })
  }

  it('takes no bundle out of a run whose author signed what is none', () => {
    const facts = [someFact(0), someFact(1, { kind: 1, relation: 'factmesh:1' })].map(encodeFact)
    const { seq, hlc } = chain[2].header
    const draft = { ...chain[2].header, seq: seq + 1, prev: chain[2].hash, hlc: { ...hlc, counter: hlc.counter + 1 } }
    const bundle = sealBundle(draft, { facts, salt: seededBytes('salt', 16), decoded: someFacts(2) }, someSigner())

    expect(bundle).not.to.be.instanceOf(Promise)
    expect(() => decodeRun(encodeRun([...chain, bundle as Bundle]))).to.throw(MalformedBundleError).with.property('reason', 'governance')
  })

  it('declines another version', () => {
    expect(() => decodeRun(edited(items => { items[0] = 2 }))).to.throw(UnknownVersionError).with.property('version', 2)
    expect(() => decodeRun(encodeCanonical([0, 'later']))).to.throw(UnknownVersionError)
  })

  it('bounds the number of bundles', () => {
    const long = someChain(Array.from({ length: 65 }, () => someFacts(1)))
    const all = encodeRun(long, { bundlesMax: 65 })

    expect(() => encodeRun(long)).to.throw(TooLargeError).with.property('part', 'bundles')
    expect(() => decodeRun(all)).to.throw(TooLargeError).with.property('limit', 64)
    expect(decodeRun(all, { bundlesMax: 65 })).to.deep.equal(long)
    expect(decodeRun(encodeRun(long.slice(1)))).to.have.lengthOf(64)
    expect(() => decodeRun(run, { bundlesMax: 2 })).to.throw(TooLargeError).with.property('limit', 2)
    expect(() => encodeRun([first])).to.throw(MalformedBundleError).with.property('reason', 'run')
    expect(() => encodeRun([])).to.throw(MalformedBundleError).with.property('reason', 'run')
  })

  it('bounds the bytes of the run, and of the bundles that it makes', () => {
    const text = { value: { type: 'text', v: 'x'.repeat(700) } } as const
    const heavy = someChain(Array.from({ length: 64 }, () => [someFact(1, text)]))
    const bytesMax = heavy.reduce((sum, { bytes }) => sum + bytes.length, 0)
    const bytes = encodeRun(heavy, { bytesMax })

    expect(bytes.length).to.be.lessThan(RUN_BYTES_MAX)
    expect(bytesMax).to.be.greaterThan(RUN_BYTES_MAX)
    expect(() => encodeRun(heavy)).to.throw(TooLargeError).with.property('part', 'run')
    expect(() => decodeRun(bytes)).to.throw(TooLargeError).with.property('limit', RUN_BYTES_MAX)
    expect(() => decodeRun(bytes, { bytesMax: bytes.length - 1 })).to.throw(TooLargeError).with.property('part', 'run')
    expect(decodeRun(bytes, { bytesMax })).to.deep.equal(heavy)
    expect(() => decodeRun(new Uint8Array(RUN_BYTES_MAX + 1))).to.throw(TooLargeError).with.property('part', 'run')
  })

  it('bounds the facts and the header of each bundle', () => {
    const many = Array.from({ length: 513 }, () => new Uint8Array(1))

    expect(() => decodeRun(withPart(6, many))).to.throw(TooLargeError).with.property('part', 'facts')
    expect(() => decodeRun(withPart(3, { later: new Uint8Array(4_096) }))).to.throw(TooLargeError).with.property('part', 'header')
  })

  it('takes an ext as deep and as wide as a header does', () => {
    const nest = (depth: number): CborValue => Array.from({ length: depth }).reduce<CborValue>(inner => [inner], 0)
    const deep = (depth: number): Uint8Array => withPart(3, { later: nest(depth) })

    expect(decodeRun(deep(14))).to.have.lengthOf(3)
    expect(() => decodeRun(deep(15))).to.throw(MalformedBundleError).with.property('reason', 'run')

    const wide = linkedChain(Array.from({ length: 14 }, () => ({ facts: 1, ext: { later: Array.from({ length: 3_000 }, () => 0) } })))

    expect(decodeRun(encodeRun(wide))).to.deep.equal(wide)
  })

  it('carries bundles of which every fact is gone', () => {
    const bare = someChain([someFacts(2), someFacts(3)]).map(bundle => redactFacts(bundle, bundle.facts.keys()))

    expect(decodeRun(encodeRun(bare))).to.deep.equal(bare)
  })
})
