import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { concatBytes, toHex } from '../../src/model/bytes/index.ts'
import { SyncFaultError, TreeWalk } from '../../src/network/sync/index.ts'
import { merkleTree } from '../../src/storage/tree/index.ts'
import type { Lens, DiffFilter } from '../../src/network/sync/index.ts'
import type { TreeSnapshot } from '../../src/storage/tree/index.ts'

const SCOPE = new Uint8Array(32)
const NOTHING: DiffFilter = { isUnwelcome: () => false, useless: [] }
const WIDE: Lens = { offset: 0, width: 32 }
const NARROW: Lens = { offset: 11, width: 8 }

/** A key whose stamp and hash follow from a number: few stamps, so that many keys share long prefixes. */
function keyOf (no: number): Uint8Array {
  const stamp = new Uint8Array(8)
  new DataView(stamp.buffer).setUint32(2, no % 97)
  const hash = new Uint8Array(32)
  const view = new DataView(hash.buffer)

  for (let word = 0; word < 8; word++) {
    view.setUint32(4 * word, Math.imul(no + 1, 0x9e3779b1 + 2 * word) ^ (no << word))
  }

  return concatBytes([stamp, hash])
}

function treeOf (numbers: Iterable<number>): TreeSnapshot {
  const tree = merkleTree({ scope: SCOPE })

  for (const no of numbers) {
    tree.insert(keyOf(no))
  }

  return tree.snapshot()
}

interface Reconciled {
  /** Hashes that each side sends, in hex. */
  sent: [string[], string[]]
  turns: number
}

/** Lets two walks talk until neither has anything left. */
function reconcile (ours: TreeSnapshot, theirs: TreeSnapshot, lens: Lens): Reconciled {
  const sides = [ours, theirs].map(snapshot => new TreeWalk(snapshot, lens, NOTHING))
  const sent: [string[], string[]] = [[], []]
  sides[0].begin()
  let turns = 0

  for (let quiet = 0; quiet < 2; turns++) {
    const [from, to] = [sides[turns % 2], sides[(turns + 1) % 2]]
    sent[turns % 2].push(...[...from.takePushes()].map(toHex))
    const entries = from.takeEntries(4_096)
    const wants = from.takeWants(4_096)
    entries.forEach(entry => { to.hear(entry) })
    wants.forEach(want => { to.hearWant(want) })
    quiet = entries.length + wants.length === 0 ? quiet + 1 : 0
  }

  return { sent, turns }
}

function only (numbers: ReadonlySet<number>, others: ReadonlySet<number>): string[] {
  return [...numbers].filter(no => !others.has(no)).map(no => toHex(keyOf(no).subarray(8))).sort()
}

describe('network/sync TreeWalk', () => {
  for (const [name, lens] of [['cut', NARROW], ['whole', WIDE]] as const) {
    it(`moves exactly the difference of two random sets, over ${name} digests`, () => {
      const anySet = fc.uniqueArray(fc.nat(2_000), { maxLength: 400 })

      fc.assert(fc.property(anySet, anySet, anySet, (both, a, b) => {
        const [ours, theirs] = [new Set([...both, ...a]), new Set([...both, ...b])]
        const { sent: [fromUs, fromThem], turns } = reconcile(treeOf(ours), treeOf(theirs), lens)
        expect([...fromUs].sort()).to.deep.equal(only(ours, theirs))
        expect([...fromThem].sort()).to.deep.equal(only(theirs, ours))
        expect(turns).to.be.at.most(20)
      }), { numRuns: 150 })
    })
  }

  it('moves the difference of large sets that share almost all', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.nat(30_000), { maxLength: 30 }), fc.boolean(), (removed, swapped) => {
      const all = new Set(Array.from({ length: 5_000 }, (_, i) => 6 * i))
      const less = new Set([...all].filter((_, i) => !removed.includes(i)))
      const [ours, theirs] = swapped ? [less, all] : [all, less]
      const { sent: [fromUs, fromThem] } = reconcile(treeOf(ours), treeOf(theirs), NARROW)
      expect([...fromUs].sort()).to.deep.equal(only(ours, theirs))
      expect([...fromThem].sort()).to.deep.equal(only(theirs, ours))
    }), { numRuns: 20 })
  })

  it('sends oldest first', () => {
    const ours = treeOf(Array.from({ length: 2_000 }, (_, no) => no))
    const { sent: [fromUs] } = reconcile(ours, treeOf([]), NARROW)
    expect(fromUs).to.deep.equal([...ours.keys()].map(key => toHex(key.subarray(8))))
  })

  it('leaves out what the other side does not take, and does not ask for what is of no use', () => {
    const [ours, theirs] = [treeOf([1, 2, 3]), treeOf([3, 4])]
    const unwelcome = toHex(keyOf(1).subarray(8))
    const walk = new TreeWalk(ours, NARROW, {
      isUnwelcome: hash => toHex(hash) === unwelcome,
      useless: [keyOf(4).subarray(8)]
    })
    const other = new TreeWalk(theirs, NARROW, NOTHING)
    other.begin()
    other.takeEntries(1).forEach(entry => { walk.hear(entry) })
    expect([...walk.takePushes()].map(toHex)).to.deep.equal([toHex(keyOf(2).subarray(8))])
    expect(walk.takeWants(1)).to.deep.equal([])
    expect(walk.idle).to.equal(true)
  })

  it('treats two bundles with one cut hash as one, and tells them apart over whole hashes', () => {
    const twin = keyOf(1)
    twin[39] ^= 1
    const ours = treeOf([1])
    const tree = merkleTree({ scope: SCOPE })
    tree.insert(twin)
    expect(reconcile(ours, tree.snapshot(), { offset: 0, width: 8 }).sent).to.deep.equal([[], []])
    expect(reconcile(ours, tree.snapshot(), WIDE).sent).to.deep.equal([[toHex(keyOf(1).subarray(8))], [toHex(twin.subarray(8))]])
  })

  it('refuses wants for parts of a leaf that is none', () => {
    const walk = new TreeWalk(treeOf(Array.from({ length: 100 }, (_, no) => no)), NARROW, NOTHING)

    for (const want of [{ prefix: new Uint8Array(0), mask: 1 }, { prefix: Uint8Array.of(15), mask: 1 }]) {
      expect(() => { walk.hearWant(want) }).to.throw(SyncFaultError).with.property('code', 'malformed')
    }
  })

  it('refuses a turn that describes too much', () => {
    const walk = new TreeWalk(treeOf([1]), NARROW, NOTHING)
    const entry = { kind: 'leaf' as const, prefix: new Uint8Array(80), ids: [new Uint8Array(8)] }

    expect(() => {
      for (let i = 0; i < 5_000; i++) {
        walk.hear(entry)
      }
    }).to.throw(SyncFaultError).with.property('code', 'limit')
  })

  it('looks at each bundle once for a peer, however often it wants everything, also when it declined all', () => {
    for (const isUnwelcome of [() => false, () => true]) {
      const walk = new TreeWalk(treeOf(Array(500).keys()), NARROW, { isUnwelcome, useless: [] })
      const all = { prefix: new Uint8Array(0), mask: 0 }
      walk.hearWant(all)
      expect([...walk.takePushes()]).to.have.length(isUnwelcome() ? 0 : 500)
      walk.hearWant(all)
      expect(() => [...walk.takePushes()]).to.throw(SyncFaultError).with.property('code', 'limit')
      expect(() => { Array(4_097).fill(all).forEach(want => { walk.hearWant(want) }) }).to.throw(SyncFaultError).with.property('code', 'limit')
    }
  })
})
