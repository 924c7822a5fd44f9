import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { MemoryFiles, SimulatedClock } from '../../src/platform/index.ts'
import { auditLog } from '../../src/replica/audit/index.ts'
import { JournalFailedError } from '../../src/storage/journal/index.ts'
import { ACT, entriesOf } from '../fixtures/audit.ts'
import { JOURNAL_DIRECTORY, journalOver } from '../fixtures/journal.ts'
import type { FilesFault, FilesOperation } from '../../src/platform/index.ts'
import type { AuditLog, AuditLogInit } from '../../src/replica/audit/index.ts'
import type { Journal } from '../../src/storage/journal/index.ts'

const SEED = 83_401
const MINUTE = 60_000

describe('audit log in trouble', () => {
  let fault: ((operation: FilesOperation) => FilesFault | undefined) | undefined
  let files: MemoryFiles
  let clock: SimulatedClock
  let journal: Journal
  let audit: AuditLog

  const open = async (init?: AuditLogInit): Promise<void> => {
    journal = journalOver(files, { segmentBytesMax: 1000 })
    await journal.start()
    audit = auditLog(init)({ journal, clock, timers: clock })
    await audit.start()
  }

  const close = async (): Promise<void> => {
    await audit.stop()
    await journal.stop()
  }

  const restart = async (init?: AuditLogInit): Promise<void> => {
    await close()
    await open(init)
  }

  beforeEach(async () => {
    fault = undefined
    files = new MemoryFiles({ fault: operation => fault?.(operation) })
    clock = new SimulatedClock()
    await open()
  })

  afterEach(async () => {
    await close()
  })

  describe('when the disk fails', () => {
    it('refuses the event and goes on with the chain', async () => {
      await audit.append(ACT)
      for (const name of ['write', 'sync']) {
        fault = operation => operation.name.startsWith(name) ? { code: 'EIO' } : undefined
        const failed = await Promise.allSettled([audit.append(ACT), audit.append(ACT)])

        expect(failed.map(result => result.status === 'rejected' && result.reason instanceof JournalFailedError)).to.deep.equal([true, true])
        await expect(audit.append(ACT)).to.eventually.be.rejected()
        fault = undefined
        expect(await audit.append(ACT)).to.equal('written')
      }
      await restart()
      expect(await audit.verify()).to.deep.equal({ entries: 3, flaw: undefined })
    })

    it('counts what it could not write', async () => {
      fault = ({ name }) => name.startsWith('write') ? { code: 'EIO' } : undefined
      await expect(audit.append({ type: 'scope_violation', peer: 'k1' })).to.eventually.be.rejectedWith(JournalFailedError)
      fault = undefined
      clock.advance(MINUTE)
      await audit.append(ACT)
      expect((await entriesOf(audit)).map(({ type, peer, detail }) => [type, peer, detail])).to.deep.equal([
        ['repeated', 'k1', { type: 'scope_violation', count: 1 }],
        ['admin_action', undefined, undefined]
      ])
    })
  })

  it('holds each event that it answered for once, whatever fails and whenever the power goes', async function () {
    this.timeout(600_000)
    const round = fc.record({
      events: fc.integer({ min: 1, max: 25 }),
      failing: fc.constantFrom('write', 'sync', 'open', 'truncate', 'syncDirectory', 'read', ''),
      code: fc.constantFrom('EIO', 'ENOSPC'),
      passed: fc.nat(4),
      sticky: fc.boolean(),
      then: fc.constantFrom('go on', 'crash', 'restart')
    })

    await fc.assert(fc.asyncProperty(fc.array(round, { maxLength: 12, size: 'max' }), async rounds => {
      let failing: (operation: FilesOperation) => FilesFault | undefined = () => undefined

      files = new MemoryFiles({ fault: operation => failing(operation) })
      clock = new SimulatedClock()
      const begin = async (): Promise<void> => {
        journal = journalOver(files, { segmentBytesMax: 1000 })
        await journal.start()
        audit = auditLog({ reserveBytes: 2 ** 18 })({ journal, clock, reserve: { files, directory: JOURNAL_DIRECTORY } })
        await audit.start()
      }
      const answered: string[] = []
      const appendMany = async (index: number, events: number): Promise<void> => {
        await Promise.all(Array.from({ length: events }, async (_, number) => {
          const actor = `${index}.${number}`

          await audit.append({ ...ACT, actor }).then(() => answered.push(actor), () => undefined)
        }))
      }

      await begin()
      for (const [index, { events, failing: name, code, passed, sticky, then }] of rounds.entries()) {
        let left = passed

        failing = operation => operation.name === name && left-- <= 0 && (sticky || left === -1) ? { code } : undefined
        await appendMany(index, events)
        failing = () => undefined
        if (then === 'crash') { files.crash() }
        if (then === 'restart') { await close() }
        if (then !== 'go on') { await begin() }
      }
      await close()
      await begin()
      const held = (await entriesOf(audit)).map(({ actor }) => actor)

      expect(new Set(held).size).to.equal(held.length)
      expect(answered.filter(actor => !held.includes(actor))).to.deep.equal([])
      expect(await audit.verify()).to.deep.equal({ entries: held.length, flaw: undefined })
      await close()
    }), { seed: SEED, numRuns: 150 })
  })

  describe('under a flood', () => {
    const violate = async (peer: string): Promise<string> => audit.append({ type: 'scope_violation', peer })

    it('writes the first of each kind in a minute and counts the others', async () => {
      await restart({ perMinuteMax: 3 })
      const outcomes = await Promise.all(Array.from({ length: 10 }, async () => violate('k1')))

      expect(outcomes.filter(outcome => outcome === 'written')).to.have.length(3)
      expect(await violate('k2')).to.equal('written')
      expect(await audit.append({ type: 'rejected_fact', peer: 'k1' })).to.equal('written')
      expect(audit.stat().counted).to.equal(7)
      await clock.advanceAsync(MINUTE)
      expect(await violate('k1')).to.equal('written')
      const written = (await entriesOf(audit)).map(({ type, peer, detail }) => detail == null ? `${type} ${peer}` : `${type} ${peer} ${JSON.stringify(detail)}`)

      expect(written).to.deep.equal([
        ...Array.from({ length: 3 }, () => 'scope_violation k1'),
        'scope_violation k2',
        'rejected_fact k1',
        'repeated k1 {"type":"scope_violation","count":7}',
        'scope_violation k1'
      ])
    })

    it('hides no reason behind a flood of another one', async () => {
      await restart({ perMinuteMax: 2 })
      const reject = async (reason: string): Promise<string> => audit.append({ type: 'rejected_token', peer: 'k1', reason })

      expect(await Promise.all(['token_expired', 'token_expired', 'token_expired', 'invalid_audience'].map(reject))).to.deep.equal(['written', 'written', 'counted', 'written'])
      await restart()
      expect((await entriesOf(audit, { type: 'repeated' })).map(({ peer, reason, detail }) => [peer, reason, detail?.count])).to.deep.equal([['k1', 'token_expired', 1]])
    })

    it('writes one a minute of what happens all day, of each peer and actor', async () => {
      const write = async (actor: string): Promise<string> => audit.append({ type: 'fact_write', actor })

      expect(await Promise.all(['a', 'a', 'b', 'a', 'b'].map(write))).to.deep.equal(['written', 'counted', 'written', 'counted', 'counted'])
      await clock.advanceAsync(MINUTE)
      expect(await write('a')).to.equal('written')
      expect((await entriesOf(audit)).map(({ type, actor, detail }) => [type, actor, detail?.count])).to.deep.equal([
        ['fact_write', 'a', undefined], ['fact_write', 'b', undefined], ['repeated', 'a', 2], ['repeated', 'b', 1], ['fact_write', 'a', undefined]
      ])
    })

    it('writes its counters when it stops', async () => {
      await restart({ perMinuteMax: 1 })
      await Promise.all([violate('k1'), violate('k1')])
      await restart()
      expect((await entriesOf(audit)).map(({ type }) => type)).to.deep.equal(['scope_violation', 'repeated'])
    })

    it('counts a counter on that could not be written', async () => {
      await restart({ perMinuteMax: 1 })
      await Promise.all([violate('k1'), violate('k1'), violate('k1')])
      fault = ({ name }) => name.startsWith('write') ? { code: 'ENOSPC' } : undefined
      await clock.advanceAsync(MINUTE)
      await expect(audit.append(ACT)).to.eventually.be.rejected()
      fault = undefined
      await clock.advanceAsync(MINUTE)
      await audit.append(ACT)
      expect((await entriesOf(audit, { type: 'repeated' })).map(({ detail }) => detail)).to.deep.equal([{ type: 'scope_violation', count: 2 }])
      expect(audit.stat().counted).to.equal(2)
    })

    it('tells a bounded number of kinds apart', async () => {
      await restart({ perMinuteMax: 1, kindsMax: 10 })
      await Promise.all(Array.from({ length: 1000 }, async (_, number) => violate(`k${number}`)))
      await restart()
      expect(await entriesOf(audit, { type: 'scope_violation' })).to.have.length(11)
      expect((await entriesOf(audit, { type: 'repeated' })).map(({ peer, detail }) => [peer, detail])).to.deep.equal([[undefined, { type: 'scope_violation', count: 989 }]])
    })

    it('bounds what waits for the disk, but for the first of a kind and the acts of an operator', async () => {
      await restart({ waitingMax: 5 })
      const outcomes = await Promise.all([
        ...Array.from({ length: 20 }, async () => violate('k1')),
        violate('k2'),
        ...Array.from({ length: 20 }, async () => audit.append(ACT))
      ])

      expect(outcomes.filter(outcome => outcome === 'written')).to.have.length(5 + 1 + 20)
      expect(audit.stat().counted).to.equal(15)
    })
  })
})
