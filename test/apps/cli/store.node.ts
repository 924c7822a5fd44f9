import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { EXIT } from '../../../src/apps/cli/index.ts'
import { createFactMesh } from '../../../src/index.ts'
import { MemoryFiles, platform } from '../../../src/platform/index.ts'
import { addRecords, FOUNDING_BUNDLES, FOUNDING_ENTRIES } from '../../fixtures/backups.ts'
import { cliStage, jsonLines } from '../../fixtures/cli-stage.ts'
import { contentsBelow } from '../../fixtures/disk.ts'
import { draftOf } from '../../fixtures/meshes.ts'
import type { FactMesh } from '../../../src/index.ts'
import type { CliStage } from '../../fixtures/cli-stage.ts'

const FACTS = 200

describe('cli on the home of a stopped node', () => {
  let stage: CliStage
  let home: string
  let root: string | null | undefined

  const open = async (): Promise<FactMesh> => createFactMesh({ home, listen: [], gossip: false, syncIntervalMs: false, dht: false, libp2p: { transports: 'memory' } })

  const newest = async (): Promise<string> => join(home, 'journal', (await readdir(join(home, 'journal'))).sort().at(-1) ?? '')

  const flip = async (path: string, position: number): Promise<void> => {
    const bytes = await readFile(path)
    bytes[position] ^= 1
    await writeFile(path, bytes)
  }

  beforeEach(async () => {
    stage = await cliStage()
    home = join(stage.home, 'node')
    const mesh = await open()
    for (let i = 0; i < FACTS; i += 20) { await mesh.append(Array.from({ length: 20 }, (_, j) => draftOf(i + j))) }
    root = mesh.status().scopes[0].root
    await mesh.stop()
  })

  afterEach(async () => { await stage.close() })

  describe('journal verify and stat', () => {
    it('read the files and change nothing', async () => {
      const before = await contentsBelow(home)
      const verified = await stage.run(['journal', 'verify', '--home', home, '--json'])
      expect(verified).to.include({ code: 0, err: '' })
      expect(jsonLines(verified.out)[0]).to.include({ journal: 'journal', ok: true, damaged: 0, tail_bytes: 0 })
      const stat = await stage.run(['journal', 'stat', '--home', home], { isTty: true })
      expect(stat.out).to.match(/^JOURNAL +SEGMENTS +BYTES/).and.to.match(/^journal +1 /m).and.to.match(/^local +1 /m).and.to.match(/^audit +1 /m)
      expect(await contentsBelow(home)).to.deep.equal(before)
    })

    it('draw a bar for people alone', async () => {
      expect((await stage.run(['journal', 'verify', '--home', home], { isTty: true })).err).to.match(/\rchecking .*100 %|\rchecking .*0 %/)
      expect((await stage.run(['journal', 'verify', '--home', home, '--json'], { isTty: true })).err).to.equal('')
      expect((await stage.run(['journal', 'verify', '--home', home, '-q'], { isTty: true })).err).to.equal('')
    })

    it('tell a tail, which is no damage', async () => {
      await appendFile(await newest(), 'unfinished')
      const { code, out } = await stage.run(['journal', 'verify', '--home', home], { isTty: true })
      expect(code).to.equal(0)
      expect(out).to.contain('every record is sound').and.to.match(/^tail +10 bytes of an unfinished write/m)
    })

    it('end with 8 on damage, in any of the journals', async () => {
      await flip(await newest(), 400)
      const { code, out } = await stage.run(['journal', 'verify', '--home', home])
      expect(code).to.equal(EXIT.damaged)
      expect(jsonLines(out)[0]).to.include({ ok: false, damaged: 1 })
      expect((await stage.run(['journal', 'verify', '--home', home], { isTty: true })).out).to.match(/^damage +record at \d+, \d+ bytes$/m)
      await flip(await newest(), 400)
      await addRecords(platform().files ?? new MemoryFiles(), join(home, 'local'), 3)
      const [segment] = await readdir(join(home, 'local'))
      await flip(join(home, 'local', segment), 80)
      const other = await stage.run(['journal', 'verify', '--home', home])
      expect(other.code).to.equal(EXIT.damaged)
      expect(jsonLines(other.out).map(({ journal, ok }) => [journal, ok])).to.deep.equal([['journal', true], ['local', false], ['audit', true]])
    })

    it('say when somebody else uses the home', async () => {
      const mesh = await open()
      const { code, err } = await stage.run(['journal', 'verify', '--home', home], { isTty: true })
      expect(code).to.equal(0)
      expect(err).to.contain(`process ${process.pid} uses this home`)
      await mesh.stop()
    })

    it('say when a node was asked, and write one line for each journal', async () => {
      expect((await stage.run(['journal', 'verify'], { isTty: true })).err).to.contain('was asked')
      for (const command of ['verify', 'stat']) {
        expect(jsonLines((await stage.run(['journal', command])).out).map(({ journal }) => journal), command).to.deep.equal(['journal', 'local', 'audit'])
      }
    })
  })

  describe('audit verify', () => {
    const verify = async (...flags: string[]): ReturnType<CliStage['run']> => stage.run(['audit', 'verify', '--home', home, ...flags], { isTty: !flags.includes('--json') })

    it('walks along the chain, and ends with 8 where it breaks', async () => {
      const mesh = await open()
      for (let i = 0; i < 5; i++) { await mesh.note({ type: 'admin_action', actor: `operator ${i}` }) }
      await mesh.stop()
      const before = await contentsBelow(home)
      const sound = await verify('--json')
      expect([sound.code, sound.err, JSON.parse(sound.out)]).to.deep.equal([0, '', { ok: true, entries: 5 + FOUNDING_ENTRIES, flaw: null }])
      const shown = await verify()
      expect(shown.out).to.contain('every entry follows the one before').and.to.match(new RegExp(`^entries +${5 + FOUNDING_ENTRIES}$`, 'm'))
      expect(shown.err).to.match(/\rchecking .* %/)
      expect(await contentsBelow(home)).to.deep.equal(before)

      const path = join(home, 'audit', (await readdir(join(home, 'audit'))).filter(name => name.endsWith('.seg'))[0])
      await flip(path, (await readFile(path)).indexOf('operator 2'))
      const broken = await verify('--json')
      expect(broken.code).to.equal(EXIT.damaged)
      expect(JSON.parse(broken.out)).to.deep.include({ ok: false, entries: 2 + FOUNDING_ENTRIES }).and.to.have.nested.property('flaw.flaw', 'number')
      const told = await verify()
      expect(told.code).to.equal(EXIT.damaged)
      expect(told.out).to.match(/^break +at entry 6, offset \d+: entries before it are missing or damaged$/m)
    })

    it('asks a node that runs', async () => {
      const asked = await stage.run(['audit', 'verify'], { isTty: true })
      expect(asked.err).to.contain('was asked')
      stage.mesh.verifyAudit = async () => ({ entries: 7, flaw: { flaw: 'end', number: 8, offset: 64 } })
      const broken = await stage.run(['audit', 'verify'])
      expect([broken.code, JSON.parse(broken.out)]).to.deep.equal([EXIT.damaged, { ok: false, entries: 7, flaw: { flaw: 'end', number: 8, offset: 64 } }])
    })
  })

  describe('store rebuild', () => {
    it('builds the same index again', async () => {
      await rm(join(home, 'index'), { recursive: true })
      const { code, out } = await stage.run(['store', 'rebuild', '--home', home])
      expect(code).to.equal(0)
      expect(JSON.parse(out)).to.deep.include({ facts: FACTS + FOUNDING_BUNDLES, bundles: 10 + FOUNDING_BUNDLES, net: 'main' }).and.to.have.nested.property('scopes[0].root', root)
      const mesh = await open()
      expect(mesh.status().scopes[0]).to.include({ facts: FACTS, root })
      expect((await mesh.page({ entity: 'thing:77' })).total).to.equal(1)
      await mesh.stop()
    })

    it('shows counts, time and roots to people', async () => {
      const { out, err } = await stage.run(['store', 'rebuild', '--home', home], { isTty: true })
      expect(out).to.match(/^facts +204 in 14 bundles$/m).and.to.match(/facts\/s$/m).and.to.contain(root?.slice(0, 16))
      expect(err).to.contain('building')
    })

    it('is not done while the home is in use', async () => {
      const mesh = await open()
      const { code, err } = await stage.run(['store', 'rebuild', '--home', home])
      expect(code).to.equal(EXIT.conflict)
      expect(err).to.contain('home_locked').and.to.contain(`kill ${process.pid}`)
      await mesh.stop()
    })
  })

  it('there must be a home', async () => {
    for (const args of [['store', 'rebuild'], ['journal', 'stat'], ['backup', 'create', join(stage.home, 'new')]]) {
      const { code, err } = await stage.run([...args, '--home', join(stage.home, 'none')])
      expect(code).to.equal(EXIT.notFound)
      expect(err).to.contain('no_home')
    }
    expect(await readdir(stage.home)).to.have.members(['api.json', 'node'])
  })

  describe('backup', () => {
    it('is made, checked and restored', async () => {
      const folder = join(stage.home, 'backup')
      const made = await stage.run(['backup', 'create', folder, '--home', home, '--json'])
      expect(made).to.include({ code: 0, err: '' })
      expect(JSON.parse(made.out)).to.deep.include({ copied_files: 3, identity: false, net: 'main' }).and.to.have.nested.property('scopes[0].root', root)
      expect(JSON.parse((await stage.run(['backup', 'verify', folder, '--json'])).out)).to.deep.include({ ok: true, faults: [] })
      const restored = join(stage.home, 'restored')
      const refused = await stage.run(['backup', 'restore', folder, '--home', restored])
      expect(refused.code).to.equal(EXIT.config)
      expect(refused.err).to.contain('identity_missing').and.to.contain('--new-identity')
      expect((await stage.run(['backup', 'restore', folder, '--home', restored, '--identity', join(home, 'identity.key')])).code).to.equal(0)
      const again = await stage.run(['backup', 'restore', folder, '--home', restored, '--identity', join(home, 'identity.key')])
      expect(again.code).to.equal(EXIT.conflict)
      expect(again.err).to.contain('folder_taken')
    })

    it('tells people what it holds, and what to do next', async () => {
      const folder = join(stage.home, 'backup')
      const made = await stage.run(['backup', 'create', folder, '--with-identity', '--home', home], { isTty: true })
      expect(made.out).to.match(/^identity +in the backup: keep it secret$/m).and.to.match(/^public +200 /m)
      expect(made.err).to.contain('copying')
      expect((await stage.run(['backup', 'verify', folder], { isTty: true })).out).to.contain('every file and record is sound')
      const { err } = await stage.run(['backup', 'restore', folder, '--home', join(stage.home, 'restored')], { isTty: true })
      expect(err).to.contain(`next  factmesh up --home ${join(stage.home, 'restored')} --net main`)
    })

    it('ends with 8 on damage', async () => {
      const folder = join(stage.home, 'backup')
      await flip(await newest(), 400)
      const made = await stage.run(['backup', 'create', folder, '--home', home])
      expect(made.code).to.equal(EXIT.damaged)
      expect(made.err).to.contain('1 ranges were damaged in the home already')
      const [name] = await readdir(join(folder, 'journal'))
      await flip(join(folder, 'journal', name), 700)
      const checked = await stage.run(['backup', 'verify', folder], { isTty: true })
      expect(checked.code).to.equal(EXIT.damaged)
      expect(checked.out).to.match(/^damage +journal\/\d+\.seg: has another content$/m)
      const restored = await stage.run(['backup', 'restore', folder, '--new-identity', '--home', join(stage.home, 'restored')])
      expect(restored.code).to.equal(EXIT.damaged)
      expect(restored.err).to.contain('backup_damaged')
    })

    it('refuses what makes no sense', async () => {
      expect((await stage.run(['backup', 'verify', stage.home])).err).to.contain('no_backup')
      expect((await stage.run(['backup', 'create', stage.home, '--home', home])).err).to.contain('folder_taken')
      expect((await stage.run(['backup', 'restore', 'x', '--identity', 'y', '--new-identity'])).code).to.equal(EXIT.usage)
    })
  })
})
