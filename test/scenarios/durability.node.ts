import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect } from 'aegir/chai'
import { ApiProblemError } from '../../src/api/index.ts'
import { eventually } from '../fixtures/eventually.ts'
import { printFigures } from '../fixtures/figures.ts'
import { missingIds } from '../fixtures/lookup.ts'
import { openStage } from '../fixtures/stage.ts'
import { trace } from '../fixtures/strace.ts'
import type { FactBody } from '../../src/api/index.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Stage } from '../fixtures/stage.ts'

const run = promisify(execFile)

/** Facts that are written one after another, and at once. */
const LONE = 100
const CROWD = 1_000

/** Microseconds that a flush takes longer, as on a slow disk: how many share one depends on the machine otherwise. */
const SLOW_FLUSH_US = 20_000

/** Megabytes of the file system that is filled. */
const SMALL_DISK_MB = 48

/** What became of a fact that was sent: its id, or the status that refused it. */
type Outcome = { readonly id: string } | { readonly status: number, readonly code: string }

function bodyOf (name: string): FactBody {
  return { entity: `thing:${name}`, relation: 'thing:name', value: { type: 'string', v: name } }
}

async function send (daemon: Daemon, name: string): Promise<Outcome> {
  try {
    return { id: (await daemon.client.assert(bodyOf(name))).id }
  } catch (error) {
    if (error instanceof ApiProblemError) {
      return { status: error.status, code: error.code }
    }
    throw error
  }
}

/** Writes until the daemon takes a fact again, and returns its id. */
async function untilTaken (daemon: Daemon, name: string): Promise<string> {
  let tries = 0

  return eventually('the daemon wrote again', async () => {
    const outcome = await send(daemon, `${name}-${tries++}`)

    return 'id' in outcome ? outcome.id : undefined
  }, 60_000)
}

/** Names of facts that are found, among some. */
async function found (daemon: Daemon, names: readonly string[]): Promise<string[]> {
  const pages = await Promise.all(names.map(async name => daemon.client.facts({ entity: `thing:${name}` })))

  return names.filter((_, i) => pages[i].facts.length > 0)
}

async function restarted (stage: Stage, daemon: Daemon): Promise<Daemon> {
  await daemon.kill()

  return stage.daemon('a')
}

