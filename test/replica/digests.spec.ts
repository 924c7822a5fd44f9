import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { redactFacts } from '../../src/model/bundle/index.ts'
import { toHex } from '../../src/model/bytes/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { WANTED_MAX } from '../../src/replica/local/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { seededBytes, someSigner } from '../fixtures/bundles.ts'
import { flipBit } from '../fixtures/journal-damage.ts'
import { dump, foreignBundle, NET, openReplica, ORIGIN, publicBundles, scanAll, someFactDraft, write } from '../fixtures/replicas.ts'
import { someRef, statementInput } from '../fixtures/statements.ts'
import type { Bundle, Verdict } from '../../src/model/bundle/index.ts'
import type { FactInput } from '../../src/model/fact/index.ts'
import type { Signer } from '../../src/model/identity/index.ts'
import type { AuditEvent } from '../../src/replica/audit/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const SEED = 51_204
const SCOPE = publicScopeId(NET)
const SCRUB_MS = 3_000
const author = someSigner(7)

/** Facts of which some share relations, targets and entities with each other. */
const FACTS: ReadonlyArray<Partial<FactInput>> = Array.from({ length: 8 }, (_, no) => ({
  entity: `thing:${no % 5}`,
  relation: `test:relation-${no % 3}`,
  value: no % 2 === 0 ? { type: 'number', v: no } : { type: 'ref', v: `thing:${no % 4}` }
}))

/** The same, and statements of every kind that the index files in a way of its own. */
function factsAndStatements (signer: Signer): Array<Partial<FactInput>> {
  return [
    ...FACTS,
    statementInput('vote', { signer, body: { fact: someRef(1), weight: 500_000, stance: 'for' } }),
    statementInput('vote', { signer, body: { fact: someRef(1), weight: 700_000, stance: 'against' } }),
    statementInput('resolution', { signer, body: { relation: 'test:relation-1', winner: null, values: [] } }),
    statementInput('alias', { signer, entity: 'thing:1', body: { canonical: 'thing:1', alias: 'thing:9' } })
  ]
}

