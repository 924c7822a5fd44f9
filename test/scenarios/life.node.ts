import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { expect } from 'aegir/chai'
import { bytesBelow } from '../fixtures/disk.ts'
import { printFigures } from '../fixtures/figures.ts'
import { openStage } from '../fixtures/stage.ts'
import type { Stage } from '../fixtures/stage.ts'

const READY_MS_MAX = 5_000
const STOP_MS_MAX = 10_000

const fact = { entity: 'door:front', relation: 'door:state', value: { type: 'string' as const, v: 'open' } }

describe('scenario: the life of a daemon', function () {
  this.timeout(180_000)

  let stage: Stage

  beforeEach(async () => {
    stage = await openStage()
  })

  afterEach(async () => {
    await stage.close()
  })

  it('starts, stops and starts again as the same node', async () => {
    const first = await stage.daemon('home')
    const { id } = await first.client.assert(fact)

    expect(first.readyMs).to.be.below(READY_MS_MAX)
    expect((await stat(stage.path('home/api.json'))).mode & 0o777).to.equal(0o600)

    const { code, ms } = await first.stop()

    expect(code).to.equal(0)
    expect(ms).to.be.below(STOP_MS_MAX)
    expect(existsSync(stage.path('home/api.json'))).to.equal(false)

    const second = await stage.daemon('home')

    expect(second.api.peerId).to.equal(first.api.peerId)
    expect((await second.client.fact(id)).value.v).to.equal('open')
    expect(second.readyMs).to.be.below(READY_MS_MAX)
    printFigures('life', { 'first ready ms': first.readyMs, 'second ready ms': second.readyMs, 'stop ms': ms, 'home bytes': await bytesBelow(stage.path('home')) })
  })

  it('starts after it was killed', async () => {
    const first = await stage.daemon('home')
    const { id } = await first.client.assert(fact)

    await first.kill()
    expect(JSON.parse(await readFile(stage.path('home/api.json'), 'utf8')).pid).to.equal(first.api.pid)

    const refused = await first.run('status')

    expect(refused.code).to.equal(3)
    expect(refused.stderr).to.match(/factmesh daemon/)

    const second = await stage.daemon('home')

    expect(second.api.peerId).to.equal(first.api.peerId)
    expect(second.api.pid).to.not.equal(first.api.pid)
    expect(await second.client.fact(id)).to.include({ id, author: first.api.peerId, received_via: 'local' })
    expect(await second.stop()).to.include({ code: 0 })
  })

  it('stops in time while it is connected and busy', async () => {
    const a = await stage.daemon('a')
    const b = await stage.daemon('b', '--bootstrap', a.api.multiaddrs[0], '--sync-interval', '0.05')
    const writes = Array.from({ length: 50 }, async (_, i) => b.client.assert({ ...fact, entity: `door:${i}` }))
    const outcomes = Promise.allSettled(writes)
    const stopped = await Promise.all([a.stop(), b.stop()])

    expect(stopped.map(({ code }) => code)).to.deep.equal([0, 0])
    expect(Math.max(...stopped.map(({ ms }) => ms))).to.be.below(STOP_MS_MAX)

    const answered = (await outcomes).flatMap(outcome => outcome.status === 'fulfilled' ? [outcome.value.id] : [])
    const again = await stage.daemon('b')

    for (const id of answered) {
      expect((await again.client.fact(id)).id).to.equal(id)
    }
  })
})
