import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { factId } from '../../src/model/bundle/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { erasureInput, offer, until, visible } from '../fixtures/erasures.ts'
import { foreignBundle, openReplica } from '../fixtures/replicas.ts'
import { statementInput } from '../fixtures/statements.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { FactInput } from '../../src/model/fact/index.ts'
import type { Signer } from '../../src/model/identity/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const SEED = 61_207
const ORDERS = 300
const START_MS = 1_767_225_600_000

/** A bundle, and what is to become of it. */
interface Piece {
  readonly bundle: Bundle
  /** Numbers of the facts that erasures with effect name. */
  readonly erased: readonly number[]
}

/** Bundles of three authors: claims that replace and contradict each other, statements about them, and erasures of all of these. */
async function world (): Promise<Piece[]> {
  const chains = [someSigner(21), someSigner(22), someSigner(23)].map(signer => ({ signer, seq: 0, prev: null as Uint8Array | null }))
  const pieces: Array<{ bundle: Bundle, erased: number[] }> = []
  const say = async (by: number, facts: ReadonlyArray<Partial<FactInput>>): Promise<Bundle> => {
    const chain = chains[by]
    const at = { seq: ++chain.seq, prev: chain.prev, hlc: { wallMs: START_MS + pieces.length, counter: 0 } }
    const bundle = await foreignBundle(chain.signer, facts, at)
    chain.prev = bundle.hash
    pieces.push({ bundle, erased: [] })
    return bundle
  }
  const signer = (by: number): Signer => chains[by].signer
  const claim = (no: number, v: string): Partial<FactInput> => ({ entity: `thing:${no}`, relation: 'test:said', value: no === 2 ? { type: 'ref', v: 'thing:9' } : { type: 'string', v } })
  const erased = (bundle: Bundle, ...numbers: number[]): void => {
    pieces.find(piece => piece.bundle === bundle)?.erased.push(...numbers)
  }

  const first = await say(0, [claim(0, 'a'), claim(1, 'a'), claim(2, 'a')])
  const second = await say(0, [claim(0, 'b'), claim(3, 'b'), claim(3, 'c')])
  const rival = await say(1, [claim(0, 'z'), claim(1, 'y')])
  const vote = await say(2, [statementInput('vote', { signer: signer(2), body: { fact: { hash: first.hash, index: 1 }, stance: 'for', weight: 10 } })])
  await say(2, [statementInput('vote', { signer: signer(2), body: { fact: { hash: first.hash, index: 1 }, stance: 'against', weight: 20 } })])
  const alone = await say(1, [claim(7, 'all of it'), claim(8, 'all of it')])
  const kept = await say(0, [claim(5, 'kept')])
  await say(0, [erasureInput(signer(0), second, 0), erasureInput(signer(0), second, 2)])
  await say(1, [erasureInput(signer(1), rival, 0), erasureInput(signer(1), first, 0), erasureInput(signer(1), alone)])
  await say(2, [erasureInput(signer(2), vote), erasureInput(signer(2), second)])
  const undone = await say(0, [erasureInput(signer(0), kept, 0), claim(6, 'beside an erasure')])
  await say(0, [erasureInput(signer(0), undone, 0), erasureInput(signer(0), undone, 0, 'twice')])

  erased(second, 0, 2)
  erased(rival, 0)
  erased(alone, 0, 1)
  erased(vote, 0)
  erased(undone, 0)

  return pieces
}

/** Resolves once each fact stands as it should; what became wanted on the way is offered again, as peers do. */
async function settle (stage: Stage, pieces: readonly Piece[]): Promise<void> {
  const bundles = pieces.map(({ bundle }) => bundle)
  await offer(stage, ...bundles)

  await until(stage, 'every fact is what it should be', async () => {
    if (stage.replica.scopes()[0].wanted > 0) {
      await offer(stage, ...bundles)
      return false
    }

    const states = await Promise.all(pieces.flatMap(({ bundle, erased }) => [...bundle.facts.keys()].map(async number => {
      const state = erased.includes(number) ? 'erased' : 'here'
      return (await stage.replica.presence.presence(factId(bundle.hash, number)))?.state === state
    })))

    return states.every(isRight => isRight)
  })
}

describe('erasures among facts', () => {
  it(`come to the same set and the same answers in ${ORDERS} random orders, live and from the journal (seed ${SEED})`, async function () {
    this.timeout(120_000)
    const pieces = await world()
    const one = await openReplica({ no: 1, remembers: true })
    await settle(one, pieces)
    const expected = { root: one.replica.scopes()[0].root, facts: await visible(one) }
    const erased = pieces.filter(piece => piece.erased.length > 0)
    expect(one.replica.scopes()[0]).to.include({ erased: erased.length })
    await one.stop()
    let no = 0

    await fc.assert(fc.asyncProperty(fc.shuffledSubarray(pieces, { minLength: pieces.length }), fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 12 }), async (order, sizes) => {
      let stage = await openReplica({ no: 2, remembers: true })

      for (let at = 0, step = 0; at < order.length; at += sizes[step++]) {
        await offer(stage, ...order.slice(at, at + sizes[step]).map(({ bundle }) => bundle))
      }

      await settle(stage, pieces)
      stage = no++ % 10 === 0 ? await stage.crash({ kv: memoryKV() }) : stage
      await settle(stage, pieces)
      expect({ root: stage.replica.scopes()[0].root, facts: await visible(stage) }).to.deep.equal(expected)
      await stage.stop()
    }), { seed: SEED, numRuns: ORDERS })
  })
})
