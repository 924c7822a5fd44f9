import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { GATES, runGates } from '../../src/apps/gates/index.ts'
import { jsonLines } from '../fixtures/cli-stage.ts'
import { runProgram } from '../fixtures/program.ts'

const TIMEOUT_MS = 600_000

/** Each outcome of each gate, in the order in which they are listed. */
const EXPECTED = GATES.flatMap(({ number, outcomes }) => outcomes.map(name => ({ gate: number, name, passed: true, why: '' })))

describe('scenario: the gates', function () {
  this.timeout(TIMEOUT_MS)

  it('all pass, line by line, with exit code 0, and leave evidence', async () => {
    const out = await mkdtemp(join(tmpdir(), 'factmesh-evidence-'))
    const { code, stdout, stderr } = await runProgram(['gates', '--out', out, '--json'], { timeoutMs: TIMEOUT_MS })

    expect(jsonLines(stdout)).to.have.deep.members(EXPECTED)
    expect(stderr.split('\n').filter(line => line !== '')).to.have.members(EXPECTED.map(({ gate, name }) => `PASS  ${gate}  ${name}`))
    expect(code).to.equal(0)
    expect(JSON.parse(await readFile(join(out, 'outcomes.json'), 'utf8'))).to.have.deep.members(EXPECTED)
    for (const { number } of GATES) {
      const texts = await Promise.all((await readdir(join(out, number))).map(async name => readFile(join(out, number, name), 'utf8')))

      expect(texts.join(''), number).to.match(/"root": "[0-9a-f]{64}"/).and.match(/"event_type": "/)
    }
    await rm(out, { recursive: true })
  })

  it('part two nodes over TCP for as long as they should, whatever addresses they know of each other', async () => {
    const outcomes = await runGates({ program: '', only: ['11.1'], isRealTime: true, partitionMs: 15_000 })

    expect(outcomes).to.deep.equal(EXPECTED.filter(({ gate }) => gate === '11.1'))
  })

  it('are the four acceptance scenarios', () => {
    expect(GATES.map(({ number }) => number)).to.deep.equal(['11.1', '11.2', '11.3', '11.4'])
  })
})
