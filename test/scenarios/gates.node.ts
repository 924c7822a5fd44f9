import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { GATES } from '../../src/apps/gates/index.ts'
import { jsonLines } from '../fixtures/cli-stage.ts'
import { runProgram } from '../fixtures/program.ts'

const TIMEOUT_MS = 600_000

describe('scenario: the gates', function () {
  this.timeout(TIMEOUT_MS)

  for (const { number, title, outcomes } of GATES) {
    it(`${number}, ${title}: every outcome comes, and leaves evidence`, async () => {
      const out = await mkdtemp(join(tmpdir(), 'factmesh-evidence-'))
      const ended = await runProgram(['gates', '--gate', number, '--out', out, '--json'], { timeoutMs: TIMEOUT_MS })
      expect(jsonLines(ended.stdout).map(({ name, passed, why }) => [name, passed, why])).to.have.deep.members(outcomes.map(name => [name, true, '']))
      expect(ended.code).to.equal(0)
      expect(await readdir(out)).to.include.members([number, 'outcomes.json'])
      await rm(out, { recursive: true })
    })
  }
})
