import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { NET, openReplica, someFactDraft, write } from '../fixtures/replicas.ts'
import type { IdPrefixes } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const SEED = 40_014
const SCOPE = publicScopeId(NET)

/** The first bits of the hash in a tree key, as a number. */
function prefixOf (key: Uint8Array, bits: number): number {
  const view = new DataView(key.buffer, key.byteOffset)

  return Math.floor((view.getUint32(8) * 256 + key[12]) / 2 ** (40 - bits))
}

function prefixes (bits: number, ids: Iterable<number>): IdPrefixes {
  return { bits, ids: Float64Array.from(new Set(ids)).sort() }
}

describe('keys of a replica by the beginning of their ids', () => {
  let stage: Stage
  let keys: Uint8Array[]

  before(async () => {
    stage = await openReplica()

    // One bundle a call.
    for (let no = 0; no < 400; no++) {
      await write(stage, [someFactDraft(no)], no % 4 === 0 ? 'local' : 'public')
    }
    keys = [...stage.replica.snapshot(SCOPE)?.keys() ?? []]
  })

  after(async () => { await stage.stop() })

  it('are those that a pass over the tree finds', async () => {
    const some = fc.record({ bits: fc.integer({ min: 14, max: 40 }), known: fc.array(fc.nat(keys.length - 1), { maxLength: 3 }), other: fc.array(fc.nat(2 ** 31 - 1), { maxLength: 2 }) })

    expect(keys).to.have.lengthOf(300)
    await fc.assert(fc.asyncProperty(some, async ({ bits, known, other }) => {
      const asked = prefixes(bits, [...known.map(number => prefixOf(keys[number], bits)), ...other.map(part => Math.floor(part * 2 ** (bits - 31)))])

      expect(await stage.replica.keysByIdPrefix(SCOPE, asked)).to.deep.equal(keys.filter(key => asked.ids.includes(prefixOf(key, bits))))
    }), { seed: SEED, numRuns: 60 })
  })

  it('reach from the first short id to the last one, and name all that begin alike', async () => {
    for (const bits of [1, 2, 5]) {
      const found = await stage.replica.keysByIdPrefix(SCOPE, prefixes(bits, [2 ** bits - 1]))
      const all = keys.filter(key => prefixOf(key, bits) === 2 ** bits - 1)

      expect(found ?? all).to.deep.equal(all)
    }
    expect(await stage.replica.keysByIdPrefix(SCOPE, prefixes(40, [0, 2 ** 40 - 1]))).to.deep.equal([])
    expect(await stage.replica.keysByIdPrefix(SCOPE, prefixes(9, [prefixOf(keys[5], 9)]))).to.deep.equal(keys.filter(key => prefixOf(key, 9) === prefixOf(keys[5], 9)))
  })

  it('are left to a pass over the tree when they are many, short, or of a scope that is not shared', async () => {
    expect(await stage.replica.keysByIdPrefix(SCOPE, prefixes(40, keys.slice(0, 7).map(key => prefixOf(key, 40))))).to.equal(undefined)
    expect(await stage.replica.keysByIdPrefix(SCOPE, prefixes(4, [3]))).to.equal(undefined)
    expect(await stage.replica.keysByIdPrefix(new Uint8Array(32), prefixes(40, [7]))).to.equal(undefined)
    expect(await stage.replica.keysByIdPrefix(new Uint8Array(32).fill(1), prefixes(40, [7]))).to.equal(undefined)
  })
})
