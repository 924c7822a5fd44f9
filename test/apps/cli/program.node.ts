import { existsSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { FOUNDING_BUNDLES } from '../../fixtures/backups.ts'
import { jsonLines } from '../../fixtures/cli-stage.ts'
import { startDaemon } from '../../fixtures/daemon.ts'
import { ending, runProgram, spawnProgram } from '../../fixtures/program.ts'
import type { Daemon } from '../../fixtures/daemon.ts'

function factLine (i: number): string {
  return JSON.stringify({ entity: `city:${i}`, relation: 'geo:population', value: { type: 'number', v: i } })
}

describe('the program', () => {
  let folder: string
  let daemon: Daemon

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'factmesh-program-'))
    daemon = await startDaemon(join(folder, 'a'))
  })

  after(async () => {
    await daemon.kill()
    await rm(folder, { recursive: true })
  })

  it('writes and reads facts', async () => {
    const asserted = await daemon.run('assert', 'city:paris', 'geo:mood', 'très bien', '--confidence', '0.5')
    expect(asserted).to.include({ code: 0, stderr: '' })
    const id = asserted.stdout.trimEnd()
    const got = await daemon.run('get', id)
    expect(JSON.parse(got.stdout)).to.include({ id, entity: 'city:paris', confidence: 0.5, author: daemon.api.peerId })
    expect(jsonLines((await daemon.run('query', 'city:paris')).stdout).map(fact => fact.id)).to.deep.equal([id])
    expect((await daemon.run('retract', id)).code).to.equal(0)
    expect((await daemon.run('query', 'city:paris')).stdout).to.equal('')
  })

  it('exports what another home imports', async () => {
    const path = join(folder, 'facts.jsonl')
    await writeFile(path, Array.from({ length: 6_000 }, (_, i) => factLine(i)).join('\n'))
    const imported = await daemon.run('import', path)
    expect(JSON.parse(imported.stdout)).to.deep.equal({ lines: 6_000, stored: 6_000, unchanged: 0, failed: 0 })
    const exported = await daemon.run('export')
    expect(jsonLines(exported.stdout)).to.have.length(6_000)
    expect(JSON.parse((await runProgram(['import', '-', '--home', daemon.home], { input: exported.stdout })).stdout)).to.include({ stored: 0, unchanged: 6_000 })
    const other = await startDaemon(join(folder, 'b'))
    try {
      const taken = await runProgram(['import', '-', '--home', other.home], { input: exported.stdout })
      expect(JSON.parse(taken.stdout)).to.deep.equal({ lines: 6_000, stored: 6_000, unchanged: 0, failed: 0 })
      const values = (text: string): unknown[] => jsonLines(text).map(fact => [fact.entity, (fact.value as { v: number }).v]).sort()
      expect(values((await other.run('export')).stdout)).to.deep.equal(values(exported.stdout))
    } finally {
      await other.kill()
    }
  })

  it('keeps the last word of a file that speaks twice', async () => {
    const lines = Array.from({ length: 9_000 }, (_, i) => JSON.stringify({ entity: `word:${i % 3_000}`, relation: 'geo:population', value: { type: 'number', v: i } }))
    const { code } = await runProgram(['import', '-', '--home', daemon.home], { input: lines.join('\n') })
    expect(code).to.equal(0)
    const facts = jsonLines((await daemon.run('query', '--relation', 'geo:population')).stdout).filter(fact => String(fact.entity).startsWith('word:'))
    expect(facts).to.have.length(3_000)
    expect(facts.every(fact => (fact.value as { v: number }).v >= 6_000)).to.equal(true)
  })

  it('an import that is cut off by a crash lost nothing that it had printed, and can be repeated', async () => {
    const home = join(folder, 'c')
    const input = Array.from({ length: 60_000 }, (_, i) => factLine(i)).join('\n')
    const first = await startDaemon(home)
    const child = spawnProgram(['import', '-', '--home', home, '--json'])
    child.stdout.once('data', () => { void first.kill() })
    const cut = await ending(child, { input })
    expect(cut.code).to.equal(3)
    expect(cut.stderr).to.contain('node_unreachable')
    const printed = jsonLines(cut.stdout).flatMap(({ id }) => typeof id === 'string' ? [id] : [])
    expect(printed.length).to.be.within(1, 59_999)

    const second = await startDaemon(home)
    try {
      for (const id of [printed[0], printed[Math.floor(printed.length / 2)], printed.at(-1) ?? '']) {
        expect((await second.client.fact(id)).id).to.equal(id)
      }
      const counts = JSON.parse((await runProgram(['import', '-', '--home', home], { input })).stdout)
      expect(counts).to.include({ lines: 60_000, failed: 0 })
      expect(counts.unchanged).to.be.at.least(printed.length)
      expect(counts.stored + counts.unchanged).to.equal(60_000)
    } finally {
      await second.kill()
    }
  })

  it('checks the journal of a running home and of a stopped one, and finds damage', async () => {
    const home = join(folder, 'd')
    const SOUND = [['journal', true, 3 + FOUNDING_BUNDLES], ['local', true, 0], ['audit', true, true]]
    const checks = (text: string): unknown[] => jsonLines(text).map(({ journal, ok, records }) => [journal, ok, journal === 'audit' ? Number(records) > 0 : records]) // the writes are noted there
    const running = await startDaemon(home)
    for (let i = 0; i < 3; i++) { await running.client.assert(JSON.parse(factLine(i))) }
    expect(checks((await running.run('journal', 'verify')).stdout)).to.deep.equal(SOUND)
    await running.stop()
    expect(checks((await runProgram(['journal', 'verify', '--home', home])).stdout)).to.deep.equal(SOUND)
    expect(jsonLines((await runProgram(['journal', 'stat', '--home', home])).stdout).map(({ journal, segments }) => [journal, segments])).to.deep.equal([['journal', 1], ['local', 1], ['audit', 1]])
    expect(existsSync(join(home, 'lock'))).to.equal(false)

    const [segment] = await readdir(join(home, 'journal'))
    const path = join(home, 'journal', segment)
    const bytes = await readFile(path)
    bytes[200] ^= 1
    await writeFile(path, bytes)
    const { code, stdout } = await runProgram(['journal', 'verify', '--home', home])
    expect(code).to.equal(8)
    expect(jsonLines(stdout)[0]).to.include({ journal: 'journal', ok: false, damaged: 1 })
  })

  it('stops quietly when nobody reads its output any more', async () => {
    const child = spawnProgram(['export', '--home', daemon.home])
    child.stdout.once('data', () => { child.stdout.destroy() })
    expect(await ending(child)).to.include({ code: 0, stderr: '' })
  })
})
