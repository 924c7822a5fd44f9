import { expect } from 'aegir/chai'
import { BackupDamagedError, BackupTooNewError, createBackup, FolderTakenError, HomeDamagedError, IdentityMissingError, NoBackupError, NoHomeError, restoreBackup, verifyBackup } from '../../src/mesh/index.ts'
import { MemoryFiles } from '../../src/platform/index.ts'
import { addRecords, BACKUP, changeFile, flipped, FOUNDING_BUNDLES, FOUNDING_ENTRIES, HOME, Machines, makeHome, NET, newestSegment, RESTORED, saidBy, splitJournal, withMesh } from '../fixtures/backups.ts'
import { BreakingDisk, filesBelow } from '../fixtures/homes.ts'
import { draftOf } from '../fixtures/meshes.ts'
import type { BackupCheck, BackupReport, RestoreReport } from '../../src/mesh/index.ts'
import type { Files } from '../../src/platform/index.ts'
import type { Said } from '../fixtures/backups.ts'

const FACTS = 40

/** Journals of a home. The newest segment of each is copied every time. */
const JOURNALS = 3
const KEY = `${HOME}/identity.key`

/** Work on one disk, each piece in a process of its own. */
class Desk {
  readonly files: Files
  readonly machines: Machines

  constructor (files: Files) {
    this.files = files
    this.machines = new Machines(files)
  }

  async create (more: { withIdentity?: boolean } = {}): Promise<BackupReport> {
    return createBackup({ home: HOME, folder: BACKUP, platform: this.machines.next(), ...more })
  }

  async verify (): Promise<BackupCheck> {
    return verifyBackup({ folder: BACKUP, platform: this.machines.next() })
  }

  async restore (more: { identityFile?: string, newIdentity?: boolean } = { identityFile: KEY }): Promise<RestoreReport> {
    return restoreBackup({ folder: BACKUP, home: RESTORED, platform: this.machines.next(), ...more })
  }

  /** What the node of the restored home says. */
  async said (): Promise<Said> {
    return withMesh(this.machines.next(), saidBy, { home: RESTORED })
  }
}

