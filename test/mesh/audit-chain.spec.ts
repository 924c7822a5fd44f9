import { expect } from 'aegir/chai'
import { NoHomeError, verifyHomeAudit } from '../../src/mesh/index.ts'
import { blake3 } from '../../src/model/bytes/index.ts'
import { MemoryFiles, platform } from '../../src/platform/index.ts'
import { auditCodec } from '../../src/replica/record/index.ts'
import { segmentedJournal } from '../../src/storage/journal/index.ts'
import { changeFile, flipped, FOUNDING_ENTRIES, HOME, Machines, makeHome, withMesh } from '../fixtures/backups.ts'
import { filesBelow } from '../fixtures/homes.ts'
import type { StoreProgress } from '../../src/mesh/index.ts'
import type { AuditReport } from '../../src/replica/audit/index.ts'

const NOTED = 6
const ENTRIES = NOTED + FOUNDING_ENTRIES

describe('the audit chain of a home', () => {
  let files: MemoryFiles
  let machines: Machines

  const atRest = async (onProgress?: (progress: StoreProgress) => void): Promise<AuditReport> => verifyHomeAudit({ home: HOME, platform: machines.next(), onProgress })
  const running = async (): Promise<AuditReport> => withMesh(machines.next(), async mesh => mesh.verifyAudit())

  /** The file of the log, and where each of its records stands in it. */
  async function segment (): Promise<{ path: string, offsets: number[], payloads: Uint8Array[] }> {
    const journal = segmentedJournal()({ files, crc32c: platform().crc32c, directory: `${HOME}/audit` })
    await journal.start()
    const payloads: Uint8Array[] = []
    for await (const { payload } of journal.records()) { payloads.push(payload.slice()) }
    await journal.stop()
    const path = `${HOME}/audit/${(await files.list(`${HOME}/audit`))[0]}`
    const bytes = await files.readFile(path) ?? new Uint8Array()
    const text = new TextDecoder('latin1').decode(bytes)
    return { path, payloads, offsets: payloads.map(payload => text.indexOf(new TextDecoder('latin1').decode(payload))) }
  }

  /** Writes the log again with other payloads, every record of it sound. */
  async function rewrite (payloads: readonly Uint8Array[]): Promise<void> {
    await files.remove(`${HOME}/audit`)
    await files.makeDirectory(`${HOME}/audit`)
    const journal = segmentedJournal()({ files, crc32c: platform().crc32c, directory: `${HOME}/audit` })
    await journal.start()
    await journal.appendAll(payloads)
    await journal.stop()
  }

  beforeEach(async () => {
    files = new MemoryFiles()
    machines = new Machines(files)
    await makeHome(machines.next(), 2)
    await withMesh(machines.next(), async mesh => {
      for (let i = 0; i < NOTED; i++) { await mesh.note({ type: 'admin_action', actor: `operator ${i}` }) }
    })
  })

  it('is whole, whether a node runs or not, and reading it changes nothing', async () => {
    const before = await filesBelow(files, HOME)
    const told: StoreProgress[] = []
    expect(await atRest(progress => { told.push(progress) })).to.deep.equal({ entries: ENTRIES, flaw: undefined })
    expect(told.at(-1)).to.include({ step: 'check', done: told.at(-1)?.total })
    expect(await filesBelow(files, HOME)).to.deep.equal(before)
    expect(await running()).to.deep.equal({ entries: ENTRIES, flaw: undefined })
  })

  it('breaks where a bit of any record was turned over', async () => {
    const { path, offsets, payloads } = await segment()
    const sound = await files.readFile(path) ?? new Uint8Array()
    for (const [i, offset] of offsets.entries()) {
      await changeFile(files, path, () => flipped(sound, offset + (payloads[i].length >> 1)))
      const { entries, flaw } = await atRest()
      expect(entries, `record ${i + 1}`).to.equal(i)
      expect(flaw?.flaw, `record ${i + 1}`).to.equal(i === ENTRIES - 1 ? 'end' : 'number') // at the end it looks like a write that was cut off
      await changeFile(files, path, () => sound)
    }
  })

  it('breaks where an entry was changed, taken out or put in, by somebody who knows the format', async () => {
    const { payloads } = await segment()
    const third = auditCodec.decode(payloads[2])
    if (third == null) { throw new TypeError('The third record is no entry.') }
    const changed = auditCodec.encode({ ...third, value: { ...third.value, actor: 'somebody else' } })
    for (const [forged, flaw, number] of [
      [payloads.toSpliced(2, 1, changed), 'previous', 4],
      [payloads.toSpliced(2, 1), 'number', 4],
      [payloads.slice(1), 'number', 2],
      [payloads.toSpliced(2, 0, payloads[0]), 'number', 1]
    ] as const) {
      await rewrite(forged)
      expect((await atRest()).flaw).to.include({ flaw, number })
      expect((await running()).flaw).to.include({ flaw, number })
    }
  })

  it('ends where it was noted to end: entries taken away or changed there are missed, at rest and for good', async () => {
    const { payloads } = await segment()
    const last = auditCodec.decode(payloads[ENTRIES - 1])
    if (last == null) { throw new TypeError('The last record is no entry.') }
    const changed = auditCodec.encode({ ...last, value: { ...last.value, actor: 'somebody else' } })
    const forged = auditCodec.encode({ ...last, value: { ...last.value, number: ENTRIES + 1, previous: blake3(changed) } })
    const anchor = await files.readFile(`${HOME}/audit.json`) ?? new Uint8Array()
    for (const [records, entries] of [
      [payloads.slice(0, -1), ENTRIES - 1],
      [payloads.slice(0, 2), 2],
      [[], 0],
      [payloads.with(ENTRIES - 1, changed), ENTRIES - 1],
      [[...payloads.with(ENTRIES - 1, changed), forged], ENTRIES - 1]
    ] as const) {
      await rewrite(records)
      await changeFile(files, `${HOME}/audit.json`, () => anchor)
      expect(await atRest()).to.deep.include({ entries })
      expect((await atRest()).flaw).to.include({ flaw: 'end', number: entries + 1 })
      expect((await running()).flaw, 'the node says so in the log').to.include({ flaw: 'end', number: records.length + 1 })
      expect((await atRest()).flaw).to.include({ flaw: 'end', number: records.length + 1 })
    }
  })

  it('takes the tail that a crash leaves for no damage, and a home without entries for a whole one', async () => {
    const { path } = await segment()
    await changeFile(files, path, bytes => Uint8Array.of(...bytes, 1, 2, 3))
    expect(await atRest()).to.deep.equal({ entries: ENTRIES, flaw: undefined })
    await files.remove(`${HOME}/audit`)
    expect((await atRest()).flaw, 'entries were noted').to.include({ flaw: 'end', number: 1 })
    await files.remove(`${HOME}/audit.json`)
    expect(await atRest()).to.deep.equal({ entries: 0, flaw: undefined })
    await expect(verifyHomeAudit({ home: '/data/none', platform: machines.next() })).to.eventually.be.rejectedWith(NoHomeError)
  })
})
