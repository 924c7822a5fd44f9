import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { blake3 } from '../../src/model/bytes/index.ts'
import { MemoryFiles, SimulatedClock } from '../../src/platform/index.ts'
import { AUDIT_TYPES, auditLog, isSampled } from '../../src/replica/audit/index.ts'
import { auditCodec } from '../../src/replica/record/index.ts'
import { ACT, entriesOf } from '../fixtures/audit.ts'
import { contentOf, journalOver } from '../fixtures/journal.ts'
import type { AuditEvent, AuditLog, AuditQuery } from '../../src/replica/audit/index.ts'
import type { Journal } from '../../src/storage/journal/index.ts'

const SEED = 83_301
const MINUTE = 60_000

describe('audit log', () => {
  let operations: string[]
  let files: MemoryFiles
  let clock: SimulatedClock
  let journal: Journal
  let audit: AuditLog

  const open = async (): Promise<void> => {
    journal = journalOver(files, { segmentBytesMax: 1000 })
    await journal.start()
    audit = auditLog()({ journal, clock, timers: clock })
    await audit.start()
  }

  const close = async (): Promise<void> => {
    await audit.stop()
    await journal.stop()
  }

  const restart = async (): Promise<void> => {
    await close()
    await open()
  }

  const allPages = async (query: AuditQuery): Promise<number[]> => (await entriesOf(audit, query)).map(({ number }) => number)

  beforeEach(async () => {
    operations = []
    files = new MemoryFiles({
      fault: operation => {
        operations.push(operation.name)
        return undefined
      }
    })
    clock = new SimulatedClock()
    await open()
  })

  afterEach(async () => {
    await close()
  })

  it('writes every type of its list, and reads it back', async () => {
    for (const type of AUDIT_TYPES) {
      expect(await audit.append({ type, peer: 'k51', actor: 'me', scope: 'team', reason: 'why', detail: { fact: 'b.0' } })).to.equal('written')
    }
    expect((await entriesOf(audit)).map(({ type }) => type)).to.deep.equal(AUDIT_TYPES)
    expect((await entriesOf(audit))[0]).to.include({ number: 1, peer: 'k51', actor: 'me', scope: 'team', reason: 'why', timeMs: clock.nowMs() })
      .and.to.have.deep.property('detail', { fact: 'b.0' })
    expect(new Set(AUDIT_TYPES).size).to.equal(AUDIT_TYPES.length)
    expect(AUDIT_TYPES.filter(isSampled)).to.include('scope_violation').and.not.to.include('admin_action')
  })

  it('chains each entry to the one before', async () => {
    for (let number = 0; number < 30; number++) {
      await audit.append(ACT)
    }
    const payloads = [...(await contentOf(journal)).values()]
    let previous: Uint8Array = new Uint8Array(32)

    for (const [index, payload] of payloads.entries()) {
      expect(auditCodec.decode(payload)?.value).to.deep.include({ number: index + 1, previous })
      previous = blake3(payload)
    }
    expect(await audit.verify()).to.deep.equal({ entries: 30, flaw: undefined })
  })

  it('goes on with its chain after a restart and a power cut, and never back in time', async () => {
    await audit.append(ACT)
    clock.jump(-MINUTE)
    await audit.append(ACT)
    await restart()
    await audit.append(ACT)
    files.crash()
    await open()
    clock.jump(2 * MINUTE)
    await audit.append(ACT)
    const times = (await entriesOf(audit)).map(({ timeMs }) => timeMs)

    expect(times.map(time => time - times[0])).to.deep.equal([0, 0, 0, MINUTE])
    expect(await audit.verify()).to.deep.equal({ entries: 4, flaw: undefined })
  })

  it('finds its end by reading the newest segment alone', async () => {
    for (let number = 0; number < 100; number++) {
      await audit.append(ACT)
    }
    await audit.stop()
    const log = auditLog()({ journal, clock })

    operations.length = 0
    await log.start()
    expect(log.stat().entries).to.equal(100)
    expect(operations.filter(name => name === 'read').length).to.be.at.most(3)
  })

  it('finds its end in an older segment when a roll was the last thing', async () => {
    await audit.append(ACT)
    await journal.append(new Uint8Array(990))
    await restart()
    expect(audit.stat().entries).to.equal(1)
    await audit.append(ACT)
    expect(await audit.verify()).to.deep.equal({ entries: 2, flaw: undefined })
  })

  it('lets many appends share a sync', async () => {
    await journal.stop()
    journal = journalOver(files)
    await journal.start()
    audit = auditLog()({ journal, clock })
    await audit.start()
    await Promise.all(Array.from({ length: 300 }, async () => audit.append(ACT)))
    expect(journal.stat()).to.include({ appended: 300, syncs: 1 })
    expect(await audit.verify()).to.deep.equal({ entries: 300, flaw: undefined })
  })

  it('takes whatever strangers write', async () => {
    const long = 'x'.repeat(10_000)
    const circle: AuditEvent['detail'] = {}

    circle.self = circle
    for (const detail of [{ long }, circle, { number: NaN }, JSON.parse('{"__proto__":1}')]) {
      await audit.append({ ...ACT, actor: `\uFEFF\uFEFF\uD800${long}`, reason: '', detail })
    }
    for (const { actor, reason, detail } of await entriesOf(audit)) {
      expect(actor).to.have.length.at.most(512).and.to.match(/^\uFFFDx+$/)
      expect([reason, detail]).to.deep.equal(['', { unwritable: true }])
    }
  })

  describe('query', () => {
    it('answers pages of what was asked for, in both orders', async function () {
      this.timeout(600_000)
      const event = fc.record({
        type: fc.constantFrom<AuditEvent['type']>('admin_action', 'token_issue', 'key_rotation'),
        peer: fc.constantFrom('k1', 'k2', undefined),
        actor: fc.constantFrom('a', undefined),
        afterMs: fc.nat(2)
      })
      const query = fc.record({
        type: fc.option(fc.constantFrom<AuditEvent['type']>('admin_action', 'token_issue'), { nil: undefined }),
        peer: fc.constantFrom('k1', undefined),
        actor: fc.constantFrom('a', undefined, undefined),
        fromMs: fc.option(fc.nat(60), { nil: undefined }),
        toMs: fc.option(fc.nat(60), { nil: undefined }),
        limit: fc.integer({ min: 1, max: 9 })
      })

      await fc.assert(fc.asyncProperty(fc.array(event, { maxLength: 60, size: 'max' }), fc.array(query, { minLength: 4, maxLength: 4 }), async (events, queries) => {
        files = new MemoryFiles()
        clock = new SimulatedClock()
        await open()
        const startMs = clock.nowMs()
        const written: Array<AuditEvent & { timeMs: number, number: number }> = []

        for (const [index, { afterMs, ...rest }] of events.entries()) {
          clock.advance(afterMs)
          await audit.append(rest)
          written.push({ ...rest, timeMs: clock.nowMs() - startMs, number: index + 1 })
        }
        for (const { type, peer, actor, fromMs = 0, toMs = Infinity, limit } of queries) {
          const expected = written.filter(entry => (type ?? entry.type) === entry.type && (peer ?? entry.peer) === entry.peer &&
            (actor ?? entry.actor) === entry.actor && entry.timeMs >= fromMs && entry.timeMs < toMs).map(({ number }) => number)
          const asked: AuditQuery = { type, peer, actor, limit, fromMs: startMs + fromMs, toMs: startMs + toMs }

          expect(await allPages({ ...asked, order: 'oldest' })).to.deep.equal(expected)
          expect(await allPages({ ...asked, order: 'newest' })).to.deep.equal(expected.reverse())
        }
        await close()
      }), { seed: SEED, numRuns: 60 })
    })

    it('has a default, a least and a greatest page, and takes any cursor', async () => {
      await Promise.all(Array.from({ length: 600 }, async () => audit.append(ACT)))
      const lengthOf = async (query: AuditQuery): Promise<number> => (await audit.records(query)).records.length

      expect(await Promise.all([undefined, 0, -5, 1.7, 9_999].map(async limit => lengthOf({ limit })))).to.deep.equal([50, 1, 1, 1, 500])
      for (const order of ['newest', 'oldest'] as const) {
        expect((await allPages({ order, limit: 70 })).length).to.equal(600)
        for (const cursor of [-1, 0, 1.5, 599, 10_000, Infinity]) {
          await audit.records({ order, cursor })
        }
      }
      expect((await audit.records({ cursor: 2 })).records.map(({ number }) => number)).to.deep.equal([1])
      expect(journal.stat().damaged).to.equal(0)
    })

    it('answers nothing of an empty log', async () => {
      for (const order of ['newest', 'oldest'] as const) {
        expect(await audit.records({ order })).to.deep.equal({ records: [], next: undefined })
      }
      expect(await audit.verify()).to.deep.equal({ entries: 0, flaw: undefined })
    })

    it('stops when it is told to', async () => {
      await audit.append(ACT)
      for (const order of ['newest', 'oldest'] as const) {
        await expect(audit.records({ order }, { signal: AbortSignal.abort() })).to.eventually.be.rejected.with.property('name', 'AbortError')
      }
    })
  })

  describe('verify', () => {
    /** A log over a journal of other payloads. */
    const openOver = async (payloads: readonly Uint8Array[]): Promise<void> => {
      await close()
      files = new MemoryFiles()
      journal = journalOver(files)
      await journal.start()
      await journal.appendAll(payloads)
      audit = auditLog()({ journal, clock })
      await audit.start()
    }

    const writeFive = async (): Promise<Uint8Array[]> => {
      for (let number = 0; number < 5; number++) {
        clock.advance(10)
        await audit.append(ACT)
      }

      return [...(await contentOf(journal)).values()]
    }

    it('names the first break of a chain', async () => {
      const whole = await writeFive()
      const third = auditCodec.decode(whole[2])

      if (third == null) { expect.fail('the third entry is none') }
      const changed = auditCodec.encode({ ...third, value: { ...third.value, actor: 'somebody else' } })
      const early = auditCodec.encode({ ...third, timeMs: third.timeMs - 50 })
      const cases: Array<[Uint8Array[], number, string, number]> = [
        [[...whole.slice(0, 2), ...whole.slice(3)], 2, 'number', 4],
        [[...whole.slice(0, 2), changed, ...whole.slice(3)], 3, 'previous', 4],
        [[...whole.slice(0, 2), early, ...whole.slice(3)], 2, 'time', 3],
        [[whole[0], whole[2], whole[1]], 1, 'number', 3],
        [whole.slice(1), 0, 'number', 2]
      ]

      for (const [payloads, entries, flaw, number] of cases) {
        await openOver(payloads)
        const report = await audit.verify()

        expect(report.entries).to.equal(entries)
        expect(report.flaw).to.include({ flaw, number })
      }
    })

    it('misses what was written in this run and is not there', async () => {
      const whole = journal
      const shorter: Journal = Object.create(whole, {
        records: {
          value: async function * () {
            for await (const record of whole.records()) {
              if (auditCodec.decode(record.payload)?.value.number !== 5) { yield record }
            }
          }
        }
      })

      audit = auditLog()({ journal: shorter, clock })
      await audit.start()
      await writeFive()
      expect((await audit.verify()).flaw).to.include({ flaw: 'end', number: 5 })
    })

    it('knows its newest entry, of which nothing that follows tells', async () => {
      const whole = journal
      const forged: Journal = Object.create(whole, {
        records: {
          value: async function * () {
            for await (const record of whole.records()) {
              const entry = auditCodec.decode(record.payload)
              yield entry?.value.number === 5 ? { ...record, payload: auditCodec.encode({ ...entry, value: { ...entry.value, actor: 'somebody else' } }) } : record
            }
          }
        }
      })

      audit = auditLog()({ journal: forged, clock })
      await audit.start()
      await writeFive()
      expect(await audit.verify()).to.deep.include({ entries: 4 })
      expect((await audit.verify()).flaw).to.include({ flaw: 'end', number: 5 })
    })

    it('passes over records that are no entries', async () => {
      const whole = await writeFive()

      await openOver([Uint8Array.of(99), ...whole.slice(0, 3), new Uint8Array(), ...whole.slice(3)])
      expect(await audit.verify()).to.deep.equal({ entries: 5, flaw: undefined })
    })
  })
})
