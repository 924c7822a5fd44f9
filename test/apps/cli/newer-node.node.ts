import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { eventually } from '../../fixtures/eventually.ts'
import { ending, plainEnvironment, ROOT } from '../../fixtures/program.ts'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'

const MODULE = JSON.stringify(join(ROOT, 'dist/src/apps/cli/newer-node.js'))

describe('newer node', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'factmesh-node-'))
    await mkdir(join(folder, 'node_modules/.bin'), { recursive: true })
    await symlink(process.execPath, join(folder, 'node_modules/.bin/node'))
    await mkdir(join(folder, 'a/b'), { recursive: true })
  })

  afterEach(async () => { await rm(folder, { recursive: true }) })

  /** Starts a launcher that believes to be Node 20, and a child with the given end. */
  async function launch (child: string, from: string = join(folder, 'a/b')): Promise<ChildProcessWithoutNullStreams> {
    await writeFile(join(folder, 'child.mjs'), `import { runNewerNode } from ${MODULE}\nawait runNewerNode([])\n${child}`)
    await writeFile(join(folder, 'launcher.mjs'), `
      import { runNewerNode } from ${MODULE}
      const hints = { version: '20.1.0', folder: ${JSON.stringify(from)} }
      process.exit(await runNewerNode([${JSON.stringify(join(folder, 'child.mjs'))}, 'x'], hints))`)
    return spawn(process.execPath, [join(folder, 'launcher.mjs')], { env: plainEnvironment() })
  }

  /** The process id that the child prints when it runs. */
  async function pidFrom (launcher: ChildProcessWithoutNullStreams): Promise<number> {
    const [chunk] = await once(launcher.stdout, 'data')
    return Number(chunk)
  }

  const WAIT = 'setInterval(() => {}, 1e6); console.log(process.pid)\n'

  it('runs the program in the Node of the next node_modules, and ends with its code', async () => {
    const launcher = await launch('console.log(process.argv[2]); process.exit(5)')
    expect(await ending(launcher)).to.include({ code: 5, stdout: 'x\n', stderr: '' })
  })

  it('says what is needed when there is none', async () => {
    const { code, stderr } = await ending(await launch('', '/'))
    expect(code).to.equal(9)
    expect(stderr).to.contain('needs Node 22').and.to.contain('20.1.0').and.to.contain('node_too_old')
  })

  it('hands signals on, once', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const launcher = await launch(`let n = 0\nprocess.on('${signal}', () => { n++; setImmediate(() => process.exit(40 + n)) })\n${WAIT}`)
      await pidFrom(launcher)
      launcher.kill(signal)
      expect((await once(launcher, 'exit'))[0]).to.equal(41)
    }
  })

  it('tells which signal ended the program', async () => {
    const launcher = await launch(WAIT)
    process.kill(await pidFrom(launcher), 'SIGKILL')
    expect((await once(launcher, 'exit'))[0]).to.equal(137)
  })

  it('leaves no program behind when it is killed', async () => {
    const launcher = await launch(WAIT)
    const pid = await pidFrom(launcher)
    launcher.kill('SIGKILL')
    await eventually('the program ended', () => isAlive(pid) ? undefined : true)
  })
})

function isAlive (pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
