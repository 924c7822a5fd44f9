import { expect } from 'aegir/chai'
import { HomeDamagedError, HomeLockedError, HomeTooNewError, openHome } from '../../src/mesh/index.ts'
import { MemoryFiles } from '../../src/platform/index.ts'
import { BreakingDisk, filesBelow, HOME, openAndClose, openAs, TestProcesses } from '../fixtures/homes.ts'
import type { Home } from '../../src/mesh/index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)

/** Lets many processes open the home at once, and answers what came of those that were let in. */
async function openTogether (files: MemoryFiles, processes: TestProcesses, pids: readonly number[]): Promise<Home[]> {
  const openings = await Promise.allSettled(pids.map(async pid => openAs(pid, files, processes)))
  return openings.flatMap(opening => opening.status === 'fulfilled' ? [opening.value] : [])
}

describe('a home', () => {
  let files: MemoryFiles

  beforeEach(() => {
    files = new MemoryFiles()
  })

  describe('that is new', () => {
    it('is made with its lock, format and key, for the owner alone', async () => {
      const home = await openAs(1, files)
      expect(await files.modeOf(HOME)).to.equal(0o700)
      for (const name of ['format.json', 'identity.key', 'lock']) {
        expect(await files.modeOf(files.join(HOME, name)), name).to.equal(0o600)
      }
      expect(home.seed).to.have.lengthOf(32)
      expect(text(await files.readFile(files.join(HOME, 'format.json')))).to.equal('{"version":1}\n')
      expect(text(await files.readFile(files.join(HOME, 'identity.key')))).to.match(/^factmesh ed25519 seed 1\n[0-9a-f]{64}\n$/)
    })

    it('takes the seed that it is given, once', async () => {
      const [first, second] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
      const platform = new TestProcesses().begin(1)
      const home = await openHome({ files, platform }, HOME, first)
      await home.close()
      const again = await openHome({ files, platform }, HOME, second)
      expect([home.seed, again.seed]).to.deep.equal([first, first])
    })
  })

  describe('that is in use', () => {
    it('is refused to a second process, and untouched by it', async () => {
      const processes = new TestProcesses()
      const first = await openAs(10, files, processes)
      const before = await filesBelow(files, HOME)
      await expect(openAs(11, files, processes)).to.eventually.be.rejectedWith(HomeLockedError, /kill 10/).with.property('pid', 10)
      await expect(openAs(10, files, processes)).to.eventually.be.rejectedWith(HomeLockedError)
      expect(await filesBelow(files, HOME)).to.deep.equal(before)
      await first.close()
      expect((await openAs(11, files, processes)).seed).to.deep.equal(first.seed)
    })

    it('is taken over when its process has died', async () => {
      const processes = new TestProcesses()
      const first = await openAs(10, files, processes)
      processes.end(10)
      const second = await openAs(11, files, processes)
      expect(second.seed).to.deep.equal(first.seed)
      await first.close()
      await expect(openAs(12, files, processes), 'the dead process gave back a lock that is not its own')
        .to.eventually.be.rejectedWith(HomeLockedError).with.property('pid', 11)
      await second.close()
      expect(await files.list(HOME)).to.deep.equal(['format.json', 'identity.key'])
    })

    it('is taken over when the number of its process was given to another one', async () => {
      const processes = new TestProcesses()
      await openAs(10, files, processes)
      processes.begin(10, 'after a restart of the machine')
      await openAs(11, files, processes)
    })

    it('is taken over when the lock names no process', async () => {
      await files.makeDirectory(HOME)
      for (const content of ['', '{}', 'null', '{"pid":"10"}', '{"pid":10']) {
        await files.writeFileAtomic(files.join(HOME, 'lock'), bytes(content))
        await openAndClose(files)
      }
    })

    it('goes to exactly one of many that find a stale lock together', async () => {
      const processes = new TestProcesses()
      for (let round = 0; round < 20; round++) {
        await openAs(10, files, processes)
        processes.end(10)
        const opened = await openTogether(files, processes, [11, 12, 13, 14])
        expect(opened).to.have.lengthOf(1)
        await opened[0].close()
        expect(await files.list(HOME)).to.deep.equal(['format.json', 'identity.key'])
      }
    })
  })

  describe('of another format', () => {
    beforeEach(async () => {
      await openAndClose(files)
    })

    it('is refused before anything is written when it is newer', async () => {
      const path = files.join(HOME, 'format.json')
      await files.writeFileAtomic(path, bytes('{"version":2,"more":true}'))
      const [before, stamp] = [await filesBelow(files, HOME), await files.stampOf(HOME)]
      await expect(openAs(1, files)).to.eventually.be.rejectedWith(HomeTooNewError, /version 2.*up to 1.*Nothing was changed/).with.property('version', 2)
      expect(await filesBelow(files, HOME)).to.deep.equal(before)
      expect(await files.stampOf(HOME)).to.equal(stamp)
    })

    it('is refused when the version cannot be read', async () => {
      const path = files.join(HOME, 'format.json')
      for (const content of ['', 'version 1', '[]', '{}', '{"version":"1"}', '{"version":0}', '{"version":1.5}']) {
        await files.writeFileAtomic(path, bytes(content))
        await expect(openAs(1, files), content).to.eventually.be.rejectedWith(HomeDamagedError).with.property('path', path)
      }
    })
  })

  describe('whose key cannot be used', () => {
    const key = `${HOME}/identity.key`
    const hex = '00'.repeat(32)

    const expectRefused = async (why: RegExp): Promise<void> => {
      await expect(openAs(1, files)).to.eventually.be.rejectedWith(HomeDamagedError, why).with.property('path', key)
      expect(await files.list(HOME)).to.not.include('lock')
    }

    beforeEach(async () => {
      await openAndClose(files)
    })

    it('is refused when it is damaged', async () => {
      for (const content of ['', hex, `factmesh ed25519 seed 2\n${hex}\n`, `factmesh ed25519 seed 1\n${hex.slice(1)}\n`, `factmesh ed25519 seed 1\n${hex}\nmore\n`]) {
        await files.writeFileAtomic(key, bytes(content))
        await expectRefused(/64 hexadecimal digits/)
      }
    })

    it('is refused when others may read it', async () => {
      for (const mode of [0o604, 0o640, 0o660, 0o777]) {
        await files.writeFileAtomic(key, bytes(`factmesh ed25519 seed 1\n${hex}\n`), { mode })
        await expectRefused(new RegExp(`mode ${mode.toString(8)}.*chmod 600`))
      }
    })

    it('is refused when it is missing and facts are there', async () => {
      await files.makeDirectory(files.join(HOME, 'journal'))
      await files.writeFileAtomic(files.join(HOME, 'journal', '0.seg'), bytes('facts'))
      await files.remove(key)
      await expectRefused(/missing/)
    })
  })

  for (const how of ['failure', 'crash'] as const) {
    it(`opens after a ${how} at any step of the first opening`, async () => {
      for (let step = 1, finished = false; !finished; step++) {
        const disk = new BreakingDisk()
        const processes = new TestProcesses()
        disk.breakAt(step, how)
        const first = await openAs(10, disk.files, processes).catch(() => undefined)
        finished = disk.calls < step
        disk.repair()
        disk.files.crash()
        processes.end(10)
        const home = await openAs(11, disk.files, processes)
        await home.close()
        const again = await openAs(12, disk.files, processes)
        expect(again.seed, `step ${step}`).to.deep.equal(home.seed)
        if (first != null) { expect(home.seed, `step ${step}`).to.deep.equal(first.seed) }
        expect(step, 'steps').to.be.below(50)
      }
    })
  }
})
