import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { expect } from 'aegir/chai'
import { contentsBelow } from '../fixtures/disk.ts'
import { runProgram } from '../fixtures/program.ts'
import { openStage } from '../fixtures/stage.ts'
import type { Ended } from '../fixtures/program.ts'
import type { Stage } from '../fixtures/stage.ts'
import type { AddressInfo, Server } from 'node:net'

/** Exit code of what a person has to clear away first. */
const CONFLICT = 5
const MESSAGE_LINES_MAX = 4

async function startDaemonIn (home: string, ...flags: string[]): Promise<Ended> {
  return runProgram(['daemon', '--home', home, '--http', '127.0.0.1:0', ...flags], { timeoutMs: 60_000 })
}

async function takePort (): Promise<{ server: Server, port: number }> {
  const server = createServer()
  const { promise, resolve } = Promise.withResolvers<void>()

  server.listen(0, '127.0.0.1', resolve)
  await promise

  return { server, port: (server.address() as AddressInfo).port }
}

/** One clear message: what, why, fix and code, and nothing on stdout. */
function expectRefusal ({ code, stdout, stderr }: Ended, name: string, ...words: string[]): void {
  const message = stderr.split('\n').filter(line => line !== '' && !line.startsWith('{'))

  expect(code, stderr).to.equal(CONFLICT)
  expect(stdout).to.equal('')
  expect(message.length, stderr).to.be.within(1, MESSAGE_LINES_MAX)
  expect(message[0]).to.match(/^error {2}/)
  expect(stderr).to.include(name)
  expect(stderr).to.not.match(/^\s+at /m)

  for (const word of words) {
    expect(stderr).to.include(word)
  }
}

describe('scenario: what a daemon refuses to start with', function () {
  this.timeout(180_000)

  let stage: Stage

  beforeEach(async () => {
    stage = await openStage()
  })

  afterEach(async () => {
    await stage.close()
  })

  it('a home of a newer version', async () => {
    const daemon = await stage.daemon('home')

    await daemon.client.assert({ entity: 'door:front', relation: 'door:state', value: { type: 'boolean', v: true } })
    await daemon.stop()

    const path = stage.path('home/format.json')
    const format = JSON.parse(await readFile(path, 'utf8'))

    await writeFile(path, JSON.stringify({ ...format, version: 99 }))
    const before = await contentsBelow(stage.path('home'))

    expectRefusal(await startDaemonIn(stage.path('home')), 'home_too_new', '99', 'Update', '--home')
    expect(await contentsBelow(stage.path('home'))).to.deep.equal(before)
  })

  it('a home that another daemon has', async () => {
    const daemon = await stage.daemon('home')
    const before = await daemon.publicScope()
    const files = await contentsBelow(stage.path('home/journal'))

    expectRefusal(await startDaemonIn(daemon.home), 'home_locked', String(daemon.api.pid), '--home')
    expect(await daemon.publicScope()).to.deep.equal(before)
    expect(await contentsBelow(stage.path('home/journal'))).to.deep.equal(files)
    expect(JSON.parse(await readFile(stage.path('home/api.json'), 'utf8')).pid).to.equal(daemon.api.pid)
  })

  it('a port for the API that is taken', async () => {
    const { server, port } = await takePort()
    const ended = await runProgram(['daemon', '--home', stage.path('home'), '--http', `127.0.0.1:${port}`, '--listen', '/ip4/127.0.0.1/tcp/0'], { timeoutMs: 60_000 })

    server.close()
    expectRefusal(ended, 'http_address_taken', String(port), '--http')
    expect(Object.keys(await contentsBelow(stage.path('home')))).to.not.include('api.json')
    expect(await (await stage.daemon('home')).stop()).to.include({ code: 0 })
  })

  it('a port for peers that is taken', async () => {
    const { server, port } = await takePort()
    const ended = await startDaemonIn(stage.path('home'), '--listen', `/ip4/127.0.0.1/tcp/${port}`)

    server.close()
    expectRefusal(ended, 'listen_address_taken', String(port), '--listen')
    expect(Object.keys(await contentsBelow(stage.path('home')))).to.not.include('api.json')
    expect(await (await stage.daemon('home')).stop()).to.include({ code: 0 })
  })
})
