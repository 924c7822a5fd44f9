import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { expect } from 'aegir/chai'
import { FOUNDING_BUNDLES } from '../../fixtures/backups.ts'
import { jsonLines } from '../../fixtures/cli-stage.ts'
import { eventually } from '../../fixtures/eventually.ts'
import { ending, runProgram, spawnProgram } from '../../fixtures/program.ts'
import { openStage } from '../../fixtures/stage.ts'
import type { Daemon } from '../../fixtures/daemon.ts'
import type { Stage } from '../../fixtures/stage.ts'

function factLines (from: number, count: number): string {
  return Array.from({ length: count }, (_, i) => JSON.stringify({ entity: `city:${from + i}`, relation: 'geo:population', value: { type: 'number', v: i } })).join('\n')
}

async function idsOf (daemon: Daemon): Promise<unknown[]> {
  return jsonLines((await daemon.run('export')).stdout).map(({ id }) => id).sort()
}

describe('backups of a daemon', () => {
  let stage: Stage
  let backup: string

  beforeEach(async () => {
    stage = await openStage()
    backup = stage.path('backup')
  })

  afterEach(async () => { await stage.close() })

  it('made during writes bring back every fact that was printed before, then all', async () => {
    const daemon = await stage.daemon('a', '--durability', 'batched')
    expect((await daemon.client.status()).storage).to.include({ state: 'ok', durability: 'batched' })
    const importing = spawnProgram(['import', '-', '--json', '--home', daemon.home])
    let printed = ''
    importing.stdout.setEncoding('utf8').on('data', (text: string) => { printed += text })
    const imported = ending(importing, { input: factLines(0, 30_000) })
    await eventually('some facts were printed', () => printed.includes('\n') ? true : undefined)
    const before = jsonLines(printed.slice(0, printed.lastIndexOf('\n') + 1)).map(({ id }) => id)
    expect(await daemon.run('backup', 'create', backup)).to.include({ code: 0 })
    expect(await runProgram(['backup', 'verify', backup])).to.include({ code: 0 })
    const early = await restore(stage, daemon, 'early')
    expect(await idsOf(early)).to.include.members(before)
    await early.kill()

    expect((await imported).code).to.equal(0)
    const again = JSON.parse((await daemon.run('backup', 'create', backup, '--json')).stdout)
    const late = await restore(stage, daemon, 'late')
    expect(await late.publicScope()).to.deep.equal(await daemon.publicScope())
    expect(again.scopes[0]).to.include({ scope: 'public', root: (await daemon.publicScope()).root, facts: 30_000 })
    expect(await idsOf(late)).to.deep.equal(await idsOf(daemon))
    expect((await late.run('assert', 'city:new', 'geo:mood', 'fine')).code).to.equal(0)
  })

  it('are restored whole or not at all, also when that is killed', async () => {
    const daemon = await stage.daemon('a')
    await runProgram(['import', '-', '--home', daemon.home], { input: factLines(0, 20_000) })
    await daemon.run('backup', 'create', backup, '--with-identity')
    const facts = await daemon.publicScope()
    const home = stage.path('b')
    for (let kills = 0; kills < 3; kills++) {
      const child = spawnProgram(['backup', 'restore', backup, '--home', home])
      const ended = ending(child)
      await eventually('it had begun to write', () => existsSync(`${home}.restoring`) || existsSync(home) || child.exitCode != null ? true : undefined)
      child.kill('SIGKILL')
      await ended
      if (existsSync(home)) { break }
    }
    if (!existsSync(home)) { expect(await runProgram(['backup', 'restore', backup, '--home', home])).to.include({ code: 0 }) }
    expect(await readdir(home)).to.have.members(['audit', 'format.json', 'identity.key', 'journal', 'local'])
    expect(existsSync(`${home}.restoring`)).to.equal(false)
    await daemon.stop()
    expect(await (await stage.daemon('b')).publicScope()).to.deep.equal(facts)
  })

  it('a rebuild that is killed is gone on with at the next start', async () => {
    const daemon = await stage.daemon('a')
    await runProgram(['import', '-', '--home', daemon.home], { input: factLines(0, 20_000) })
    const facts = await daemon.publicScope()
    const refused = await daemon.run('store', 'rebuild')
    expect(refused.code).to.equal(5)
    expect(refused.stderr).to.contain(`kill ${daemon.api.pid}`)
    await daemon.stop()
    const child = spawnProgram(['store', 'rebuild', '--home', daemon.home])
    const ended = ending(child)
    await eventually('it owned the home', () => existsSync(`${daemon.home}/lock`) || child.exitCode != null ? true : undefined)
    child.kill('SIGKILL')
    await ended
    const next = await stage.daemon('a')
    expect(await next.publicScope()).to.deep.equal(facts)
    await next.stop()
    expect(JSON.parse((await runProgram(['store', 'rebuild', '--home', daemon.home])).stdout)).to.include({ facts: 20_000 + FOUNDING_BUNDLES })
  })
})

/** Restores the backup with the key of the daemon as a home of that name, and starts its node. */
async function restore (stage: Stage, daemon: Daemon, name: string): Promise<Daemon> {
  const { code, stderr } = await runProgram(['backup', 'restore', stage.path('backup'), '--home', stage.path(name), '--identity', `${daemon.home}/identity.key`])
  expect(code, stderr).to.equal(0)
  return stage.daemon(name)
}
