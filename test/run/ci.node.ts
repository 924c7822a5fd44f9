import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect } from 'aegir/chai'

const SCRIPT = join(import.meta.dirname, '../../.ci/run')

/** What an `npm` of this test prints and how it exits, as lines of a shell script. */
interface FakeNpm {
  readonly ci?: string
  readonly test?: string
}

/** Runs the script in a checkout of its own, with an `npm` that only pretends. */
async function runScript ({ ci = 'exit 0', test = 'exit 0' }: FakeNpm): Promise<{ code: number, lastLine: string | undefined }> {
  const root = await mkdtemp(join(tmpdir(), 'factmesh-ci-'))

  try {
    await mkdir(join(root, '.ci'))
    await copyFile(SCRIPT, join(root, '.ci/run'))
    await writeFile(join(root, 'npm'), `#!/bin/sh\ncase "$1" in ci) ${ci} ;; test) ${test} ;; esac\n`, { mode: 0o755 })
    const env = { ...process.env, HOME: '', PATH: [root, process.env.PATH].join(delimiter) }
    const { promise, resolve } = Promise.withResolvers<{ code: number, lastLine: string | undefined }>()

    execFile(join(root, '.ci/run'), { env }, (error, stdout) => {
      resolve({ code: Number(error?.code ?? 0), lastLine: stdout.trimEnd().split('\n').at(-1) })
    })

    return await promise
  } finally {
    await rm(root, { recursive: true })
  }
}

describe('run/ci', () => {
  const cases: Array<[string, FakeNpm, number, string]> = [
    ['passes on a green run', { test: "echo '5 passed, 0 failed, 1 skipped'" }, 0, '5 passed, 0 failed, 1 skipped'],
    ['passes on failures', { test: "echo '5 passed, 2 failed, 0 skipped'; exit 1" }, 1, '5 passed, 2 failed, 0 skipped'],
    ['takes the last summary, with what npm says after it', { test: "echo '9 passed, 0 failed, 0 skipped'; echo '1 passed, 1 failed, 0 skipped'; echo npm error; exit 1" }, 1, '1 passed, 1 failed, 0 skipped'],
    ['counts an installation that fails', { ci: 'exit 1', test: "echo '5 passed, 0 failed, 0 skipped'" }, 1, '0 passed, 1 failed, 0 skipped'],
    ['counts a run that ends without a summary', { test: 'exit 0' }, 1, '0 passed, 1 failed, 0 skipped'],
    ['counts a run that crashes', { test: 'kill -9 $$' }, 1, '0 passed, 1 failed, 0 skipped'],
    ['counts an exit code that contradicts the summary', { test: "echo '5 passed, 0 failed, 0 skipped'; exit 3" }, 1, '5 passed, 1 failed, 0 skipped'],
    ['counts a run in which nothing ran', { test: "echo '0 passed, 0 failed, 7 skipped'" }, 1, '0 passed, 1 failed, 7 skipped']
  ]

  cases.forEach(([title, npm, code, lastLine]) => {
    it(title, async () => {
      expect(await runScript(npm)).to.deep.equal({ code, lastLine })
    })
  })
})
