import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, rename, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect } from 'aegir/chai'
import { HomeDamagedError, HomeLockedError, HomeTooNewError, openHome } from '../../src/mesh/index.ts'
import { NodeFiles, platform } from '../../src/platform/index.ts'
import { contentsBelow } from '../fixtures/disk.ts'
import type { Home } from '../../src/mesh/index.ts'
import type { ChildProcess } from 'node:child_process'

const run = promisify(execFile)
const files = new NodeFiles()
const LANE = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)

/** Opens a home, says so, and keeps it until it is killed. */
const HOLDER = `
import { openHome } from ${JSON.stringify(new URL('../../src/mesh/index.ts', import.meta.url).href)}
import { platform } from ${JSON.stringify(new URL('../../src/platform/index.ts', import.meta.url).href)}
const machine = platform()
await openHome({ files: machine.files, platform: machine }, process.argv[1])
console.log('open')
process.stdin.resume()
`

describe('a home on a real disk', () => {
  let place: string
  let home: string
  let holder: ChildProcess | undefined

  const open = async (directory = home): Promise<Home> => openHome({ files, platform: platform() }, directory)

  /** The lane that a home goes on with after a restart, and whether it has one. */
  const laneOf = async (directory: string): Promise<Uint8Array | undefined> => {
    const opened = await open(directory)
    const found = await opened.laneStore.load()
    await opened.close()
    return found?.lane
  }

  /** A home with a key, a journal and a lane. */
  const makeHome = async (): Promise<void> => {
    const opened = await open()
    await files.makeDirectory(files.join(home, 'journal'))
    await files.writeFileAtomic(files.join(home, 'journal', '0.seg'), LANE)
    await opened.laneStore.save(LANE)
    await opened.close()
  }

  beforeEach(async () => {
    place = await files.temporaryDirectory('factmesh-home-')
    home = files.join(place, 'deep', 'home')
  })

  afterEach(async () => {
    holder?.kill('SIGKILL')
    holder = undefined
    await files.remove(place)
  })

  it('is open to its owner alone, whatever the umask', async () => {
    const before = process.umask(0)
    try {
      await makeHome()
    } finally {
      process.umask(before)
    }
    expect(await files.modeOf(home)).to.equal(0o700)
    for (const name of ['format.json', 'identity.key', 'lane.json']) {
      expect(await files.modeOf(files.join(home, name)), name).to.equal(0o600)
    }
  })

  it('belongs to one process until that is killed', async () => {
    holder = spawn(process.execPath, ['--experimental-transform-types', '--no-warnings', '--input-type=module', '-e', HOLDER, home], { stdio: ['pipe', 'pipe', 'inherit'] })
    await once(holder.stdout ?? holder, 'data')
    await expect(open()).to.eventually.be.rejectedWith(HomeLockedError, `kill ${holder.pid}`).with.property('pid', holder.pid)
    const exit = once(holder, 'exit')
    holder.kill('SIGKILL')
    await exit
    const opened = await open()
    await expect(open()).to.eventually.be.rejectedWith(HomeLockedError).with.property('pid', process.pid)
    await opened.close()
    expect(await files.list(home)).to.deep.equal(['format.json', 'identity.key'])
  })

  it('is not touched when a newer program wrote it', async () => {
    await makeHome()
    await writeFile(files.join(home, 'format.json'), '{"version":99}')
    const before = await contentsBelow(home)
    await expect(open()).to.eventually.be.rejectedWith(HomeTooNewError)
    expect(await contentsBelow(home)).to.deep.equal(before)
  })

  it('is refused when others may read its key', async () => {
    await makeHome()
    const key = files.join(home, 'identity.key')
    await chmod(key, 0o644)
    await expect(open()).to.eventually.be.rejectedWith(HomeDamagedError, /mode 644.*chmod 600/).with.property('path', key)
    await chmod(key, 0o600)
    await (await open()).close()
  })

  describe('keeps its lane', () => {
    beforeEach(makeHome)

    it('over restarts and moves', async () => {
      expect(await laneOf(home)).to.deep.equal(LANE)
      await rename(home, files.join(place, 'moved'))
      expect(await laneOf(files.join(place, 'moved'))).to.deep.equal(LANE)
    })

    it('and a copy has none', async () => {
      await run('cp', ['-a', home, files.join(place, 'copy')])
      expect(await laneOf(files.join(place, 'copy'))).to.equal(undefined)
      expect(await laneOf(home)).to.deep.equal(LANE)
    })

    it('and a restored one has none', async () => {
      const backup = files.join(place, 'backup')
      await run('cp', ['-a', home, backup])
      await run('rm', ['-r', home])
      await run('cp', ['-a', backup, home])
      expect(await laneOf(home)).to.equal(undefined)
    })

    it('and one that was unpacked from an archive over itself has none', async () => {
      await run('tar', ['-C', home, '-cf', files.join(place, 'backup.tar'), '.'])
      await run('tar', ['-C', home, '-xf', files.join(place, 'backup.tar')])
      expect(await laneOf(home)).to.equal(undefined)
    })

    it('and one whose files were written over has none', async () => {
      const backup = files.join(place, 'backup')
      await run('cp', ['-a', home, backup])
      await run('cp', ['-a', `${backup}/.`, home])
      expect(await laneOf(home)).to.equal(undefined)
    })

    it('and one whose journal alone was restored has none', async () => {
      const segment = files.join(home, 'journal', '0.seg')
      await run('cp', ['-a', segment, files.join(place, 'backup')])
      await run('cp', ['-a', '--remove-destination', files.join(place, 'backup'), segment])
      expect(await laneOf(home)).to.equal(undefined)
    })
  })
})