describe('a backup', () => {
  let files: MemoryFiles
  let desk: Desk
  let said: Said

  beforeEach(async () => {
    files = new MemoryFiles()
    desk = new Desk(files)
    said = await makeHome(desk.machines.next(), FACTS)
  })

  it('brings back every fact, in a home that begins a new lane', async () => {
    const { manifest } = await desk.create()
    expect(manifest).to.include({ net: NET, peerId: said.peerId })
    expect(manifest.scopes.map(({ scope, facts, root }) => [scope, facts, root])).to.have.deep.members(said.roots)
    expect(await desk.verify()).to.deep.include({ ok: true, faults: [] })
    expect(await desk.restore()).to.include({ peerId: said.peerId })
    expect(await files.list(RESTORED)).to.deep.equal(['audit', 'format.json', 'identity.key', 'journal', 'local'])
    expect(await files.modeOf(`${RESTORED}/identity.key`)).to.equal(0o600)
    expect(await desk.said()).to.deep.equal(said)
  })

  it('brings no token of the API back, nor one that was revoked behind it', async () => {
    const { token } = await withMesh(desk.machines.next(), async mesh => mesh.tokens.issue({ rights: ['admin'] }))
    await desk.create()
    await desk.restore()
    const { result, made } = await withMesh(desk.machines.next(), async mesh => ({ result: mesh.tokens.judge(token).result, made: mesh.tokens.list().length }), { home: RESTORED })
    expect([result, made]).to.deep.equal(['revoked', 1])
  })

  it('of a running node holds all that was answered before', async () => {
    await withMesh(desk.machines.next(), async mesh => {
      const answered = await Promise.all(Array.from({ length: 20 }, async (_, i) => mesh.assert(draftOf(1_000 + i))))
      const later = Array.from({ length: 50 }, async (_, i) => mesh.assert(draftOf(2_000 + i)))
      const machine = { ...desk.machines.next() }
      await createBackup({ home: HOME, folder: BACKUP, platform: machine })
      await Promise.all(later)
      said = { ...said, ids: [...said.ids, ...answered.map(({ id }) => id)] }
    })
    expect((await desk.verify()).ok).to.equal(true)
    await desk.restore()
    expect((await desk.said()).ids).to.include.members(said.ids)
  })

  it('copies only what is new the second time', async () => {
    await splitJournal(files)
    const first = await desk.create()
    expect(first.copiedFiles).to.be.greaterThan(5)
    expect(await desk.create()).to.include({ copiedFiles: JOURNALS, keptFiles: first.copiedFiles - JOURNALS })
    said = await withMesh(desk.machines.next(), async mesh => {
      await mesh.assert(draftOf(5_000))
      return saidBy(mesh)
    })
    expect(await desk.create()).to.include({ copiedFiles: JOURNALS, keptFiles: first.copiedFiles - JOURNALS })
    expect(await files.list(`${BACKUP}/journal`)).to.have.lengthOf(first.copiedFiles - (JOURNALS - 1))
    await desk.restore()
    expect(await desk.said()).to.deep.equal(said)
  })

  it('copies a full segment again when another one has its name', async () => {
    await splitJournal(files)
    const { manifest } = await desk.create()
    await changeFile(files, `${HOME}/${manifest.files.find(({ path }) => path.startsWith('journal/'))?.path ?? ''}`, bytes => flipped(bytes, 12))
    expect(await desk.create()).to.include({ copiedFiles: 1 + JOURNALS })
  })

  it('holds local records and the audit as well, and not the reserve of the audit', async () => {
    await addRecords(files, `${HOME}/local`, 5)
    await addRecords(files, `${HOME}/audit`, 7)
    await files.writeFileAtomic(`${HOME}/audit/reserve`, new Uint8Array(9))
    const { journals } = await desk.create()
    expect(journals.map(({ journal, records }) => [journal, records])).to.have.deep.members([['journal', FACTS + FOUNDING_BUNDLES], ['local', 5], ['audit', 7 + FOUNDING_ENTRIES]])
    await desk.restore()
    const [home, restored] = await Promise.all([HOME, RESTORED].map(async folder => filesBelow(files, folder)))
    for (const [name, bytes] of home) {
      if (name.endsWith('.seg')) { expect(restored.get(name), name).to.deep.equal(bytes) }
    }
    expect(restored.has('audit/reserve')).to.equal(false)
  })

  it('tells an unfinished tail, which is no damage', async () => {
    await changeFile(files, await newestSegment(files), bytes => Uint8Array.of(...bytes, 9, 0, 0, 0, 1, 2, 3))
    expect((await desk.create()).journals).to.have.nested.property('[0].tailBytes', 7)
    expect((await desk.verify()).ok).to.equal(true)
    await desk.restore()
    expect(await desk.said()).to.deep.equal(said)
  })

  it('of a damaged home says so, and brings back the rest', async () => {
    await changeFile(files, await newestSegment(files), bytes => flipped(bytes))
    expect((await desk.create()).journals).to.have.nested.property('[0].damaged', 1)
    const { ok, faults } = await desk.verify()
    expect({ ok, faults }).to.deep.equal({ ok: false, faults: [] })
    await desk.restore()
    expect((await desk.said()).ids).to.have.lengthOf(FACTS - 1)
  })

  describe('is found out', () => {
    let stored: string[]

    beforeEach(async () => {
      await splitJournal(files)
      await desk.create({ withIdentity: true })
      stored = [...(await filesBelow(files, BACKUP)).keys()].filter(name => name !== 'backup.json')
    })

    const CHANGES = {
      missing: async (path: string) => files.remove(path),
      length: async (path: string) => changeFile(files, path, bytes => bytes.subarray(0, -1)),
      content: async (path: string) => changeFile(files, path, bytes => flipped(bytes))
    } as const

    const faults = ['missing', 'length', 'content'] as const

    faults.forEach(fault => {
      it(`when any file changed: ${fault}`, async () => {
        for (const name of stored) {
          const before = await files.readFile(`${BACKUP}/${name}`) ?? new Uint8Array()
          await CHANGES[fault](`${BACKUP}/${name}`)
          const check = await desk.verify()
          expect(check.ok, name).to.equal(false)
          expect(check.faults.map(each => each.fault), name).to.deep.equal([fault])
          await expect(desk.restore()).to.eventually.be.rejectedWith(BackupDamagedError)
          expect(await files.list('/data')).to.deep.equal(['backup', 'home'])
          await files.writeFileAtomic(`${BACKUP}/${name}`, before)
        }
        expect((await desk.verify()).ok).to.equal(true)
      })
    })

    it('without a manifest', async () => {
      await files.remove(`${BACKUP}/backup.json`)
      await expect(desk.verify()).to.eventually.be.rejectedWith(NoBackupError)
      await expect(desk.restore()).to.eventually.be.rejectedWith(NoBackupError)
      expect(await desk.create()).to.include({ keptFiles: 0 })
    })

    it('with a manifest that was made up', async () => {
      const manifest = JSON.parse(new TextDecoder().decode(await files.readFile(`${BACKUP}/backup.json`)))
      const [first] = manifest.files
      const paths = ['../home/identity.key', 'journal/../../home/format.json', '/etc/passwd', 'journal', 'journal/1.seg', 'other/00000000000000000000.seg', 'journal/00000000000000000000.seg\u0000', 5]
      const made = [
        ...paths.map(path => ({ ...manifest, files: [{ ...first, path }] })),
        { ...manifest, files: [first, first] }, { ...manifest, files: [{ ...first, bytes: -1 }] }, { ...manifest, files: [{ ...first, blake3: 'x' }] }, { ...manifest, files: {} },
        { ...manifest, net: '../..' }, { ...manifest, created_at: 'now' }, { ...manifest, scopes: [5] }, { ...manifest, journals: [{ journal: 'x' }] }, { ...manifest, version: '1' }, { ...manifest, format: 'tar' }, [], null, 'x'
      ]
      for (const value of made) {
        await files.writeFileAtomic(`${BACKUP}/backup.json`, new TextEncoder().encode(JSON.stringify(value)))
        await expect(desk.restore(), JSON.stringify(value).slice(0, 80)).to.eventually.be.rejectedWith(BackupDamagedError)
      }
      for (const text of ['', '{', '\u0000']) {
        await files.writeFileAtomic(`${BACKUP}/backup.json`, new TextEncoder().encode(text))
        await expect(desk.verify()).to.eventually.be.rejectedWith(BackupDamagedError)
      }
      await files.writeFileAtomic(`${BACKUP}/backup.json`, new TextEncoder().encode(JSON.stringify({ ...manifest, version: 2 })))
      await expect(desk.verify()).to.eventually.be.rejectedWith(BackupTooNewError)
    })
  })

  describe('and the key of its node', () => {
    it('goes in when that is asked for, and stays in', async () => {
      await desk.create({ withIdentity: true })
      await desk.create()
      expect(await files.modeOf(`${BACKUP}/identity.key`)).to.equal(0o600)
      expect((await desk.restore({})).peerId).to.equal(said.peerId)
    })

    it('is needed, and must be the right one', async () => {
      await desk.create()
      await expect(desk.restore({})).to.eventually.be.rejectedWith(IdentityMissingError)
      await expect(desk.restore({ identityFile: '/none' })).to.eventually.be.rejectedWith(IdentityMissingError)
      const other = new TextEncoder().encode(`factmesh ed25519 seed 1\n${'22'.repeat(32)}\n`)
      await files.writeFileAtomic('/data/other.key', other, { mode: 0o600 })
      await expect(desk.restore({ identityFile: '/data/other.key' })).to.eventually.be.rejectedWith(IdentityMissingError, said.peerId)
      await files.writeFileAtomic('/data/other.key', other, { mode: 0o644 })
      await expect(desk.restore({ identityFile: '/data/other.key' })).to.eventually.be.rejectedWith(HomeDamagedError)
      expect(await files.list(RESTORED)).to.deep.equal([])
    })

    it('may be made anew', async () => {
      await desk.create()
      const { peerId } = await desk.restore({ newIdentity: true })
      expect(peerId).to.not.equal(said.peerId)
      expect(await desk.said()).to.deep.equal({ ...said, peerId })
    })
  })

  it('touches no folder that is something else', async () => {
    await files.makeDirectory(BACKUP)
    await files.writeFileAtomic(`${BACKUP}/thesis.txt`, Uint8Array.of(1))
    await expect(desk.create()).to.eventually.be.rejectedWith(FolderTakenError, 'thesis.txt')
    expect(await files.list(BACKUP)).to.deep.equal(['thesis.txt'])
    await files.remove(BACKUP)
    await desk.create()
    await files.makeDirectory(RESTORED)
    await files.writeFileAtomic(`${RESTORED}/thesis.txt`, Uint8Array.of(1))
    await expect(desk.restore()).to.eventually.be.rejectedWith(FolderTakenError)
    await files.remove(`${RESTORED}/thesis.txt`)
    await desk.restore()
    await expect(createBackup({ home: '/none', folder: '/data/new', platform: desk.machines.next() })).to.eventually.be.rejectedWith(NoHomeError)
    expect(await files.list('/data/new')).to.deep.equal([])
  })

  it('is of one node', async () => {
    await desk.create()
    await files.remove(HOME)
    await makeHome(desk.machines.next(), 3)
    const before = await filesBelow(files, BACKUP)
    await expect(desk.create()).to.eventually.be.rejectedWith(FolderTakenError, said.peerId)
    expect(await filesBelow(files, BACKUP)).to.deep.equal(before)
  })
})

