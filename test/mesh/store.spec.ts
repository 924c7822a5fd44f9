import { expect } from 'aegir/chai'
import { homeHolder, HomeLockedError, NoHomeError, rebuildStore, statHome, verifyHome } from '../../src/mesh/index.ts'
import { MemoryFiles } from '../../src/platform/index.ts'
import { changeFile, flipped, HOME, Machines, makeHome, NET, newestSegment, splitJournal, withMesh } from '../fixtures/backups.ts'
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
    const before = await filesBelow(files, HOME)
    const told: StoreProgress[] = []
    const [check, ...rest] = await verifyHome({ home: HOME, platform: machines.next(), onProgress: progress => { told.push(progress) } })
    expect(check).to.deep.include({ journal: 'journal', ok: true, records: 30, damaged: 0, damage: [], tailBytes: 0 })
    expect(rest).to.deep.equal([])
    const [stat] = await statHome({ home: HOME, platform: machines.next() })
    expect(stat).to.include({ journal: 'journal', segments: check.segments, start: 0 })
    expect(told.at(-1)).to.deep.equal({ step: 'check', done: stat.bytes, total: stat.bytes })
    expect(await filesBelow(files, HOME)).to.deep.equal(before)
  })

  it('tells damage from a tail', async () => {
    await changeFile(files, await newestSegment(files), bytes => Uint8Array.of(...bytes, 1, 2, 3))
    const [torn] = await verifyHome({ home: HOME, platform: machines.next() })
    expect(torn).to.include({ ok: true, records: 30, damaged: 0, tailBytes: 3 })
    await changeFile(files, await newestSegment(files), bytes => flipped(bytes, 200))
    const before = await filesBelow(files, HOME)
    const [damaged] = await verifyHome({ home: HOME, platform: machines.next() })
    expect(damaged).to.include({ ok: false, records: 29, damaged: 1, tailBytes: 3 })
    expect(damaged.damage.map(({ kind }) => kind)).to.deep.equal(['record'])
    expect(await filesBelow(files, HOME)).to.deep.equal(before)
  })

  it('has its index built again', async () => {
    const told: StoreProgress[] = []
    const report = await rebuildStore({ home: HOME, platform: machines.next(), onProgress: progress => { told.push(progress) } })
    expect(report).to.include({ net: NET, facts: 30, bundles: 30 })
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
