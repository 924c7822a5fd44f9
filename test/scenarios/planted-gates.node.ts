import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { jsonLines } from '../fixtures/cli-stage.ts'
import { copyWithFaultPoints, faultPointsOf, GATE_BUG } from '../fixtures/fault-points.ts'
import { ending, plainEnvironment, ROOT } from '../fixtures/program.ts'

const TIMEOUT_MS = 300_000

/** Exit code of a command that came to only a part of what it should. */
const PARTIAL = 7

/** A bug, the gate that has to see it, and what must not pass. */
interface Planted {
  readonly bug: string
  readonly gate: string
  readonly failed: string
}

const PLANTED: readonly Planted[] = [
  { bug: 'gate.conflict-unseen', gate: '11.1', failed: 'conflict surfaced as unresolved on both nodes' },
  { bug: 'gate.source-unasked', gate: '11.2', failed: 'nothing reaches a third node' },
  { bug: 'gate.violation-noted-twice', gate: '11.2', failed: 'a closed scope: refused on a stream of its own, in gossip, and among public bundles' },
  { bug: 'gate.nonce-dropped-at-its-end', gate: '11.2', failed: 'replay after the window: nonce_already_seen' },
  { bug: 'gate.absent-peer-unsaid', gate: '11.3', failed: 'page lost: a reconciliation with the peer that is down is answered 503' },
  { bug: 'gate.nonce-unasked', gate: '11.4', failed: 'at once: T2 with the nonce of T and fresh times is nonce_already_seen' },
  { bug: 'token.forget-at-restart', gate: '11.4', failed: 'after a restart: T2 with the nonce of T and fresh times is nonce_already_seen' }
]

describe('scenario: planted bugs in the way of the gates', function () {
  this.timeout(TIMEOUT_MS)

  let copy: string

  before(async () => { copy = await copyWithFaultPoints(ROOT) })
  after(async () => rm(copy, { recursive: true }))

  PLANTED.forEach(({ bug, gate, failed }) => {
    it(`${bug} turns gate ${gate} red`, async () => {
      const program = join(copy, 'src/apps/cli/main.ts')
      const args = ['--experimental-transform-types', '--no-warnings', program, 'gates', '--gate', gate, '--json']
      const ended = await ending(spawn(process.execPath, args, { env: plainEnvironment({ FACTMESH_FAULT_POINT: bug }) }), { timeoutMs: TIMEOUT_MS })
      const outcomes = jsonLines(ended.stdout)

      expect(ended.code).to.equal(PARTIAL)
      expect(outcomes.filter(({ passed }) => passed !== true).map(({ name }) => name)).to.include(failed)
      expect(outcomes.filter(({ passed }) => passed === true), 'what the bug does not touch').to.not.deep.equal([])
    })
  })

  it('are all of those that stand in the sources for the gates', async () => {
    const names = (await faultPointsOf(ROOT)).map(({ name }) => name).filter(name => GATE_BUG.test(name))

    expect(names).to.deep.equal(PLANTED.map(({ bug }) => bug).filter(bug => GATE_BUG.test(bug)).sort())
  })
})
