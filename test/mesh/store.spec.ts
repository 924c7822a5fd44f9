import { expect } from 'aegir/chai'
import { homeHolder, HomeLockedError, NoHomeError, rebuildStore, statHome, verifyHome } from '../../src/mesh/index.ts'
import { MemoryFiles } from '../../src/platform/index.ts'
import { addRecords, changeFile, flipped, FOUNDING_BUNDLES, FOUNDING_ENTRIES, HOME, Machines, makeHome, NET, newestSegment, splitJournal, withMesh } from '../fixtures/backups.ts'
import { filesBelow } from '../fixtures/homes.ts'
import type { StoreProgress } from '../../src/mesh/index.ts'
import type { Said } from '../fixtures/backups.ts'

describe('a home at rest', () => {
  let files: MemoryFiles
  let machines: Machines
  let said: Said

  beforeEach(async () => {
    files = new MemoryFiles()
    machines = new Machines(files)
    said = await makeHome(machines.next(), 30)
  })

  it('is read without being changed', async () => {
    await splitJournal(files)
    await addRecords(files, `${HOME}/audit`, 2)
    const before = await filesBelow(files, HOME)
    const told: StoreProgress[] = []
    const [check, ...rest] = await verifyHome({ home: HOME, platform: machines.next(), onProgress: progress => { told.push(progress) } })
    expect(check).to.deep.include({ journal: 'journal', ok: true, records: 30 + FOUNDING_BUNDLES, damaged: 0, damage: [], tailBytes: 0 })
    expect(rest.map(({ journal, ok, records }) => [journal, ok, records])).to.deep.equal([['local', true, 0], ['audit', true, 2 + FOUNDING_ENTRIES]])
    const stats = await statHome({ home: HOME, platform: machines.next() })
    expect(stats.map(({ journal }) => journal)).to.deep.equal(['journal', 'local', 'audit'])
    expect(stats[0]).to.include({ segments: check.segments, start: 0 })
    const bytes = stats.reduce((sum, stat) => sum + stat.bytes, 0)
    expect(told.at(-1)).to.deep.equal({ step: 'check', done: bytes, total: bytes })
    expect(await filesBelow(files, HOME)).to.deep.equal(before)
  })

  it('tells damage from a tail', async () => {
    await changeFile(files, await newestSegment(files), bytes => Uint8Array.of(...bytes, 1, 2, 3))
    const [torn] = await verifyHome({ home: HOME, platform: machines.next() })
    expect(torn).to.include({ ok: true, records: 30 + FOUNDING_BUNDLES, damaged: 0, tailBytes: 3 })
    await changeFile(files, await newestSegment(files), bytes => flipped(bytes, 200))
    const before = await filesBelow(files, HOME)
    const [damaged] = await verifyHome({ home: HOME, platform: machines.next() })
    expect(damaged).to.include({ ok: false, records: 29 + FOUNDING_BUNDLES, damaged: 1, tailBytes: 3 })
    expect(damaged.damage.map(({ kind }) => kind)).to.deep.equal(['record'])
    expect(await filesBelow(files, HOME)).to.deep.equal(before)
  })

  it('has three journals that are checked, whether a node runs in it or not', async () => {
    const machine = machines.next()
    await withMesh(machine, async mesh => {
      const { journals, ...bundles } = await mesh.verifyJournal()
      expect(bundles).to.deep.include({ records: 30 + FOUNDING_BUNDLES, damaged: 0, damage: [] })
      expect(journals).to.deep.equal(await verifyHome({ home: HOME, platform: machine }))
      expect(mesh.status().journals.map(({ journal, segments }) => [journal, segments])).to.deep.equal([['journal', 1], ['local', 1], ['audit', 1]])
    })
  })

  it('tells damage of any journal while a node runs in it', async () => {
    await addRecords(files, `${HOME}/local`, 3)
    const [segment] = await files.list(`${HOME}/local`)
    await withMesh(machines.next(), async mesh => {
      await changeFile(files, `${HOME}/local/${segment}`, bytes => flipped(bytes, bytes.length - 1))
      const { damaged, journals } = await mesh.verifyJournal()
      expect(damaged).to.equal(0)
      expect(journals.map(({ journal, ok, damaged }) => [journal, ok, damaged])).to.deep.equal([['journal', true, 0], ['local', false, 1], ['audit', true, 0]])
    })
  })

  it('says in its status and its warnings which journal is damaged', async () => {
    await addRecords(files, `${HOME}/local`, 3)
    const [segment] = await files.list(`${HOME}/local`)
    await changeFile(files, `${HOME}/local/${segment}`, bytes => flipped(bytes))
    await withMesh(machines.next(), async mesh => {
      const { storage, warnings } = mesh.status()
      expect(storage.damaged).to.equal(1)
      expect(warnings.some(warning => warning.startsWith('journal_damaged: 1 ranges of the journal "local"'))).to.equal(true)
    })
  })

  it('has its index built again', async () => {
    const told: StoreProgress[] = []
    const report = await rebuildStore({ home: HOME, platform: machines.next(), onProgress: progress => { told.push(progress) } })
    expect(report).to.include({ net: NET, facts: 30 + FOUNDING_BUNDLES, bundles: 30 + FOUNDING_BUNDLES })
    expect(report.scopes.map(({ name, facts, root }) => [name, facts, root])).to.deep.equal(said.roots)
    expect(told.every(({ step, done, total }) => step === 'rebuild' && done <= total)).to.equal(true)
    expect(await homeHolder({ home: HOME, platform: machines.next() })).to.equal(undefined)
  })

  it('is left alone by a rebuild while a node runs in it', async () => {
    const machine = machines.next()
    await withMesh(machine, async () => {
      expect(await homeHolder({ home: HOME, platform: machine })).to.equal(machine.processes.pid)
      await expect(rebuildStore({ home: HOME, platform: machine })).to.eventually.be.rejectedWith(HomeLockedError, String(machine.processes.pid))
    })
  })

  it('is told from no home', async () => {
    for (const work of [verifyHome, statHome, rebuildStore]) {
      await expect(work({ home: '/none', platform: machines.next() })).to.eventually.be.rejectedWith(NoHomeError)
    }
    expect(await files.list('/')).to.deep.equal(['data'])
  })
})