describe('a backup that is cut off', () => {
  const ways = ['failure', 'crash'] as const

  ways.forEach(how => {
    it(`leaves the one before, after a ${how} at any step`, async () => {
      const disk = new BreakingDisk()
      const desk = new Desk(disk.files)
      await makeHome(desk.machines.next(), 12)
      await splitJournal(disk.files)
      await desk.create()
      await withMesh(desk.machines.next(), async mesh => mesh.assert(draftOf(100)))
      let cuts = 0
      for (let call = 1, done = false; !done; call++) {
        disk.breakAt(call, how)
        const isMade = await succeeds(desk.create())
        done = isMade && disk.calls < call
        cuts += Number(!isMade)
        disk.repair()
        expect((await desk.verify()).ok, `call ${call}`).to.equal(true)
      }
      expect(cuts).to.be.greaterThan(40)
    })

    it(`leaves no half home when it is restored, after a ${how} at any step`, async () => {
      const disk = new BreakingDisk()
      const desk = new Desk(disk.files)
      const said = await makeHome(desk.machines.next(), 12)
      await splitJournal(disk.files)
      await desk.create()
      let cuts = 0
      for (let call = 1, done = false; !done; call++) {
        disk.breakAt(call, how)
        const isMade = await succeeds(desk.restore())
        done = isMade && disk.calls < call
        cuts += Number(!isMade)
        disk.repair()
        if ((await disk.files.list(RESTORED)).length > 0) {
          expect(await disk.files.list(RESTORED), `call ${call}`).to.deep.equal(['audit', 'format.json', 'identity.key', 'journal', 'local'])
          if (!done) { await disk.files.remove(RESTORED) }
        }
      }
      expect(cuts).to.be.greaterThan(40)
      expect(await desk.said()).to.deep.equal(said)
      expect(await disk.files.list('/data')).to.deep.equal(['backup', 'home', 'restored'])
    })
  })
})

async function succeeds (work: Promise<unknown>): Promise<boolean> {
  return work.then(() => true, () => false)
}