describe('scenario: what an answer promises', function () {
  this.timeout(600_000)

  let stage: Stage

  beforeEach(async () => {
    stage = await openStage()
  })

  afterEach(async () => {
    await stage.close()
  })

  it('is one flush of the disk for each fact that is written alone, and far fewer for a crowd', async () => {
    const daemon = await stage.daemon('a')

    await send(daemon, 'first')
    const slow = `inject=fsync,fdatasync:delay_exit=${SLOW_FLUSH_US}`
    const tracing = await trace(daemon.api.pid, stage.path('calls'), 'trace=fsync,fdatasync', slow)
    const flushes = async (): Promise<number> => (await tracing.lines('/journal/')).filter(line => /f(data)?sync\(\d/.test(line)).length

    for (let i = 0; i < LONE; i++) {
      await send(daemon, `lone-${i}`)
    }
    const lone = await flushes()

    await Promise.all(Array.from({ length: CROWD }, async (_, i) => send(daemon, `crowd-${i}`)))
    const crowd = await flushes() - lone

    await tracing.detach()
    printFigures('flushes', { 'lone facts': LONE, 'their flushes': lone, 'facts at once': CROWD, 'flushes of those': crowd })
    expect(lone).to.equal(LONE)
    expect(crowd).to.be.within(1, CROWD / 5)
  })

  it('is never given when the disk fails the flush', async () => {
    let daemon = await stage.daemon('a')
    const before = await send(daemon, 'before')
    const tracing = await trace(daemon.api.pid, stage.path('calls'), 'trace=fsync,fdatasync', 'inject=fsync,fdatasync:error=EIO')
    const names = Array.from({ length: 20 }, (_, i) => `refused-${i}`)
    const outcomes = await Promise.all(names.map(async name => send(daemon, name)))
    const injected = (await tracing.lines('(INJECTED)')).length

    expect(outcomes).to.deep.equal(names.map(() => ({ status: 503, code: 'storage_failed' })))
    expect(injected).to.be.at.least(1)
    expect((await daemon.client.facts({ entity: 'thing:before' })).facts).to.have.length(1)
    await tracing.detach()

    const after = await untilTaken(daemon, 'after')
    const ids = [...'id' in before ? [before.id] : [], after]

    expect(ids).to.have.length(2)
    expect(await found(daemon, names)).to.deep.equal([])
    daemon = await restarted(stage, daemon)
    expect(await missingIds(daemon, ids)).to.deep.equal([])
    expect((await daemon.run('journal', 'verify', '--json')).code).to.equal(0)
    printFigures('flushes that failed', { injected, refused: outcomes.length })
  })

  it('holds for a thousand writers at once while a hundred queries run', async () => {
    const daemon = await stage.daemon('a')
    const times: number[] = []

    await send(daemon, 'first')
    const queries = Array.from({ length: 100 }, async (_, i) => daemon.client.facts({ relation: 'thing:name', limit: 1 + i % 100 }))
    const writes = Array.from({ length: CROWD }, async (_, i) => {
      const started = performance.now()
      const outcome = await send(daemon, `writer-${i}`)

      times.push(performance.now() - started)

      return 'id' in outcome ? outcome.id : `${outcome.status}`
    })
    const ids = await Promise.all(writes)

    expect((await Promise.all(queries)).every(({ facts }) => facts.length > 0)).to.equal(true)
    expect(new Set(ids).size).to.equal(CROWD)
    expect(await missingIds(daemon, ids)).to.deep.equal([])
    expect(await missingIds(await restarted(stage, daemon), ids)).to.deep.equal([])
    times.sort((one, other) => one - other)
    printFigures('1,000 writers at once', { 'p50 ms': times[CROWD / 2], 'p99 ms': times[Math.floor(CROWD * 0.99)], 'worst ms': times[CROWD - 1], queries: queries.length })
  })

  describe('on a small disk', () => {
    const ids: string[] = []
    let daemon: Daemon

    beforeEach(async () => {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DISK_MB}m`, 'tmpfs', stage.folder])
      daemon = await stage.daemon('a')
    })

    afterEach(async () => {
      await daemon.kill()
      await run('umount', [stage.folder])
    })

    /** Takes all space that is left. */
    async function fill (): Promise<void> {
      await writeFile(stage.path('ballast'), new Uint8Array(SMALL_DISK_MB * 2 ** 20)).catch(({ code }: { code: string }) => {
        expect(code).to.equal('ENOSPC')
      })
    }

    async function sendMany (name: string, count: number): Promise<Outcome[]> {
      return Promise.all(Array.from({ length: count }, async (_, i) => send(daemon, `${name}-${i}`)))
    }

    it('is refused while that is full, answers go on, and writing does when space returns', async () => {
      let refused = 0

      for (let round = 0; round < 3; round++) {
        const written = await sendMany(`round-${round}`, 200)

        expect(written.every(outcome => 'id' in outcome)).to.equal(true)
        ids.push(...written.flatMap(outcome => 'id' in outcome ? [outcome.id] : []))
        await fill()
        const outcomes = await sendMany(`full-${round}`, 50)
        const refusals = outcomes.filter(outcome => 'status' in outcome)

        ids.push(...outcomes.flatMap(outcome => 'id' in outcome ? [outcome.id] : []))
        expect(refusals.length).to.be.at.least(1)
        expect(new Set(refusals.map(outcome => 'code' in outcome ? `${outcome.status} ${outcome.code}` : ''))).to.deep.equal(new Set(['507 storage_full']))
        expect(await missingIds(daemon, ids)).to.deep.equal([])
        refused += refusals.length
        await rm(stage.path('ballast'))
        ids.push(await untilTaken(daemon, `again-${round}`))
        const names = Array.from({ length: 50 }, (_, i) => `full-${round}-${i}`)

        expect(await found(daemon, names)).to.deep.equal(names.filter((_, i) => 'id' in outcomes[i]))
      }

      daemon = await restarted(stage, daemon)
      expect(await missingIds(daemon, ids)).to.deep.equal([])
      expect((await daemon.run('journal', 'verify', '--json')).code).to.equal(0)
      printFigures('a full disk', { acknowledged: ids.length, refused, lost: 0 })
    })
  })
})
