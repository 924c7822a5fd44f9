import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { expect } from 'aegir/chai'
import { findChromium, markBrowsersInstalled, NoChromiumError } from './chromium.ts'
import type { Machine } from './machine.ts'

/** A machine on which the given commands work; what it was asked is in `asked`. */
function machineWith (working: Iterable<string>, fields: Partial<Machine> = {}): Machine & { asked: string[] } {
  const asked: string[] = []
  const commands = new Set(working)

  return {
    env: {},
    isRoot: false,
    asked,
    runs: async (program, args) => {
      asked.push([program, ...args].join(' '))

      if (args.includes('install') && commands.has('apt-get')) {
        commands.add('chromium')
      }

      return commands.has(program)
    },
    ...fields
  }
}

describe('run/chromium', () => {
  it('prefers CHROMIUM_PATH', async () => {
    const machine = machineWith(['/opt/chromium', '/usr/bin/chromium'], { env: { CHROMIUM_PATH: '/opt/chromium' } })

    expect(await findChromium(machine)).to.equal('/opt/chromium')
  })

  it('says so when CHROMIUM_PATH does not start', async () => {
    const machine = machineWith(['/usr/bin/chromium'], { env: { CHROMIUM_PATH: '/opt/none' } })

    await expect(findChromium(machine)).to.eventually.be.rejectedWith(NoChromiumError, 'CHROMIUM_PATH is /opt/none')
  })

  it('takes the first of the system that starts', async () => {
    expect(await findChromium(machineWith(['google-chrome', 'chromium-browser']))).to.equal('chromium-browser')
  })

  it('installs one as root, after reading the package lists', async () => {
    const machine = machineWith(['apt-get'], { isRoot: true })

    expect(await findChromium(machine)).to.equal('chromium')
    expect(machine.asked.filter(command => /update|install/.test(command)).map(command => command.split(' ').at(-1))).to.deep.equal(['update', 'chromium'])
  })

  it('says what to do when nobody may install', async () => {
    await expect(findChromium(machineWith(['apt-get']))).to.eventually.be.rejectedWith(NoChromiumError, /only root .*\n.*set CHROMIUM_PATH/)
  })

  it('says what to do when the installation fails', async () => {
    const machine = machineWith([], { isRoot: true, runs: async (program, args) => program === 'apt-get' && !args.includes('update') })

    await expect(findChromium(machine)).to.eventually.be.rejectedWith(NoChromiumError, /apt-get could not install/)
  })

  it('marks the browsers of Playwright as installed', async () => {
    const root = await mkdtemp(join(tmpdir(), 'factmesh-browsers-'))

    try {
      expect(await markBrowsersInstalled(relative(process.cwd(), root))).to.equal(root)
      const folders = (await readdir(root)).sort()

      expect(folders).to.have.lengthOf(2)
      expect(folders[0]).to.match(/^chromium-\d+$/)
      expect(folders[1]).to.match(/^chromium_headless_shell-\d+$/)
      expect(await readdir(join(root, folders[0]))).to.deep.equal(['INSTALLATION_COMPLETE'])
    } finally {
      await rm(root, { recursive: true })
    }
  })
})