describe('bundles with digests in place of facts', () => {
  let stage: Stage
  let whole: Bundle

  beforeEach(async () => {
    stage = await openReplica({ no: 2, remembers: true })
    whole = await foreignBundle(author, FACTS)
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('are taken in and wanted, until the same bundle comes with all facts', async () => {
    expect(await offer(redactFacts(whole, [1, 4]))).to.deep.equal([{ result: 'accept', hash: whole.hash, known: false }])
    expect(stage.replica.scopes()[0]).to.include({ bundles: 1, facts: 8, wanted: 1 })
    const { root } = stage.replica.scopes()[0]
    expect(await scanAll(stage)).to.have.lengthOf(6)
    expect(await stage.replica.query({})).to.deep.include({ partial: true, total: 6 })
    expect(await offer(whole)).to.deep.equal([{ result: 'accept', hash: whole.hash, known: false }])
    expect(await wantedAfter(stage)).to.equal(0)
    expect(stage.replica.scopes()[0]).to.include({ bundles: 1, facts: 8, root })
    expect(await scanAll(stage)).to.have.lengthOf(8)
    expect(await stage.replica.query({})).to.not.have.property('partial')
    expect(await publicBundles(stage)).to.deep.equal([whole.bytes])
    expect(stage.journal.stat().appended).to.equal(2)
  })

  it('change nothing where the facts are here, or where they bring too few', async () => {
    await offer(redactFacts(whole, [0, 1, 2, 3]))
    const { end } = stage.journal

    for (const [what, gone] of [['the same', [0, 1, 2, 3]], ['one of four', [0, 1, 2]], ['all of them but another one', [7]], ['none', [0, 1, 2, 3, 4]]] as const) {
      expect(await offer(redactFacts(whole, gone)), what).to.deep.equal([{ result: 'accept', hash: whole.hash, known: true }])
      expect(stage.journal.end, what).to.equal(end)
    }

    expect(textOf(await offer(redactFacts(whole, [2, 3])))).to.deep.equal(['accept new'])
    expect([await wantedAfter(stage), (await scanAll(stage)).length]).to.deep.equal([1, 6])
    expect(textOf([...await offer(redactFacts(whole, [2])), ...await offer(whole), ...await offer(redactFacts(whole, [3]))])).to.deep.equal(['accept new', 'accept new', 'accept known'])
    expect([await wantedAfter(stage), (await scanAll(stage)).length]).to.deep.equal([0, 8])
  })

  it('take no facts under a signature that is not the author\'s', async () => {
    await offer(redactFacts(whole, [1]))
    const forged = whole.bytes.slice()
    forged.set(await someSigner(8).sign(whole.headerBytes), whole.signature.byteOffset - whole.bytes.byteOffset)
    expect(textOf(await stage.replica.receive([forged], ORIGIN))).to.deep.equal(['reject invalid_signature'])
    expect([await wantedAfter(stage), (await scanAll(stage)).length]).to.deep.equal([1, 7])
  })

  it('lose to the facts when both are offered at once', async () => {
    const verdicts = await Promise.all([redactFacts(whole, [1]), whole, redactFacts(whole, [2]), whole].map(async bundle => offer(bundle)))
    expect(verdicts.flatMap(textOf).sort()).to.deep.equal(['accept known', 'accept known', 'accept new', 'accept new'])
    expect([await wantedAfter(stage), (await scanAll(stage)).length]).to.deep.equal([0, 8])
  })

  it('stay wanted over crashes, without the index, and without the note of it', async () => {
    await offer(redactFacts(whole, [1]))
    stage = await stage.crash()
    expect(await wantedAfter(stage)).to.equal(1)
    stage = await stage.crash({ kv: memoryKV() })
    expect(await wantedAfter(stage)).to.equal(1)
    const { clock, files, kv, laneStore } = stage
    await stage.stop()
    await files.remove('/home/local')
    stage = await openReplica({ no: 2, remembers: true, clock, files, kv, laneStore })
    expect(await wantedAfter(stage)).to.equal(1)
    expect(stage.replica.scopes()[0].root).to.not.equal(null)
    await offer(whole)
    expect(await wantedAfter(stage)).to.equal(0)
    stage = await stage.crash({ kv: memoryKV() })
    expect([await wantedAfter(stage), (await scanAll(stage)).length]).to.deep.equal([0, 8])
  })

  it('come back as what they were when the disk damages them', async () => {
    await write(stage, [someFactDraft(1)])
    await offer(redactFacts(whole, [1]))
    const { end } = stage.journal
    await write(stage, [someFactDraft(2)])
    await flipBit(stage.files, 0, end - 60)
    await stage.clock.advanceAsync(SCRUB_MS)
    await scanAll(stage)
    await stage.clock.advanceAsync(SCRUB_MS)
    expect([await stage.replica.has(whole.hash), await wantedAfter(stage)]).to.deep.equal([false, 1])
    await offer(redactFacts(whole, [1]))
    expect([await stage.replica.has(whole.hash), await wantedAfter(stage)]).to.deep.equal([true, 1])
    await offer(whole)
    expect([(await scanAll(stage)).length, await wantedAfter(stage)]).to.deep.equal([10, 0])
    expect(await setOf(stage)).to.deep.equal(await setOf(await rebuilt()))
  })

  it('stay wanted over crashes when they replace what the disk lost, of which the index tells already', async () => {
    await write(stage, [someFactDraft(1)])
    await offer(whole)
    await flipBit(stage.files, 0, stage.journal.end - 60)
    await write(stage, [someFactDraft(2)])
    await scanAll(stage)
    expect([await wantedAfter(stage), await stage.replica.has(whole.hash)]).to.deep.equal([1, false])
    await offer(redactFacts(whole, [1]))
    stage = await stage.crash()
    expect([await wantedAfter(stage), await stage.replica.has(whole.hash), (await scanAll(stage)).length]).to.deep.equal([1, true, 9])
    await offer(whole)
    expect([await wantedAfter(stage), (await scanAll(stage)).length]).to.deep.equal([0, 10])
    expect(await setOf(stage)).to.deep.equal(await setOf(await rebuilt()))
  })

  it('are declined for a while when too many others are wanted', async () => {
    const noted: AuditEvent[] = []
    const append = async (event: AuditEvent): Promise<'written'> => {
      noted.push(event)
      return 'written'
    }
    await stage.stop()
    stage = await openReplica({ no: 2, remembers: true, audit: { append } })
    const many = Array.from({ length: WANTED_MAX / 2 }, (_, no) => Uint8Array.from([...seededBytes('too many', 32), 0, 0, 0, 0, 0, 0, no >>> 8, no]))
    await stage.wanted?.add(SCOPE, many)
    const [verdict] = await offer(redactFacts(whole, [1]))
    expect(verdict).to.include({ result: 'ignore', code: 'quota_exceeded', retryAtMs: stage.clock.nowMs() + 600_000 })
    expect(noted).to.deep.equal([{ type: 'quota_breach', peer: ORIGIN.peer, scope: undefined, reason: 'quota_exceeded', detail: { hash: toHex(whole.hash) } }])
    expect(await stage.replica.has(whole.hash)).to.equal(false)
    expect(textOf(await offer(whole))).to.deep.equal(['accept new'])
  })

  it('come to the same index in whatever pieces the facts come, live and from the journal', async () => {
    const all = await foreignBundle(author, factsAndStatements(author))
    const other = await foreignBundle(someSigner(8), factsAndStatements(someSigner(8)), { lane: seededBytes('other lane', 8) })
    const golden = await openReplica({ no: 3 })
    await golden.replica.receive([all.bytes, other.bytes], ORIGIN)
    const expected = await setOf(golden)
    await golden.stop()
    const gone = fc.uniqueArray(fc.integer({ min: 0, max: all.facts.length - 1 }), { minLength: 1, maxLength: all.facts.length })
    const copies = fc.array(fc.tuple(fc.boolean(), gone), { maxLength: 6 })

    await fc.assert(fc.asyncProperty(copies, async list => {
      const copy = await openReplica({ no: 4, remembers: true })

      for (const [isOther, places] of list) {
        await copy.replica.receive([redactFacts(isOther ? other : all, places).bytes], ORIGIN)
      }

      const live = await setOf(copy)
      const built = await copy.crash({ kv: memoryKV() })
      expect(await setOf(built)).to.deep.equal(live)
      await built.replica.receive([other.bytes, all.bytes], ORIGIN)
      expect(await setOf(built)).to.deep.equal(expected)
      const again = await built.crash({ kv: memoryKV() })
      expect(await setOf(again)).to.deep.equal(expected)
      expect(await wantedAfter(again)).to.equal(0)
      await again.stop()
    }), { seed: SEED, numRuns: 40 })
  })

  async function offer (...bundles: Bundle[]): Promise<Verdict[]> {
    return stage.replica.receive(bundles.map(({ bytes }) => bytes), ORIGIN)
  }

  /** The same replica with an index that was built anew. */
  async function rebuilt (): Promise<Stage> {
    stage = await stage.crash({ kv: memoryKV() })
    return stage
  }
})

/** How many bundles are wanted once everything that is under way has been noted. */
async function wantedAfter ({ clock, replica }: Stage): Promise<number> {
  for (let turn = 0; turn < 20; turn++) {
    await clock.advanceAsync(0)
  }

  return replica.scopes()[0].wanted
}

/** The entries that do not tell where a bundle lies in the journal. */
async function setOf (stage: Stage): Promise<string[]> {
  return (await dump(stage)).filter(line => line.slice(0, 2) >= '05')
}

function textOf (verdicts: readonly Verdict[]): string[] {
  return verdicts.map(verdict => verdict.result === 'accept' ? `accept ${verdict.known ? 'known' : 'new'}` : `${verdict.result} ${verdict.code}`)
}
